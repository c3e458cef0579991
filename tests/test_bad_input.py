"""Every form of every page, sent with what people and programs should not send.

Forms are found by reading the pages each role may open. No request may end in a 5xx, run a
script, or lose what was typed; each is undone before the next.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

import pytest

from tests.scene import scene
from tests.test_role_matrix import OPEN, RULED

pytestmark = pytest.mark.slow

KEPT = "Gardé tel quel 😀"
PAYLOADS = {
    "empty": "",
    "megabyte": "x" * 1_000_000,
    "emoji": "😀" * 30,
    "direction": "abc\u202edef",
    "script": "<script>alert(1)</script>",
    "nul": "a\0b",
    "number": "-99999999999999999999",
    "brackets": "[" * 5000,
    "day": "2026-02-31",
}
ANSWERS = {200, 303, 400, 403, 404, 409, 413, 422, 429}
HEADER = ("/compte/agir-pour", "/deconnexion")


class Forms(HTMLParser):
    """The POST forms of a page: address, and the kind and value of each field."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, tuple[str, str]]]] = []
        self.fields: dict[str, tuple[str, str]] | None = None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.fields = {}
            self.found.append((given.get("action", ""), self.fields))
        elif tag in {"input", "textarea", "select"} and self.fields is not None:
            name, kind = given.get("name", ""), given.get("type", tag)
            if name and kind not in {"file", "submit"}:
                self.fields.setdefault(name, (kind, given.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None


@pytest.fixture(scope="module")
def here(database, tmp_path_factory):
    with scene(database, tmp_path_factory.mktemp("bad-input")) as built:
        yield built


def forms_of(here, role, path):
    page = here.ask(role, "GET", here.path(path))
    if page.status_code != 200 or "html" not in page.content_type:
        return []
    reader = Forms()
    reader.feed(page.text)
    return [
        (action or here.path(path), fields)
        for action, fields in reader.found
        if not action.startswith(HEADER)
    ]


def all_forms(here):
    seen = set()
    for methods, path, *rest in [*OPEN, *RULED]:
        if "GET" not in methods.split() or "{nothing}" in path:
            continue
        roles = rest[0].split() if rest and rest[0] else ["anonymous"]
        for role in roles[:2]:
            for action, fields in forms_of(here, role, path):
                key = (action, tuple(sorted(fields)))
                if key not in seen:
                    seen.add(key)
                    yield role, action, fields


def filled(fields, text):
    return {
        name: value if kind == "hidden" else text
        for name, (kind, value) in fields.items()
        if name != "csrf_token"
    }


def test_every_form_answers_whatever_is_sent(here):
    faults, count = [], 0
    for role, action, fields in all_forms(here):
        count += 1
        for name, text in PAYLOADS.items():
            answer = here.ask(role, "POST", action, data=filled(fields, text))
            if answer.status_code not in ANSWERS:
                faults.append(f"{role} {action} {name}: {answer.status_code}")
            if "<script>alert" in answer.text:
                faults.append(f"{role} {action}: runs a script")
            if answer.status_code == 422 and "fr-error-summary" not in answer.text:
                faults.append(f"{role} {action} {name}: does not say what to mend")
    assert count > 40
    assert "\n".join(faults) == ""


def test_a_stale_token_refuses_and_keeps_what_was_typed(here):
    faults = []
    for role, action, fields in all_forms(here):
        typed = {
            name
            for name, (kind, _value) in fields.items()
            if kind in {"text", "textarea", "email", "url"}
        }
        data = dict.fromkeys(typed, KEPT) | {"csrf_token": "stale"}
        answer = here.ask(role, "POST", action, data=data)
        if answer.status_code not in {303, 400, 403, 404, 409, 422}:
            faults.append(f"{role} {action}: {answer.status_code}")
        elif answer.status_code in {400, 422} and typed and escape(KEPT) not in answer.text:
            faults.append(f"{role} {action}: what was typed is lost")
    assert "\n".join(faults) == ""
