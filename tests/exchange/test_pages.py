"""Open data and imports through pages."""

from __future__ import annotations

import io
import json

from tests.exchange.test_imports import ORGANIZATIONS


def send(client, text, *, dry_run=True, **fields):
    data = {"kind": "organizations", "file": (io.BytesIO(text.encode()), "corps.csv"), **fields}
    if dry_run:
        data["dry_run"] = "y"
    return client.post("/donnees/importer", data=data, content_type="multipart/form-data")


def test_everybody_downloads_what_is_public(client, build):
    build.organization("Régie publique")
    page = client.get("/donnees")
    assert page.status_code == 200
    assert "filed_on" in page.text
    file = client.get("/donnees/organizations.json")
    assert [row["name"] for row in json.loads(file.text)] == ["Régie publique"]
    assert client.get("/donnees/organizations.csv").text.startswith("name,kind,college,url,country")
    assert client.get("/donnees/rien.csv").status_code == 404


def test_the_secretariat_tries_then_imports(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    tried = send(client, ORGANIZATIONS)
    assert "voici ce qui serait fait" in tried.text
    assert client.get("/organismes/regie-du-test").status_code == 404
    done = send(client, ORGANIZATIONS, dry_run=False)
    assert "Fichier importé" in done.text
    assert client.get("/organismes/regie-du-test").status_code == 200


def test_a_broken_file_is_told_line_by_line(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    page = send(client, ORGANIZATIONS + "Trop,peu\r\n", dry_run=False)
    assert page.status_code == 422
    assert "2 cellules au lieu de 5" in page.text
    assert client.get("/organismes/regie-du-test").status_code == 404


def test_nobody_else_imports(client, cast, sign_in):
    sign_in(client, cast.agent)
    assert client.get("/donnees/importer").status_code == 403
    assert send(client, ORGANIZATIONS).status_code == 403
