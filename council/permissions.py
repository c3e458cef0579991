"""Who may do what, written from the program itself: the routes and the rules behind them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from flask import Flask

from council import FEATURES

ROLE_WORDS = {
    "registered": "personne connectée",
    "representative": "représentation d’un organisme",
    "maintainer": "maintenance d’un logiciel",
    "member": "membre",
    "council": "conseil",
    "secretariat": "secrétariat",
    "chair": "présidence",
    "endorser": "soutien des avis",
    "administrator": "administration du site",
}


def permissions_page(app: Flask) -> str:
    """Return docs/permissions.md: every route with who may use it, every rule with its sentence."""
    lines = [
        "# Permissions",
        "",
        "Written by `council permissions`; a test fails when this page and the program disagree.",
        "A route open to every signed-in person loads one object: 404 when it may not be seen,",
        "then the rule of its feature answers, 403 with its reason.",
        "",
        "## Routes",
        "",
        "| Address | Method | Who |",
        "|---|---|---|",
        *(f"| `{path}` | {methods} | {who} |" for path, methods, who in routes(app)),
        "",
        "## Rules",
        "",
        "| Feature | Rule | Guarantees |",
        "|---|---|---|",
        *(f"| {feature} | `{name}` | {words} |" for feature, name, words in rules()),
    ]
    return "\n".join(lines) + "\n"


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Return every route: address, methods, who may use it."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        who = ", ".join(ROLE_WORDS[role] for role in access.roles) or "tout le monde"
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found.append((rule.rule, methods, who))
    return sorted(found)


def rules() -> Iterator[tuple[str, str, str]]:
    """Yield every `can_…` of every feature's policies, with the first sentence of its docstring."""
    package = Path(__file__).resolve().parent
    for feature in FEATURES:
        for path in sorted((package / feature).glob("*policies*.py")):
            module = import_module(f"council.{feature}.{path.stem}")
            for name, function in sorted(vars(module).items()):
                if name.startswith("can_") and function.__module__ == module.__name__:
                    words = (inspect.getdoc(function) or "").split("\n\n")[0]
                    yield feature, name, " ".join(words.split()).replace("|", "\\|")
