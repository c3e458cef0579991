"""The index follows the database: every kind, through the outbox, whatever happened to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask

from council.decisions.models import Decision
from council.journal.models import OutboxMessage
from council.journal.worker import drain, run_once
from council.needs.models import Need
from council.organizations.viewer import ANONYMOUS
from council.records.models import RecordKind
from council.search import indexer
from council.search.content import plain
from council.search.contents import BUILDERS
from council.search.documents import all_documents, documents_of, indexed_count
from council.search.queries import search_records
from tests.search import rows

KINDS = [kind for kind in RecordKind if kind != RecordKind.ORGANIZATION]


def found(query: str, **options: object) -> list[int]:
    return [item.hit.id for item in search_records(query, ANONYMOUS, **options).found]


def test_every_kind_has_a_builder() -> None:
    assert set(BUILDERS) == set(RecordKind)


@pytest.mark.parametrize("kind", KINDS)
def test_record_of_each_kind_is_found_by_its_words(app, build, kind) -> None:
    record = build(rows.row, kind, "Zéphyr étoilé", "Le texte parle d’un hippocampe.")
    with app.app_context():
        drain(app)
        assert found("zephyr etoile") == [record.id]
        assert found("hippocampes") == [record.id]
        item = search_records("zephyr", ANONYMOUS).found[0]
        assert item.path.endswith(f"/{record.reference}")


def test_organization_is_found(app, build) -> None:
    body = build.organization("Syndicat fictif des Marais")
    with app.app_context():
        indexer.rebuild()
        assert found("syndicat marais") == [body.id]


def test_names_of_holder_and_software_are_looked_for(app, build) -> None:
    body = build.organization("Syndicat fictif des Marais")
    software = build(rows.row, RecordKind.SOFTWARE, "Tableur Fictif")
    need = build(rows.row, RecordKind.NEED, "Un besoin", body_id=body.id, about=software.id)
    with app.app_context():
        drain(app)
        results = search_records("marais tableur", ANONYMOUS)
        assert [item.hit.id for item in results.found] == [need.id]
        assert results.found[0].organization == "Syndicat fictif des Marais"
        assert found("", filters={"software": str(software.id), "kind": "need"}) == [need.id]
        assert found("", filters={"organization": str(body.id)}) == [need.id, body.id]


def test_answer_of_maintainers_is_found(app, build) -> None:
    request = build(rows.row, RecordKind.REQUEST, "Accepteriez-vous une extension ?")
    build(rows.answer, request.id, "Oui, derrière un drapeau nommé hippogriffe.")
    with app.app_context():
        drain(app)
        assert found("hippogriffe") == [request.id]


def test_withdrawn_text_is_no_longer_found(app, build) -> None:
    need = build(rows.row, RecordKind.NEED, "Besoin d’annuaire", "Texte salamandre.")
    decision = build(rows.row, RecordKind.DECISION, "Avis d’annuaire", "Texte salamandre.")
    with app.app_context():
        drain(app)
        assert set(found("salamandre")) == {need.id, decision.id}
    reason = {"state": "withdrawn", "closing_reason": "Doublon."}
    build(rows.change, need.id, Need, **reason)
    build(rows.change, decision.id, Decision, **reason)
    with app.app_context():
        drain(app)
        assert found("salamandre") == []
        assert set(found("annuaire")) == {need.id, decision.id}


def test_drafts_without_number_are_not_indexed(app, build) -> None:
    build(rows.row, RecordKind.NEED, "Brouillon", audience="holders", numbered=False)
    project = build(
        rows.row, RecordKind.DECISION, "Projet", audience="council", numbered=False, state="draft"
    )
    with app.app_context():
        assert [document.id for document in all_documents()] == [project.id]
        assert indexed_count() == 1


def test_price_and_submitter_are_not_in_the_index(app, build) -> None:
    build(rows.row, RecordKind.CONTRIBUTION, "Offre", amount_cents=1234567, schedule="S1 2042")
    build(
        rows.row,
        RecordKind.SUBJECT,
        "Question",
        submitter_name="Zoé Inventée",
        submitter_email="zoe@exemple.invalid",
    )
    with app.app_context():
        written = repr(list(all_documents()))
    for secret in ("1234567", "12345", "2042", "Zoé", "zoe@"):
        assert secret not in written


def test_documents_cost_a_bounded_number_of_queries(app, build, queries) -> None:
    ids = [build(rows.row, kind, "Titre").id for kind in KINDS for _ in range(3)]
    with app.app_context(), queries.at_most(24):
        assert len(list(documents_of(ids))) == len(ids)


def test_index_that_was_lost_is_made_again_by_the_next_message(app, build) -> None:
    first = build(rows.row, RecordKind.NEED, "Premier mammouth")
    with app.app_context():
        drain(app)
        shutil.rmtree(Path(app.config["COUNCIL_INSTANCE"]) / "index")
    second = build(rows.row, RecordKind.NEED, "Second mammouth")
    with app.app_context():
        drain(app)
        assert set(found("mammouth")) == {first.id, second.id}
        assert indexer.status().is_complete


def test_worker_makes_a_missing_index(app: Flask) -> None:
    with app.app_context():
        assert not indexer.status().usable
        assert search_records("", ANONYMOUS).is_fallback
    run_once(app)
    with app.app_context():
        assert indexer.status().usable
        assert not search_records("", ANONYMOUS).is_fallback


def test_fallback_looks_in_titles_of_what_may_be_seen(app, build) -> None:
    seen = build(rows.row, RecordKind.NEED, "Annuaire 100 % partagé")
    build(rows.row, RecordKind.NEED, "Annuaire secret", audience="secretariat")
    with app.app_context():
        results = search_records("annuaire", ANONYMOUS)
        assert results.is_fallback
        assert [item.hit.id for item in results.found] == [seen.id]
        assert results.page.total == 1
        assert found("100 %") == [seen.id]
        assert found("2026-0001") == [seen.id]
        assert found("_nnuaire") == []
        assert found("annuaire", filters={"kind": "poll"}) == []


def test_messages_done_twice_change_nothing(app, build) -> None:
    record = build(rows.row, RecordKind.NEED, "Une fois")
    with app.app_context():
        drain(app)
        build_again = [OutboxMessage(id=1, payload={"record_id": record.id})]
        indexer.index_messages(build_again)
        indexer.index_messages(build_again)
        assert found("fois") == [record.id]
        assert indexer.status().documents == indexer.status().records


def test_commands(app: Flask, build) -> None:
    build(rows.row, RecordKind.DECISION, "Avis sur l’hébergement", "Texte de l’avis.")
    build(rows.row, RecordKind.NEED, "Hébergement réservé", audience="council")
    runner = app.test_cli_runner()
    from council.search.commands import index_group, search_command

    before = runner.invoke(index_group, ["status", "--json"])
    assert before.exit_code == 1
    assert json.loads(before.stdout)["reason"] == "missing"
    drained = runner.invoke(index_group, ["drain"])
    assert drained.stdout.startswith("2 message(s)")
    rebuilt = runner.invoke(index_group, ["rebuild"])
    assert "Index refait : 2 fiche(s)." in rebuilt.stdout
    after = json.loads(runner.invoke(index_group, ["status", "--json"]).stdout)
    assert after["usable"] and after["complete"]
    assert (after["documents"], after["records"], after["waiting"]) == (2, 2, 0)
    assert "2 fiche(s) sur 2" in runner.invoke(index_group, ["status"]).stdout
    answer = json.loads(runner.invoke(search_command, ["hebergement", "--json"]).stdout)
    assert answer["total"] == 1
    (hit,) = answer["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "reference": "CLL-2026-001",
        "title": "Avis sur l’hébergement",
        "kind": "decision",
        "url": "/decisions/CLL-2026-001",
        "organization": "",
        "date": "2026-03-14",
        "snippet": "Texte de l’avis.",
    }
    for options, total in (
        (["--kind", "decision"], 1),
        (["--kind", "need"], 0),
        (["--year", "2026"], 1),
        (["--year", "1999"], 0),
        (["--limit", "1"], 1),
    ):
        found = runner.invoke(search_command, ["hebergement", "--json", *options])
        assert json.loads(found.stdout)["total"] == total, options
    for wrong in (["--kind", "loi"], ["--year", "x"], ["--limit", "0"], ["--limit", "many"]):
        refused = runner.invoke(search_command, ["hebergement", "--json", *wrong])
        assert refused.exit_code == 2 and refused.stdout == "", wrong
    assert runner.invoke(search_command, ["", "--json"]).exit_code == 0
    assert answer["suggestion"] is None
    assert answer["facets"]["kind"] == {"decision": 1}
    spoken = runner.invoke(search_command, ["hebergemnet"]).stdout
    assert "Vouliez-vous dire : hébergement ?" in spoken


def test_html_becomes_words() -> None:
    assert plain("<p>un <strong>mo</strong>t</p><p>deux &amp; trois<br>fin</p>").split() == [
        "un",
        "mot",
        "deux",
        "&",
        "trois",
        "fin",
    ]


def test_what_is_owed_in_great_number_is_done_by_one_build(app, build, monkeypatch) -> None:
    monkeypatch.setattr(indexer, "MANY", 3)
    for number in range(5):
        build(rows.row, RecordKind.NEED, f"Besoin {number}", "Un mot fictif.")
    with app.app_context():
        built = indexer.engine().status().built_at
        assert indexer.drain() == 5
        status = indexer.status()
        assert status.is_complete and status.built_at != built
        row = rows.row(RecordKind.NEED, "Encore un", "Un mot fictif.")
        assert indexer.drain() == 1 and indexer.status().is_complete
        found = indexer.engine().search("fictif", tokens=("public",))
        assert found.total == 6 and row.id in {hit.id for hit in found.hits}
