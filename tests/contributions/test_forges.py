"""What addresses of forges show, and whom to ask about them."""

from __future__ import annotations

import json

import pytest

from council.config import FORGES, BadSetting, forges
from council.contributions.forges import guessed_kind, question, told

KNOWN = {**FORGES, "git.exemple.invalid": "github", "forge.exemple.invalid": "gitea"}

SHOWN = [
    ("https://github.com/o/r/issues/3", "issue", "https://api.github.com/repos/o/r/issues/3"),
    ("https://github.com/o/r/pull/3", "merge_request", "https://api.github.com/repos/o/r/pulls/3"),
    (
        "https://github.com/o/r/pull/3/files",
        "merge_request",
        "https://api.github.com/repos/o/r/pulls/3",
    ),
    (
        "https://github.com/o/r/releases/tag/v1.0%2Bx",
        "release",
        "https://api.github.com/repos/o/r/releases/tags/v1.0%2Bx",
    ),
    ("https://github.com/o/r/commit/0123abc", "commit", None),
    ("https://github.com/o/r/issues/3?x=1#y", "issue", "https://api.github.com/repos/o/r/issues/3"),
    ("https://github.com/o/r/issues/new", "other", None),
    ("https://github.com/o/r", "other", None),
    (
        "https://git.exemple.invalid/o/r/issues/3/",
        "issue",
        "https://git.exemple.invalid/api/v3/repos/o/r/issues/3",
    ),
    (
        "https://gitlab.com/g/s/p/-/merge_requests/4/diffs",
        "merge_request",
        "https://gitlab.com/api/v4/projects/g%2Fs%2Fp/merge_requests/4",
    ),
    (
        "https://framagit.org/g/p/issues/4",
        "issue",
        "https://framagit.org/api/v4/projects/g%2Fp/issues/4",
    ),
    (
        "https://gitlab.com/g/p/-/work_items/4",
        "issue",
        "https://gitlab.com/api/v4/projects/g%2Fp/issues/4",
    ),
    (
        "https://gitlab.com/g/p/-/tags/v1/2",
        "release",
        "https://gitlab.com/api/v4/projects/g%2Fp/releases/v1%2F2",
    ),
    ("https://gitlab.com/g/p/-/commit/0123456789abcdef", "commit", None),
    (
        "https://codeberg.org/o/r/pulls/5",
        "merge_request",
        "https://codeberg.org/api/v1/repos/o/r/pulls/5",
    ),
    (
        "https://forge.exemple.invalid:8443/o/r/issues/5",
        "issue",
        "https://forge.exemple.invalid:8443/api/v1/repos/o/r/issues/5",
    ),
    ("https://todo.sr.ht/~o/t/12", "issue", None),
    ("https://lists.sr.ht/~o/l/patches/12", "merge_request", None),
    ("https://git.sr.ht/~o/r/refs/1.0", "release", None),
    ("https://autre.invalid/g/p/-/issues/1", "issue", None),
    ("https://autre.invalid/o/r/pull/1", "merge_request", None),
    ("https://autre.invalid/o/r/pulls/1", "merge_request", None),
    ("https://autre.invalid/bugs/show?id=1", "other", None),
    ("https://[x/o/r/issues/1", "other", None),
    ("nothing", "other", None),
    ("https://github.com/o/r/issues/1/../../../../x", "other", None),
    ("https://github.com/o%2F..%2F/r/issues/1", "other", None),
]


@pytest.mark.parametrize(("url", "kind", "asked"), SHOWN, ids=lambda value: str(value)[:60])
def test_an_address_shows_its_kind_and_whom_to_ask(url, kind, asked):
    assert guessed_kind(url, KNOWN) == kind
    assert question(url, KNOWN) == asked


@pytest.mark.parametrize(
    ("said", "state", "at"),
    [
        ({"state": "open", "created_at": "2027-01-02T03:04:05Z"}, "open", "2027-01-02"),
        ({"state": "closed", "closed_at": "2027-01-02T03:04:05Z"}, "closed", "2027-01-02"),
        (
            {"state": "closed", "merged": True, "merged_at": "2027-01-03T00:00:00+01:00"},
            "merged",
            "2027-01-02",
        ),
        ({"state": "closed", "merged": True, "merged_at": None}, "merged", None),
        (
            {"state": "closed", "pull_request": {"merged_at": "2027-01-02T00:00:00Z"}},
            "merged",
            "2027-01-02",
        ),
        ({"state": "closed", "pull_request": "x"}, "closed", None),
        ({"tag_name": "v1", "published_at": "2027-01-02T00:00:00Z"}, "released", "2027-01-02"),
        ({"tag_name": "v1", "draft": True}, "unknown", None),
        ({"tag_name": "v1", "upcoming_release": True}, "unknown", None),
        ({"state": "open", "created_at": "hier"}, "open", None),
        ({"state": "open", "created_at": 12}, "open", None),
        ({"message": "Not Found"}, "unknown", None),
    ],
    ids=str,
)
def test_an_answer_is_read(said, state, at):
    found = told(json.dumps(said).encode())
    assert found.state == state
    assert (found.at.date().isoformat() if found.at else None) == at


def test_the_setting_adds_and_takes_away_forges():
    found = forges("Git.Exemple.Invalid=gitea github.com=none")
    assert found["git.exemple.invalid"] == "gitea"
    assert "github.com" not in found
    for bad in ("x", "x=svn", "=gitlab"):
        with pytest.raises(BadSetting, match="COUNCIL_FORGES"):
            forges(bad)
