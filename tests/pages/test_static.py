"""The pages that read no database: each opens for anybody, without cookie, with its own title."""

from __future__ import annotations

import re

import pytest

PATHS = [
    "/composants",
    "/a-propos",
    "/aide",
    "/mentions-legales",
    "/donnees-personnelles",
    "/accessibilite",
    "/plan-du-site",
    "/securite",
]


def title_of(html: str) -> str:
    """Return the text of <title>."""
    return re.search(r"<title>(.*?)</title>", html, re.S)[1]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_without_cookie(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.text.count("<h1") == 1


def test_titles_differ(client):
    titles = [title_of(client.get(path).text) for path in PATHS]
    assert len(set(titles)) == len(PATHS)


def test_the_site_is_not_declared_accessible_without_an_audit(app, client):
    app.config["COUNCIL_ACCESSIBILITY_STATUS"] = "totalement conforme"
    assert "Ce site est non conforme" in client.get("/accessibilite").text
    app.config["COUNCIL_ACCESSIBILITY_AUDIT"] = "cabinet inventé, 3 mars 2026"
    page = client.get("/accessibilite").text
    assert "Ce site est totalement conforme" in page and "cabinet inventé" in page


def test_the_legal_page_says_what_the_settings_say(app, client):
    app.config["COUNCIL_HOSTING"] = "Hébergeur inventé"
    assert "Hébergeur inventé" in client.get("/mentions-legales").text


def test_an_unknown_address_offers_the_search(client):
    response = client.get("/rien-de-tel")
    assert response.status_code == 404
    assert 'action="/recherche"' in response.text and "Page introuvable" in response.text


def test_no_page_carries_inline_script_or_style(client):
    for path in PATHS:
        html = client.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=\"", html)
