"""Writing and rewriting a decision before it is adopted."""

from __future__ import annotations

import pytest

from council.decisions.models import Decision, DecisionVersion
from council.extensions import db
from tests.decisions.conftest import BODY, draft_path, form_data


def test_a_draft_is_written_through_the_form(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    sent = browser.post("/decisions/nouvelle", data=form_data())
    assert sent.status_code == 303
    page = browser.get(sent.location)
    assert page.status_code == 200
    for words in ("Sur le format fictif", "<strong>recommande</strong>", "CC-BY-SA-4.0", "projet"):
        assert words in page.text
    assert "https://exemple.invalid/rapport.pdf" in page.text
    assert "Numéro" not in page.text and "CLL-" not in page.text


BAD = {
    "title": ("", "Donnez un titre."),
    "body": ("", "Écrivez le texte"),
    "kind": ("loi", ""),
    "college": ("inconnu", ""),
    "licence": ("GPL V2.0", "identifiant SPDX"),
    "links": ("javascript:alert(1)", "adresse http"),
}


@pytest.mark.parametrize("field", BAD)
def test_a_bad_field_is_named_and_nothing_is_lost_or_saved(decisions, cast, field):
    value, sentence = BAD[field]
    data = form_data(body="Texte 🙂 <script>alert(1)</script>") | {field: value}
    answer = decisions.browser(cast.secretariat).post("/decisions/nouvelle", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert "<script>alert(1)" not in answer.text
    assert "Sur le format fictif" in answer.text or field == "title"
    assert decisions.count(Decision) == 0


@pytest.mark.parametrize("field", ["title", "question", "body", "licence", "links"])
@pytest.mark.parametrize("value", ["x" * 1_000_000, "[" * 19_000, "nul\x00", "\u202edroite"])
def test_hostile_text_never_breaks_the_page(decisions, cast, field, value):
    answer = decisions.browser(cast.secretariat).post(
        "/decisions/nouvelle", data=form_data() | {field: value}
    )
    assert answer.status_code in (303, 422)
    assert decisions.count(Decision) == (1 if answer.status_code == 303 else 0)
    if len(value) > 100_000 or "\x00" in value:
        assert answer.status_code == 422


def test_a_stale_token_saves_nothing_and_gives_the_text_back(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    browser.csrf = False
    answer = browser.post("/decisions/nouvelle", data=form_data(csrf_token="faux"))
    assert answer.status_code == 400
    assert "Sur le format fictif" in answer.text
    decision = decisions.draft()
    assert browser.post(draft_path(decision, "proposer")).status_code == 400
    assert decisions.fresh(decision).state == "draft"


def test_an_unknown_source_is_not_found(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    for name in ("scrutin", "chantier", "sujet"):
        assert browser.get(f"/decisions/nouvelle?{name}=S-2026-9999").status_code == 404
    data = form_data(poll="S-2026-9999")
    assert browser.post("/decisions/nouvelle", data=data).status_code == 404


def test_two_people_editing_at_once_get_both_texts(decisions, cast):
    decision = decisions.draft()
    path = draft_path(decision, "modifier")
    first, second = decisions.browser(cast.secretariat), decisions.browser(cast.chair)
    seen = str(decision.row_version)
    saved = first.post(path, data=form_data(body="Texte de la première.", row_version=seen))
    assert saved.status_code == 303
    late = second.post(path, data=form_data(body="Texte de la seconde.", row_version=seen))
    assert late.status_code == 409
    assert "Texte de la première." in late.text and "Texte de la seconde." in late.text
    assert decisions.fresh(decision).body == "Texte de la première."


@pytest.mark.parametrize("seen", ["", "0", "-1", "x", "999999999999999999999"])
def test_an_absurd_version_is_a_conflict(decisions, cast, seen):
    decision = decisions.draft()
    browser = decisions.browser(cast.secretariat)
    data = form_data(body="Autre.", row_version=seen)
    assert browser.post(draft_path(decision, "modifier"), data=data).status_code == 409
    assert decisions.fresh(decision).body == BODY


def test_every_writing_is_a_version_with_its_hash(decisions, cast):
    decision = decisions.draft()
    browser = decisions.browser(cast.secretariat)
    data = form_data(body="Seconde rédaction.", row_version=str(decision.row_version))
    browser.post(draft_path(decision, "modifier"), data=data)
    versions = decisions.build(
        lambda: db.session.scalars(db.select(DecisionVersion).order_by("number")).all()
    )
    assert [version.number for version in versions] == [1, 2]
    assert [version.snapshot["body"] for version in versions] == [BODY, "Seconde rédaction."]
    assert len({version.sha256 for version in versions}) == 2
