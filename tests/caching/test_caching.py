"""What readers without an account are given again: at once old when something is published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.caching import Pages
from tests.decisions.conftest import Decisions, draft_path
from tests.polls.conftest import Polls


@pytest.fixture
def decisions(build, cast, app):
    """Decisions, made on demand."""
    return Decisions(build, cast, app)


@pytest.fixture
def polls(build, cast, app):
    """Polls, made on demand."""
    return Polls(build, cast, app)


@pytest.fixture(autouse=True)
def keeping(app):
    """Have pages kept, and forget them afterwards: another test's journal has the same numbers."""
    app.config["COUNCIL_PAGE_SECONDS"] = 10
    app.extensions["pages"] = Pages()
    yield
    app.config["COUNCIL_PAGE_SECONDS"] = 0


def test_a_page_that_did_not_change_costs_one_query(decisions, queries):
    number = decisions.published().reference
    for path in ("/", "/decisions", f"/decisions/{number}", "/decisions.atom", "/recherche?q=a"):
        reader = decisions.browser()
        first = reader.get(path)
        assert first.status_code == 200, path
        etag = first.headers["ETag"]
        assert etag.startswith('"') and first.headers["Last-Modified"]
        with queries.at_most(1):
            same = reader.get(path, headers={"If-None-Match": etag})
        assert (same.status_code, same.data) == (304, b"")
        assert same.headers["ETag"] == etag
        with queries.at_most(1):
            again = reader.get(path)
        assert (again.status_code, again.data) == (200, first.data)
        dated = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert reader.get(path, headers=dated).status_code == 304
        with queries.at_most(1):
            head = reader.head(path)
        assert (head.status_code, head.data) == (200, b"") and head.headers["ETag"] == etag
        control = first.headers["Cache-Control"]
        assert "public" in control and "s-maxage=5" in control and "max-age=0" in control
        assert {"Cookie", "Authorization"} <= set(first.headers["Vary"].split(", "))
        assert first.headers["Content-Security-Policy"] == again.headers["Content-Security-Policy"]
        assert first.content_type == again.content_type


def test_a_publication_is_seen_at_once(decisions):
    decisions.published(title="Première")
    waiting = decisions.adopted(title="Deuxième")
    reader = decisions.browser()
    first = reader.get("/decisions")
    asked = {"If-None-Match": first.headers["ETag"]}
    assert "Deuxième" not in first.text
    decisions.publish(waiting)
    seen = reader.get("/decisions", headers=asked)
    assert seen.status_code == 200 and "Deuxième" in seen.text
    dated = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert reader.get("/decisions", headers=dated).status_code == 200


def test_what_is_not_public_changes_no_validator(decisions):
    decisions.published()
    reader = decisions.browser()
    etag = reader.get("/decisions").headers["ETag"]
    decisions.draft(title="Projet secret")
    same = reader.get("/decisions", headers={"If-None-Match": etag})
    assert same.status_code == 304 and same.headers["ETag"] == etag


def test_two_hosts_give_the_same_validator(decisions, app):
    decisions.published()
    etag = decisions.browser().get("/decisions").headers["ETag"]
    app.extensions["pages"] = Pages()
    assert decisions.browser().get("/decisions").headers["ETag"] == etag


def test_nothing_is_kept_for_or_from_who_has_a_session(decisions, cast):
    decisions.published()
    draft = decisions.draft(title="Projet-du-conseil")
    signed = decisions.browser(cast.secretariat)
    assert "Projet-du-conseil" in signed.get("/decisions").text
    reader = decisions.browser()
    assert "Projet-du-conseil" not in reader.get("/decisions").text
    again = signed.get("/decisions")
    assert "Projet-du-conseil" in again.text
    assert again.headers["Cache-Control"] == "private, no-store" and "ETag" not in again.headers
    assert signed.get(draft_path(draft)).headers["Cache-Control"] == "private, no-store"
    bearer = reader.get("/decisions", headers={"Authorization": "Bearer x"})
    assert "public" not in bearer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/connexion", "/comptes/demande", "/decisions/nouvelle", "/rien"])
def test_forms_errors_and_redirections_are_not_shared(decisions, path):
    answer = decisions.browser().get(path)
    assert "public" not in answer.headers.get("Cache-Control", ""), answer.status_code
    assert "ETag" not in answer.headers


def test_a_vote_that_closes_is_closed_for_everybody(polls, cast, clock_at):
    poll = polls.called()
    path = f"/scrutins/{poll.reference}"
    clock_at(poll.closes_at - timedelta(seconds=3))
    reader = polls.browser()
    page = reader.get(path)
    assert "ouvert" in page.text
    shared = int(page.headers["Cache-Control"].split("s-maxage=")[1].split(",")[0])
    assert shared <= 3
    asked = {
        "If-None-Match": page.headers["ETag"],
        "If-Modified-Since": page.headers["Last-Modified"],
    }
    clock_at(poll.closes_at + timedelta(milliseconds=1))
    closed = reader.get(path, headers=asked)
    assert closed.status_code == 200 and closed.data != page.data
    dated = {"If-Modified-Since": page.headers["Last-Modified"]}
    assert reader.get(path, headers=dated).status_code == 200


def test_a_page_grows_old_by_itself(decisions, clock_at, queries):
    decisions.published()
    reader = decisions.browser()
    etag = reader.get("/decisions").headers["ETag"]
    clock_at(clock.now() + timedelta(seconds=11))
    with pytest.raises(AssertionError), queries.at_most(1):
        reader.get("/decisions")
    assert reader.get("/decisions", headers={"If-None-Match": etag}).status_code == 304


def test_only_so_many_pages_are_kept(decisions, app):
    decisions.published()
    reader = decisions.browser()
    for number in range(400):
        reader.get(f"/a-propos?n={number}")
    assert len(app.extensions["pages"]._pages) == 300
    reader.get("/a-propos?" + "x" * 1000)
    assert not any("xxx" in key for key in app.extensions["pages"]._pages)


def test_files_of_ours_are_kept_for_ever_under_their_hash(decisions):
    page = decisions.browser().get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    for asked, kept in ((address, True), (address.split("?")[0], False), (address + "0", False)):
        with decisions.browser().get(asked) as answer:
            assert ("immutable" in answer.headers.get("Cache-Control", "")) is kept, asked


def test_what_an_answer_says_of_itself_is_said_again(decisions):
    number = decisions.published().reference
    reader = decisions.browser()
    for path in (f"/decisions/{number}/citation.bib", "/decisions.atom", "/catalogue.jsonld"):
        first, again = reader.get(path), reader.get(path)
        apart = {"Date"}
        said = [{n: v for n, v in r.headers.items() if n not in apart} for r in (first, again)]
        assert said[0] == said[1], path
    assert (
        "filename="
        in reader.get(f"/decisions/{number}/citation.bib").headers["Content-Disposition"]
    )


@pytest.mark.parametrize("path", ["/desabonnement/x", "/mot-de-passe-oublie/x"])
def test_a_page_behind_a_secret_link_is_never_kept(decisions, app, path):
    for _ in range(2):
        answer = decisions.browser().get(path)
        assert "public" not in answer.headers.get("Cache-Control", "")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not app.extensions["pages"]._pages
