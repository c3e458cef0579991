"""Names that hide characters or pass for another's: refused in words, wherever they are typed."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from council.exchange.actions import ImportFailed, import_rows
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.extensions import db
from council.organizations.models import Application, Organization
from council.organizations.names import HIDDEN, MIXED, NAMELESS, STACKED, fault_of

REFUSED = {
    "zero width space": ("Agence\u200b fictive", HIDDEN),
    "zero width joiner": ("Age\u200dnce", HIDDEN),
    "word joiner": ("Age\u2060nce", HIDDEN),
    "soft hyphen": ("Age\u00adnce", HIDDEN),
    "mark of order": ("Agence\ufeff", HIDDEN),
    "override": ("Agence \u202eevitcif", HIDDEN),
    "isolate": ("Agence \u2066fictive\u2069", HIDDEN),
    "filler": ("Agence \u3164fictive", HIDDEN),
    "braille blank": ("Agence \u2800fictive", HIDDEN),
    "variation": ("Agence\ufe0f", HIDDEN),
    "tag letters": ("Agence\U000e0041", HIDDEN),
    "private use": ("Agence \ue000", HIDDEN),
    "stacked accents": ("A\u0300\u0301\u0302\u0303gence", STACKED),
    "cyrillic letter": ("Аgence fictive", MIXED),
    "cyrillic inside": ("Agenсe fictive", MIXED),
    "greek letter": ("Αgence fictive", MIXED),
    "armenian letter": ("Agenօe", MIXED),
    "whole twin word": ("Agence СОР", MIXED),
    "signs alone": ("– … –", NAMELESS),
}
PLAIN = (
    "Agence fictive n° 2", "Œuvre d’État « Été »", "Ministerstvo Łódź", "Агенция за развитие",
    "Агенция (Agency of Bulgaria)", "Υπουργείο", "東京都 Tokyo", "وزارة", "C++ & Co.", "3D-Lab",
    "Communauté de communes de l’Île-d’Yeu",
)  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_of_any_alphabet_has_no_fault(name):
    assert fault_of(name) is None


@pytest.mark.parametrize("case", REFUSED)
def test_a_fault_is_named(case):
    name, fault = REFUSED[case]
    assert fault_of(name) is fault


def refused(answer, name, field):
    """Say whether a page refuses a name beside its field, in words."""
    summary = answer.text.split('id="error-summary"')[1].split("</ul>")[0]
    bidi = any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in name)
    words = ("invisibles" in summary) if bidi else ("Ce nom" in summary)
    return answer.status_code == 422 and f'href="#{field}"' in summary and words


def count(build, model):
    """Return how many rows a table has."""
    return build(lambda: len(db.session.scalars(select(model)).all()))


@pytest.mark.parametrize("case", REFUSED)
def test_the_application_form_refuses_it(client, build, case):
    name = REFUSED[case][0]
    data = {
        "name": "Nina Fictive", "email": "nina@exemple.invalid", "organization_name": name,
        "organization_kind": "administration",
    }  # fmt: skip
    answer = client.post("/demander-un-compte/organisme", data=data)
    assert refused(answer, name, "organization_name")
    assert "nina@exemple.invalid" in answer.text
    assert count(build, Application) == 0


@pytest.mark.parametrize("case", REFUSED)
def test_the_secretariat_s_form_refuses_it(client, build, cast, case):
    name = REFUSED[case][0]
    client.sign_in(cast.secretariat)
    before = count(build, Organization)
    data = {"name": name, "kind": "administration", "country": "FR", "row_version": "1"}
    assert refused(client.post("/organismes/nouveau", data=data), name, "name")
    body = build.organization("Régie fictive")
    answer = client.post(f"/organismes/{body.reference}/modifier", data=data)
    assert refused(answer, name, "name")
    assert count(build, Organization) == before + 1


def test_wide_letters_and_spaces_are_made_plain(client, build, cast):
    client.sign_in(cast.secretariat)
    data = {"name": "Ａｇｅｎｃｅ\u00a0 fictive", "kind": "administration", "country": "FR"}
    assert client.post("/organismes/nouveau", data=data).status_code == 303
    names = build(lambda: list(db.session.scalars(select(Organization.name))))
    assert "Agence fictive" in names
    twin = client.post("/organismes/nouveau", data={**data, "name": "AGENCE FlCTIVE"})
    assert twin.status_code == 422 and "peut être pris pour lui" in twin.text


def sheet(header, *rows):
    """Return a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


@pytest.mark.parametrize("case", REFUSED)
def test_an_import_of_organizations_names_the_line(app, build, case):
    data = sheet(["name", "kind"], ["Régie", "company"], [REFUSED[case][0], "company"])
    with app.app_context():
        _rows, errors = prepare(KINDS["organizations"], KINDS["organizations"].read(data))
    assert [error.line for error in errors] == [3]
    assert errors[0].message.startswith("name : Ce nom")
    assert count(build, Organization) == 0


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("kind", ["contributions", "roadmap"])
def test_an_organization_named_by_another_file_is_checked_too(app, build, kind, case):
    name = REFUSED[case][0]
    data = {
        "contributions": sheet(
            ["organization", "software", "delivered_on", "title", "links", "kind"],
            [name, "Outil", "2024-01-05", "Un titre", "https://exemple.invalid/1", "code"],
        ),
        "roadmap": sheet(["organization", "theme", "title", "due"], [name, "T", "U", "S1 2027"]),
    }[kind]
    with app.app_context():
        read = KINDS[kind].read(data)
        rows, errors = prepare(KINDS[kind], read)
        assert errors == []
        with pytest.raises(ImportFailed) as failed:
            import_rows(KINDS[kind], rows, sha256=read.sha256, operator=None)
    assert failed.value.report.errors[0].line == 2
    assert "Ce nom" in failed.value.report.errors[0].message
    assert count(build, Organization) == 0


def test_a_twin_of_a_known_body_makes_no_second_one(app, build):
    build.organization("CNIL fictive")
    data = sheet(["organization", "theme", "title", "due"], ["CNlL fictive", "T", "U", "S1 2027"])
    with app.app_context():
        read = KINDS["roadmap"].read(data)
        rows, _errors = prepare(KINDS["roadmap"], read)
        import_rows(KINDS["roadmap"], rows, sha256=read.sha256, operator=None)
    assert count(build, Organization) == 1
