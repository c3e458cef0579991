"""Imports: whole or not at all, twice changes nothing, what was edited here is kept."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from council.exchange.actions import import_rows
from council.exchange.exports import as_csv, as_json, as_json_lines
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.exchange.readers import read_bytes
from council.extensions import db
from council.needs.models import Need
from council.organizations.models import Organization
from council.organizations.viewer import ANONYMOUS

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = {
    "organizations": ("organizations.csv", 31),
    "software": ("sill-2022-05.json", 240),
    "needs": ("needs.csv", 40),
    "contributions": ("contributions.csv", 46),
    "roadmap": ("roadmap.csv", 34),
    "meetings": ("meetings.csv", 15),
    "decisions": ("decisions.jsonl", 2),
}

ORGANIZATIONS = (
    "name,kind,college,url,country\r\n"
    "Régie du Test,administration,administrations,https://exemple.invalid/,FR\r\n"
    "Bureau du Test,association,ecosysteme,,FR\r\n"
)


def run(app: Any, name: str, data: bytes) -> Any:
    """Import some bytes and return the report; errors stop before anything is written."""
    with app.app_context():
        kind = KINDS[name]
        sheet = kind.read(data)
        rows, errors = prepare(kind, sheet)
        if errors:
            return errors
        return import_rows(kind, rows, sha256=sheet.sha256, operator=None)


def exported(app: Any, name: str) -> list[dict[str, Any]]:
    """Return the exact export of a kind, as rows."""
    with app.app_context():
        return json.loads("".join(as_json(KINDS[name], ANONYMOUS)))


def test_a_file_is_imported_then_changes_nothing(app):
    first = run(app, "organizations", ORGANIZATIONS.encode())
    second = run(app, "organizations", ORGANIZATIONS.encode())
    assert (first.created, first.updated, first.unchanged) == (2, 0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 2)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(app):
    run(app, "organizations", ORGANIZATIONS.encode())
    again = run(app, "organizations", b"\xef\xbb\xbf" + ORGANIZATIONS.encode())
    assert again.unchanged == 2


def test_a_broken_line_names_itself_and_nothing_is_written(app):
    broken = ORGANIZATIONS + "Trop,peu\r\nSans nature,rien,,,FR\r\n"
    errors = run(app, "organizations", broken.encode())
    assert [error.line for error in errors] == [4, 5]
    assert "2 cellules au lieu de 5" in errors[0].message
    with app.app_context():
        assert db.session.scalars(select(Organization)).all() == []


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "colonne absente"),
        (b"name,kind,surprise\r\n", 1, "colonne inconnue : surprise"),
        (b"name,kind,name\r\n", 1, "colonne répétée"),
        (b"name,kind\r\nR\xe9gie,administration\r\n", 2, "UTF-8"),
        (b'name,kind\r\n"Ouvert,administration\r\n', 2, "CSV mal formé"),
        (b"name,kind\r\nA\x00B,administration\r\n", 2, "caractère nul"),
    ],
)
def test_an_unreadable_file_says_where(app, data, line, words):
    errors = run(app, "organizations", data)
    assert errors[0].line == line
    assert words in errors[0].message


def test_a_field_edited_here_is_kept_and_listed(app):
    run(app, "organizations", ORGANIZATIONS.encode())
    with app.app_context():
        row = db.session.scalars(select(Organization).where(Organization.name == "Régie du Test"))
        row.one().url = "https://exemple.invalid/ici"
        db.session.commit()
    newer = ORGANIZATIONS.replace("https://exemple.invalid/,", "https://exemple.invalid/neuf,")
    newer = newer.replace("Bureau du Test,association", "Bureau du Test,community")
    report = run(app, "organizations", newer.encode())
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert [kept["column"] for kept in report.kept] == ["url"]
    rows = {row["name"]: row for row in exported(app, "organizations")}
    assert rows["Régie du Test"]["url"] == "https://exemple.invalid/ici"
    assert rows["Bureau du Test"]["kind"] == "community"


def test_repeated_rows_are_all_kept(app):
    line = "Atelier du Test,Outil du Test,2024-01-05,Correction,https://exemple.invalid/1,code\r\n"
    data = ("organization,software,delivered_on,title,links,kind\r\n" + line * 3).encode()
    assert run(app, "contributions", data).created == 3
    assert run(app, "contributions", data).unchanged == 3
    assert len(exported(app, "contributions")) == 3


def test_unknown_bodies_are_created_to_be_completed_and_listed(app):
    data = "organization,theme,title,due\r\nRégie neuve,Codes sources,Publier,S1 2027\r\n".encode()
    report = run(app, "roadmap", data)
    assert report.to_complete == ["Régie neuve"]


def test_formulas_are_neutralized_for_spreadsheets_only(app):
    text = '=HYPERLINK("https://exemple.invalid")'
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [
            ["title", "software", "summary", "body", "skills", "filed_on", "source"],
            ["Un besoin", "Outil du Test", "résumé", text, "- une liste", "2024-01-05", "ici"],
        ]
    )
    run(app, "needs", out.getvalue().encode())
    with app.app_context():
        safe = list(
            csv.DictReader("".join(as_csv(KINDS["needs"], ANONYMOUS, safe=True)).splitlines())
        )
    assert (safe[0]["body"], safe[0]["skills"]) == ("'" + text, "'- une liste")
    assert exported(app, "needs")[0]["body"] == text


@pytest.mark.parametrize("name", FILES)
@pytest.mark.data
def test_the_real_files_come_in_once_and_go_out_identical(app, name):
    path = DATA / FILES[name][0]
    if not path.exists():
        pytest.skip(f"{path.name} n’est pas à côté du projet")
    data = read_bytes(path)
    report = run(app, name, data)
    assert (report.created, report.errors) == (FILES[name][1], [])
    assert run(app, name, data).unchanged == FILES[name][1]
    wanted = [row.values for row in KINDS[name].read(data).rows]
    with app.app_context():
        lines = "".join(as_json_lines(KINDS[name], ANONYMOUS)).splitlines()
    rows = [json.loads(line) for line in lines]
    # The columns that the file has; those it lacks come out empty.
    assert all(any(row.items() <= out.items() for out in rows) for row in wanted)


@pytest.mark.data
def test_a_need_is_filed_on_top_of_the_real_ones(app, client, cast):
    path = DATA / "needs.csv"
    if not path.exists():
        pytest.skip("needs.csv n’est pas à côté du projet")
    run(app, "needs", read_bytes(path))
    with app.app_context():
        assert db.session.scalar(select(db.func.count()).select_from(Need)) == 40
    assert client.get("/besoins").status_code == 200


def test_a_catalogue_entry_may_say_its_kind_and_is_a_software_otherwise(app):
    entries = [{"i": "Base Fictive", "id": "901", "kind": "database"}, {"i": "Fictif", "id": "902"}]
    data = json.dumps(entries).encode()
    assert run(app, "software", data).created == 2
    assert run(app, "software", data).unchanged == 2
    assert exported(app, "software") == entries
    later = json.dumps([{**entries[0], "kind": "service"}, entries[1]]).encode()
    assert run(app, "software", later).updated == 1
    assert [row.get("kind") for row in exported(app, "software")] == ["service", None]
    wrong = json.dumps([{"i": "Fictif", "id": "903", "kind": "voiture"}]).encode()
    assert "voiture" in run(app, "software", wrong)[0].message


PROGRAM = (
    "title,organization,opens_at,closes_at,body,criteria,supports,total_cents,tax\r\n"
    "Accélérateur fictif,Régie du Test,2021-09-06T00:00+02:00,2021-10-04T18:00+02:00,"
    '"Un **appel**.","Intérêt général | 3\nA | b","recognition, money",10000000,ttc\r\n'
)


def test_a_programme_is_imported_and_written_back_as_it_was(app):
    assert run(app, "programs", PROGRAM.encode()).created == 1
    assert run(app, "programs", PROGRAM.encode()).unchanged == 1
    sheet = KINDS["programs"].read(PROGRAM.encode())
    assert exported(app, "programs") == [{"laureate_cents": "", **sheet.rows[0].values}]
    later = PROGRAM.replace("10000000", "20000000").replace("Un **appel**", "Un autre appel")
    assert run(app, "programs", later.encode()).updated == 1
    assert exported(app, "programs")[0]["total_cents"] == "20000000"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2021-10-04T18:00+02:00", "2021-10-04T18:00", "un fuseau"),
        ("2021-10-04T18:00+02:00", "lundi", "attendu"),
        ("2021-10-04T18:00+02:00", "2021-01-04T18:00+02:00", "après l’ouverture"),
        ("| 3", "| 30", "poids"),
        ("recognition", "gloire", "gloire"),
        ("10000000", "beaucoup", "centimes"),
        ("ttc", "tva", "tva"),
    ],
)
def test_a_wrong_programme_says_why(app, old, new, words):
    errors = run(app, "programs", PROGRAM.replace(old, new).encode())
    assert words in errors[0].message
