"""The house is as docs/architecture.md says; each check is shown once to fail."""

from __future__ import annotations

import subprocess

import pytest
from flask import Flask

from council.access import refuse_undeclared_routes
from tests import house
from tests.databases import ROOT

# Check → the file planted in an empty tree, its text, what is said about it.
PLANTED = {
    "floors_inside": (
        "council/needs/queries.py",
        "from council.needs.actions import submit_need",
        "council.needs.queries imports council.needs.actions",
    ),
    "floors_between": (
        "council/needs/steps.py",
        "from council.polls.models import Poll",
        "council.needs.steps imports council.polls.models",
    ),
    "faces": (
        "council/pages/views.py",
        "from council.needs.actions import submit_need",
        "council.pages.views imports council.needs.actions",
    ),
    "domain_without_faces": (
        "council/polls/queries.py",
        "from council.needs.forms import NeedForm",
        "council.polls.queries imports council.needs.forms",
    ),
    "commits": (
        "council/needs/steps.py",
        "from council.extensions import db\n\ndef save():\n    db.session.commit()",
        "council.needs.steps:4 commits",
    ),
    "writes_in_faces": (
        "council/needs/views.py",
        "from council.extensions import db\n\ndef show():\n    db.session.add(1)",
        "council.needs.views:4 db.session.add",
    ),
    "actions": (
        "council/needs/actions.py",
        "@action\ndef submit_need(need):\n    need.state = 1",
        "council.needs.actions.submit_need writes no journal entry",
    ),
    "fetches": (
        "council/needs/steps.py",
        "from council.fetch import safe_fetch",
        "council.needs.steps fetches",
    ),
    "long_views": (
        "council/needs/views.py",
        "@bp.get('/')\ndef show():\n" + "    x = 1\n" * 25,
        "council.needs.views.show has 26 lines",
    ),
    "long_files": ("council/needs/queries.py", "x = 1\n" * 401, "has 401 lines"),
    "undocumented": (
        "council/needs/queries.py",
        '"""Reads."""\n\ndef find():\n    return 1',
        "council.needs.queries.find",
    ),
    "forbidden_words": (
        "council/needs/queries.py",
        "found = Need.query.all()",
        "council.needs.queries:1 Need.query",
    ),
    "templates": ("templates/needs/show.html", "{{ need.body|safe }}", "|safe"),
}


def plant(tree, path, text):
    """Write the file, and the ones its imports name, in a tree."""
    for name in (
        "needs/actions", "needs/forms", "needs/views", "polls/models", "polls/queries",
    ):  # fmt: skip
        other = tree / "council" / f"{name}.py"
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text("")
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_every_check_has_its_planted_violation():
    assert {check.__name__ for check in house.CHECKS} == set(PLANTED)


@pytest.mark.parametrize("check", house.CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_rules(check):
    violations = "\n".join(check(ROOT))
    assert violations == ""


@pytest.mark.parametrize("check", house.CHECKS, ids=lambda check: check.__name__)
def test_a_violation_is_found(check, tmp_path):
    path, text, found = PLANTED[check.__name__]
    plant(tmp_path, path, text)
    (tmp_path / "templates").mkdir(exist_ok=True)
    (tmp_path / "tests").mkdir()
    assert any(found in line for line in check(tmp_path)), list(check(tmp_path))


ACTIONS = {
    "calls another action": (
        "@action\ndef one(x):\n    write_entry()\n\n"
        "@action\ndef two(x):\n    one(x)\n    write_entry()",
        "council.needs.actions.two calls the action one",
    ),
    "touches the request": (
        "from flask import request\n\n@action\ndef one(x):\n    write_entry(request.form)",
        "council.needs.actions imports request",
    ),
    "is no action": (
        "def one(x):\n    write_entry()",
        "council.needs.actions.one is public and no action",
    ),
}


@pytest.mark.parametrize("fault", ACTIONS)
def test_every_fault_of_an_action_is_found(fault, tmp_path):
    text, found = ACTIONS[fault]
    plant(tmp_path, "council/needs/actions.py", text)
    assert found in list(house.actions(tmp_path))


TEMPLATES = {
    "inline script": "<script>alert(1)</script>",
    "inline style": '<p style="color: red">',
    "inline handler": '<button onclick="go()">',
}


@pytest.mark.parametrize("fault", TEMPLATES)
def test_every_inline_thing_is_found(fault, tmp_path):
    plant(tmp_path, "templates/needs/show.html", TEMPLATES[fault])
    assert list(house.templates(tmp_path)) == [f"templates/needs/show.html: {fault}"]


def test_no_way_around_the_floors_through_another_module(tmp_path):
    plant(tmp_path, "council/needs/queries.py", "from council.needs.helpers import x")
    plant(tmp_path, "council/needs/helpers.py", "from council.needs.actions import x")
    assert list(house.floors_inside(tmp_path))


def test_what_is_imported_for_type_checking_only_is_allowed(tmp_path):
    plant(
        tmp_path,
        "council/needs/steps.py",
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from council.polls.models import P",
    )
    assert list(house.floors_between(tmp_path)) == []


def test_no_machine_word_is_committed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing is committed here")
    assert "\n".join(house.machine_words(ROOT, listed.stdout.splitlines())) == ""


def test_a_machine_word_is_found(tmp_path):
    (tmp_path / "notes.md").write_text("see /wo" + "rk/main/notes")
    assert list(house.machine_words(tmp_path, ["notes.md"]))


def test_every_route_declares_its_access(app):
    refuse_undeclared_routes(app)
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]
    assert len(rules) > 10


def test_a_route_without_access_does_not_start():
    app = Flask("planted")
    app.add_url_rule("/porte", "door", lambda: "open")
    with pytest.raises(RuntimeError, match="/porte"):
        refuse_undeclared_routes(app)
