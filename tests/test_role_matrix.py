"""Role × route × object: what docs/permissions.md promises, asked over HTTP of every route.

The verdicts are written by hand from the council's rules, and nothing of the program is imported:
a rule that changes by accident fails here. Each request is undone before the next.
"""

from __future__ import annotations

import pytest

from tests.scene import ROLES, scene
from tests.verdicts import OPEN, READS, RULED, TOLD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def here(database, tmp_path_factory):
    """The scene, built once on each database."""
    with scene(database, tmp_path_factory.mktemp("scene")) as built:
        built.names["nothing"] = "0" * 32
        yield built


def verdict(answer):
    """Return in one word what a status means for who asked."""
    status, target = answer.status_code, answer.headers.get("Location", "")
    if status == 401 or (status == 303 and target.startswith("/connexion")):
        return "sign in"
    assert status < 500, status
    return {403: "refused", 404: "not there", 410: "not there"}.get(status, "may")


def expected(role, path, allowed, seen):
    if role in allowed.split():
        return "may"
    if role == "anonymous" and path in TOLD:
        return "refused"
    if role == "anonymous":
        return "not there" if path in READS else "sign in"
    return "refused" if seen is None or role in seen.split() else "not there"


def disagreements(here, methods, path, wanted):
    for method in methods.split():
        for role in ROLES:
            found = verdict(here.ask(role, method, here.path(path)))
            if found != wanted(role):
                yield f"{method} {path} as {role}: {found}, expected {wanted(role)}"


@pytest.mark.parametrize(("methods", "path"), OPEN, ids=lambda value: str(value))
def test_everybody_may(here, methods, path):
    assert "\n".join(disagreements(here, methods, path, lambda role: "may")) == ""


@pytest.mark.parametrize("row", RULED, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_role_gets_its_verdict(here, row):
    methods, path, allowed, *rest = row
    seen = rest[0] if rest else None
    wrong = disagreements(here, methods, path, lambda role: expected(role, path, allowed, seen))
    assert "\n".join(wrong) == ""


def test_the_table_covers_every_route(here):
    adapter = here.app.url_map.bind("localhost")
    covered = set()
    for methods, path, *_ in [*OPEN, *RULED]:
        for method in methods.split():
            rule, _arguments = adapter.match(here.path(path), method, return_rule=True)
            covered.add((rule.rule, method))
    routes = {
        (rule.rule, method)
        for rule in here.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not rule.endpoint.endswith("static")
    }
    assert sorted(routes - covered) == []


def test_a_rule_that_lets_too_many_in_is_found(here):
    def wanted(role):
        return expected(role, "/besoins/a-qualifier", "secretariat administrator", None)

    wrong = list(disagreements(here, "GET", "/besoins/a-qualifier", wanted))
    assert wrong == ["GET /besoins/a-qualifier as administrator: refused, expected may"]
