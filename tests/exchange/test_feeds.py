"""Atom for lists, records and searches: valid, public only, the same for whoever asks."""

from __future__ import annotations

import feedparser
import pytest

from council.feeds import xml_text
from tests.scene import scene

SECRET = "zzplanchette"
LISTS = {
    "besoins": "need",
    "contributions": "accepted",
    "decisions": "decision",
    "demandes": "request",
    "dispositifs": "program_open",
    "feuille-de-route": "item",
    "logiciels": "software",
    "organismes": "organization",
    "reutilisations": "reuse",
    "scrutins": "poll",
    "seances": "meeting",
    "sujets": "subject",
}


@pytest.fixture(scope="module")
def here(database, tmp_path_factory):
    """One of each thing, built once on each database."""
    with scene(database, tmp_path_factory.mktemp("feeds")) as built:
        yield built


def read(answer):
    """Return a feed that a reader of feeds takes without a complaint."""
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo and feed.version == "atom10" and feed.feed.updated_parsed
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    return feed


@pytest.mark.parametrize("folder", LISTS)
def test_each_list_and_each_record_has_its_feed(here, folder):
    reference = here[LISTS[folder]]
    assert f'href="/{folder}.atom"' in here.ask("anonymous", "GET", f"/{folder}").text
    feed = read(here.ask("anonymous", "GET", f"/{folder}.atom"))
    assert any(entry.link.endswith(f"/{folder}/{reference}") for entry in feed.entries)
    own = read(here.ask("anonymous", "GET", f"/{folder}/{reference}.atom"))
    assert own.feed.links[0].href.endswith(f"/{folder}/{reference}.atom")
    page = here.ask("anonymous", "GET", f"/{folder}/{reference}").text
    assert f'href="/{folder}/{reference}.atom"' in page


@pytest.mark.parametrize("path", ["/besoins.atom", "/decisions.atom", "/seances.atom"])
def test_a_member_reads_the_feed_that_everybody_reads(here, path):
    everybody = here.ask("anonymous", "GET", path).data
    for role in ("member", "secretariat", "administrator"):
        assert here.ask(role, "GET", path).data == everybody


def test_a_record_that_is_not_public_has_no_feed_for_anybody(here):
    for name in ("need_submitted", "subject_received"):
        folder = {"need_submitted": "besoins", "subject_received": "sujets"}[name]
        listed = here.ask("secretariat", "GET", f"/{folder}.atom").text
        assert here[name] not in listed
        assert here.ask("secretariat", "GET", f"/{folder}/{here[name]}.atom").status_code == 404
    assert here.ask("member", "GET", "/mises-en-relation.atom").text.count("<entry>") == 0


def test_an_act_on_something_hidden_is_not_told_by_what_is_public(here):
    # The introduction was born of a public need, and is known to those it concerns only.
    need = here.ask("anonymous", "GET", f"/besoins/{here['need']}.atom").text
    assert here["introduction"] not in need and "Mise en relation" not in need


def test_an_act_keeps_its_identifier(here):
    path = f"/decisions/{here['decision']}.atom"
    first, again = (read(here.ask("anonymous", "GET", path)) for _ in range(2))
    assert [entry.id for entry in first.entries] == [entry.id for entry in again.entries]
    assert first.entries and all(entry.updated_parsed for entry in first.entries)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("page=2&tri=date&q=export", "?q=export"),
        ("q=%F0%9F%98%80", "?q=%F0%9F%98%80"),
        ("q=%ff", "?q=%25FF"),
        ("annee=2026&nature=decision", "?nature=decision&annee=2026"),
        ("nature=zz", ""),
        ("organisme=inconnu&q=export", "?q=export&organisme=inconnu"),
        ("q=a%3Cb%3E%26c", "?q=a%3Cb%3E%26c"),
    ],
)
def test_any_search_has_a_feed_under_one_address(here, query, kept):
    feed = read(here.ask("anonymous", "GET", f"/recherche.atom?{query}"))
    assert feed.feed.id.endswith(f"/recherche{kept}")
    assert feed.feed.links[0].href.endswith(f"/recherche.atom{kept}")


def test_a_feed_holds_no_character_that_xml_forbids():
    assert xml_text("a\x00b\x1b\ud800\ufffe\tc\n\U0001f600") == "ab\tc\n\U0001f600"


def test_pages_name_their_feed(here):
    for path, feed in (
        ("/besoins", "/besoins.atom"),
        ("/recherche?q=export&nature=need", "/recherche.atom?q=export&amp;nature=need"),
    ):
        page = here.ask("anonymous", "GET", path).text
        assert 'rel="alternate" type="application/atom+xml"' in page and f'href="{feed}"' in page
