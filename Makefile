# Deux commandes suffisent : « make run » et « make test ».
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV ?= .venv
ADDRESS ?= 127.0.0.1:8000
DATABASES ?= sqlite,postgresql
PYTEST ?=
JOBS ?= auto

BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
CATALOGUES := $(wildcard council/translations/*/LC_MESSAGES/*.po)

.PHONY: help install run test test-fast lint bench lock clean

help: ## liste les commandes
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

install: $(VENV)/.runtime $(CATALOGUES:.po=.mo) ## prépare l’environnement dans .venv

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Python est absent : installez Python 3.11 ou plus récent (paquet python3)." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 ou plus récent est nécessaire ; $(PYTHON) est un" \
	       "$$($(PYTHON) -c 'import platform; print(platform.python_version())')." \
	       "Indiquez-en un autre : make PYTHON=python3.12 …" >&2; exit 2; }
ifneq ($(UV),)
	@$(UV) venv --quiet --python "$$(command -v $(PYTHON))" $(VENV)
else
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Le module venv de Python est absent : installez-le (apt install python3-venv)." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
endif

# Every file is checked against its hash. The project itself is not built: a path file and a
# three-line command give what an editable install would, without a build tool to download.
$(VENV)/.runtime: requirements.lock Makefile | $(BIN)/python
	@echo "Installation des dépendances…"
	@$(call hashed,requirements.lock)
	@pwd > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/council.pth"
	@printf '#!%s\nimport sys\n\nfrom council.cli import main\n\nsys.exit(main())\n' \
	  "$(abspath $(BIN))/python" > $(BIN)/council
	@chmod 755 $(BIN)/council
	@touch $@

$(VENV)/.tests: tests/requirements.lock $(VENV)/.runtime
	@echo "Installation des outils de test…"
	@$(call hashed,tests/requirements.lock)
	@touch $@

define hashed
if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r $(1); \
else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi \
|| { echo "Les dépendances de $(1) n’ont pas pu être installées (réseau ou dépôt de paquets ?)." >&2; exit 2; }
endef

%.mo: %.po $(VENV)/.runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

run: install ## lance le site de démonstration sur http://127.0.0.1:8000
	@COUNCIL_DEMO=1 $(BIN)/council migrate
	@$(BIN)/council demo
	@$(BIN)/council serve --bind $(ADDRESS) --with-worker

test: install $(VENV)/.tests ## tous les tests, sur les deux bases de données
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --databases $(DATABASES) --every-database $(PYTEST)

test-fast: install $(VENV)/.tests ## les tests rapides, sur SQLite
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --databases sqlite -m "not slow and not browser" $(PYTEST)

lint: install $(VENV)/.tests ## relecture automatique : ruff et mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: install $(VENV)/.tests ## mesures : listes à 100 et à 10 000 besoins, recherche jusqu’à 50 000 fiches, dépouillements
	@$(BIN)/python -m tests.bench

lock: ## refait les deux listes de dépendances (demande uv)
	@command -v uv >/dev/null || { echo "uv est nécessaire pour refaire les listes." >&2; exit 2; }
	@uv lock --quiet --upgrade
	@uv export --quiet --no-emit-project --no-default-groups --extra postgres \
	  --format requirements.txt -o requirements.lock
	@uv export --quiet --no-emit-project --all-groups --extra postgres \
	  --format requirements.txt -o tests/requirements.lock
	@rm -f uv.lock

clean: ## retire l’environnement et les fichiers produits ; garde instance/
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find council tests migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@find council -name '*.mo' -delete
