"""The secretariat keeps the catalogue; everybody else reads it."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.software.models import Software

FIELDS = {
    "name": "Éditeur Fictif",
    "kind": "software",
    "catalogue_status": "R",
    "licence": "MIT",
    "sill_id": "501",
    "repository": "https://exemple.invalid/code",
}
OTHERS = ("citizen", "agent", "vendor", "maintainer", "member", "chair", "administrator")


def test_the_secretariat_adds_and_changes_a_record(client, build, cast):
    client.sign_in(cast.secretariat)
    assert client.get("/logiciels/nouveau").status_code == 200
    answer = client.post("/logiciels/nouveau", data=FIELDS)
    assert answer.location == "/logiciels/editeur-fictif"
    path = f"{answer.location}/modifier"
    assert 'value="MIT"' in client.get(path).text
    data = {**FIELDS, "licence": "Apache-2.0", "row_version": "1", "reason": "Nouvelle licence."}
    assert client.post(path, data=data).status_code == 303
    page = client.get("/logiciels/editeur-fictif").text
    for words in ("Apache-2.0", "SPDX", "version 2", "Nouvelle licence.", "Sam Secrétaire-Fictif"):
        assert words in page
    again = client.post(path, data={**data, "licence": "Mienne-1.0"})
    assert again.status_code == 409
    assert "Mienne-1.0" in again.text and "Apache-2.0" in again.text


@pytest.mark.parametrize("name", OTHERS)
def test_others_are_told_who_keeps_the_catalogue(client, build, cast, name):
    row = build.software("Tableur Fictif bis")
    client.sign_in(getattr(cast, name))
    for path in ("/logiciels/nouveau", f"/logiciels/{row.reference}/modifier"):
        answer = client.post(path, data={**FIELDS, "row_version": "1", "reason": "x"})
        assert answer.status_code == 403
        assert "secrétariat" in answer.text
    assert build(lambda: db.session.get_one(Software, row.id).licence) == ""


@pytest.mark.parametrize(("field", "value"), [
    ("name", ""),
    ("name", "…"),
    ("name", "x" * 201),
    ("kind", "voiture"),
    ("catalogue_status", "XX"),
    ("repository", "javascript:alert(1)"),
    ("repository", "http://[::1"),
    ("wikidata_id", "42"),
    ("summary", "x" * 1_000_000),
    ("sill_id", "77"),
])  # fmt: skip
def test_bad_input_names_the_field_and_keeps_the_rest(client, build, cast, field, value):
    build.software("Déjà là", sill_id="77")
    client.sign_in(cast.secretariat)
    page = client.post("/logiciels/nouveau", data={**FIELDS, field: value})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert "MIT" in page.text
    assert client.get("/logiciels/editeur-fictif").status_code == 404


def test_an_unknown_software_is_not_found(client, cast):
    assert client.get("/logiciels/inconnu").status_code == 404
    assert client.sign_in(cast.secretariat).get("/logiciels/inconnu/modifier").status_code == 404
