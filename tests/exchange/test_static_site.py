"""A copy of the public site: whole, from a folder, with its search, and only what is public."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from council.exchange.static_links import file_of, links_of, local, relative
from council.exchange.static_site import MARKER, NotACopy, export_site
from council.records.models import RecordKind
from tests.search import rows

BASE = "https://conseil.example"
SECRET = "zzplanchette"


def need(build, body, title, text, **options):
    return build(rows.row, RecordKind.NEED, title, text, body_id=body, **options)


@pytest.fixture
def copy(app, build, tmp_path) -> Path:
    """A copy of a small register, with words that only some may read planted in it."""
    build(rows.row, RecordKind.DECISION, "Avis sur l’hébergement", "Un hébergement libre.")
    build(
        rows.row, RecordKind.DECISION, f"Projet {SECRET}", SECRET, audience="council",
        numbered=False, state="draft",
    )  # fmt: skip
    body = build.organization("Agence fictive").id
    need(build, body, "Besoin public", "Un cadastre partagé.")
    for audience in ("council", "secretariat", "holders"):
        need(build, body, f"Titre {SECRET}", f"Corps {SECRET}.", audience=audience)
    with app.app_context():
        export_site(tmp_path / "copie")
    return tmp_path / "copie"


def pages(folder):
    return sorted(folder.rglob("*.html"))


def links(page):
    for value in re.findall(r'\s(?:href|src|action)="([^"]*)"', page.read_text(encoding="utf-8")):
        yield unescape(value)


def test_the_copy_is_whole_and_holds_only_what_is_public(app, copy):
    check_links(app, copy)
    check_nothing_private(copy)
    check_files(copy)


def check_links(app, copy):
    live = app.config["COUNCIL_BASE_URL"].rstrip("/")
    assert len(pages(copy)) > 30
    for page in pages(copy):
        for link in links(page):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                assert not parts.scheme or parts.scheme in {"http", "https", "mailto", "data"}
                continue
            assert not link.startswith("/"), (page, link)
            target = posixpath.normpath(posixpath.join(page.parent.as_posix(), unquote(parts.path)))
            assert Path(target).is_file(), (page, link)
            assert target.startswith(copy.as_posix())
        assert live in page.read_text(encoding="utf-8"), "each page says what it is a copy of"


def check_nothing_private(copy):
    for path in copy.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            assert b"csrf_token" not in path.read_bytes() or path.suffix == ".js"


def check_files(copy):
    (decision,) = copy.glob("decisions/CLL-*/index.html")
    assert "hébergement" in decision.read_text(encoding="utf-8")
    for name in ("index.html", "besoins/index.html", "decisions.atom", "donnees/decisions.csv"):
        assert (copy / name).is_file(), name
    assert (copy / "static/css/council.css").is_file()
    assert (copy / "recherche/sommaire.js").is_file()


def test_a_second_copy_replaces_the_first_and_a_failed_one_leaves_it(app, build, copy, monkeypatch):
    need(build, build.organization("Ville fictive").id, "Besoin suivant", "Texte.")
    with app.app_context():
        export_site(copy)
    names = {path.name for path in copy.parent.iterdir()}
    assert "Besoin suivant" in (copy / "besoins/index.html").read_text(encoding="utf-8")

    def fails(*_given):
        raise OSError("disk full")

    monkeypatch.setattr("council.exchange.static_site.static_search.write", fails)
    with app.app_context(), pytest.raises(OSError, match="disk full"):
        export_site(copy)
    assert {path.name for path in copy.parent.iterdir()} == names
    assert (copy / MARKER).is_file()


def test_a_folder_that_is_not_a_copy_is_left_alone(app, tmp_path):
    (tmp_path / "precieux").write_text("à garder", encoding="utf-8")
    with app.app_context(), pytest.raises(NotACopy, match="n’est pas une copie"):
        export_site(tmp_path)
    runner = app.test_cli_runner()
    for given in ((str(tmp_path),), ()):
        done = runner.invoke(args=["export", "site", *given])
        assert done.exit_code == 2 and "Traceback" not in done.output
    assert (tmp_path / "precieux").read_text(encoding="utf-8") == "à garder"


def test_addresses_become_files():
    assert file_of("/") == "index.html"
    assert file_of("/besoins?page=2") == "besoins/page-2/index.html"
    assert file_of("/donnees/x.csv", "text/csv") == "donnees/x.csv"
    assert file_of("/../../etc/passwd", "text/plain") == "etc/passwd"
    assert (
        relative("besoins/index.html", "decisions/CLL-1/index.html")
        == "../decisions/CLL-1/index.html"
    )
    assert local("https://autre.example/x", BASE) is None
    assert local("//autre.example/x", BASE) is None
    assert local("?page=2", BASE, "/besoins") == "/besoins?page=2"
    html = '<a href="/a?q=1">x</a><a href="/b?page=3">x</a> href="/c" <form action="/d">'
    assert links_of(html, "/", BASE) == ["/b?page=3"]


@pytest.mark.slow
@pytest.mark.browser
def test_the_copy_is_read_and_searched_from_a_folder(copy, browser):
    context = browser.new_context()
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((copy / "index.html").as_uri())
    page.fill("#site-search", "hebergements")
    page.press("#site-search", "Enter")
    page.wait_for_selector("#copy-results li")
    assert "Avis sur l’hébergement" in page.inner_text("#copy-results")
    page.click("#copy-results a")
    assert page.url.startswith("file:") and "hébergement" in page.inner_text("main")
    page.goto((copy / "recherche/index.html").as_uri() + f"?q={SECRET}")
    page.wait_for_selector("#copy-results h2")
    assert page.inner_text("#copy-results h2") == "Aucun résultat"
    page.goto((copy / "recherche/index.html").as_uri() + "?q=cada")
    page.wait_for_selector("#copy-results li")
    assert "Besoin public" in page.inner_text("#copy-results")
    assert errors == []
    context.close()
