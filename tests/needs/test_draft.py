"""A need is written, kept as a draft, read again, then submitted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from council.extensions import db
from council.needs.models import Need
from council.records.models import Record

WORDS = {
    "title": "Signer sans imprimer",
    "body": "Nous **imprimons** tout.",
    "enough": "Une signature reconnue.",
    "affected": "les instructeurs",
    "affected_count": "1 200",
    "current_situation": "Un parapheur papier.",
    "constraints": "RGAA.",
    "skills": "Python",
    "function": "signature",
    "due_label": "S1 2027",
    "visibility": "public",
}


def org(body):
    """Return the value by which a form names an organization."""
    return f"org:{body.id}"


def count(build):
    """Return how many needs and records of needs there are."""
    return build(
        lambda: (
            db.session.scalar(select(func.count()).select_from(Need)),
            db.session.scalar(
                select(func.count()).select_from(Record).where(Record.kind == "need")
            ),
        )
    )


def test_a_representative_writes_a_draft_and_submits_it(client, build, cast):
    client.sign_in(cast.agent)
    assert client.get("/besoins/nouveau").status_code == 200
    answer = client.post("/besoins/nouveau", data={**WORDS, "holder": org(cast.administration)})
    assert answer.status_code == 303, answer.text
    draft = answer.location
    page = client.get(draft)
    assert "<strong>imprimons</strong>" in page.text
    assert "S1 2027" in page.text
    answer = client.post(f"{draft}/deposer")
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert answer.location.startswith("/besoins/B-")
    for words in ("Signer sans imprimer", "1200", "version 1", "Ana Agent-Fictif"):
        assert words in shown.text
    assert client.get(draft).status_code == 404
    assert client.post(f"{draft}/deposer").status_code == 404


def test_references_follow_each_other_without_hole(client, build, cast):
    client.sign_in(cast.agent)
    numbers = []
    for _number in range(2):
        data = {**WORDS, "holder": org(cast.administration)}
        draft = client.post("/besoins/nouveau", data=data).location
        numbers.append(client.post(f"{draft}/deposer").location.rsplit("-", 1)[1])
    assert [int(n) for n in numbers] == [1, 2]


def test_a_maintainer_files_a_call_for_own_software(client, build, cast):
    client.sign_in(cast.maintainer)
    data = {**WORDS, "enough": "", "holder": f"record:{cast.software.id}"}
    draft = client.post("/besoins/nouveau", data=data).location
    answer = client.post(f"{draft}/deposer")
    assert answer.status_code == 303
    assert "Appel à contribution" in client.get(answer.location).text


@pytest.mark.parametrize("name", ["Éditions Fictives", "tableur fictif"])
def test_the_secretariat_files_for_a_body_and_says_so(client, build, cast, name):
    assert cast.company and cast.software
    client.sign_in(cast.secretariat)
    data = {**WORDS, "holder": "other", "on_behalf": name}
    draft = client.post("/besoins/nouveau", data=data).location
    answer = client.post(f"{draft}/deposer")
    page = client.get(answer.location).text
    assert "par le secrétariat" in page


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("title", "", "obligatoire"),
    ("title", "x" * 201, "200"),
    ("title", "Un\x00nul", "invisibles"),
    ("title", "renversé \u202e", "invisibles"),
    ("body", "x" * 1_000_000, "20"),
    ("affected_count", "douze", "nombre entier"),
    ("affected_count", "-3", "nombre entier"),
    ("affected_count", "9" * 30, "nombre entier"),
    ("due_label", "bientôt", "S1 2027"),
    ("due_label", "32/13/2027", "S1 2027"),
    ("software_names", "Logiciel inconnu", "catalogue"),
    ("visibility", "cachée", "choix valide"),
    ("holder", "org:999999", "choix valide"),
    ("holder", "", "choix valide"),
])  # fmt: skip
def test_bad_input_names_the_field_and_keeps_what_was_typed(
    client, build, cast, field, value, sentence
):
    client.sign_in(cast.agent)
    before = count(build)
    data = {**WORDS, "holder": org(cast.administration), field: value}
    page = client.post("/besoins/nouveau", data=data)
    assert page.status_code == 422
    summary = page.text.split('id="error-summary"')[1].split("</ul>")[0]
    assert sentence.lower() in summary.lower()
    assert "Un parapheur papier." in page.text
    assert count(build) == before


def test_markup_and_emoji_are_text(client, build, cast):
    client.sign_in(cast.agent)
    data = {
        **WORDS,
        "title": "<script>alert(1)</script> 🙂",
        "body": "<script>alert(2)</script> [x](javascript:alert(3))",
        "holder": org(cast.administration),
    }
    page = client.get(client.post("/besoins/nouveau", data=data).location).text
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_is_missing_is_said_at_submission(client, build, cast):
    draft = build.need(cast.administration, state="draft", body="", enough="")
    client.sign_in(cast.agent)
    page = client.post(f"/besoins/brouillons/{draft.record.uid}/deposer")
    assert page.status_code == 422
    assert "Le problème" in page.text
    assert "Ce qui suffirait" in page.text
    assert build(lambda: db.session.get_one(Need, draft.id).state) == "draft"


def test_another_body_cannot_be_filed_for(client, build, cast):
    client.sign_in(cast.agent)
    page = client.post("/besoins/nouveau", data={**WORDS, "holder": org(cast.company)})
    assert page.status_code == 422
    page = client.post(
        "/besoins/nouveau", data={**WORDS, "holder": "other", "on_behalf": "Éditions Fictives"}
    )
    assert page.status_code == 422
    assert count(build) == (0, 0)


@pytest.mark.parametrize("name", ["citizen", "chair", "endorser", "observer", "administrator"])
def test_who_has_no_body_is_told_why(client, cast, name):
    client.sign_in(getattr(cast, name))
    page = client.post("/besoins/nouveau", data=WORDS)
    assert page.status_code == 403
    assert "demandez d’abord un mandat" in page.text


def test_somebody_without_account_is_asked_to_sign_in(client):
    assert client.get("/besoins/nouveau").location.startswith("/connexion")
    assert client.post("/besoins/nouveau", data=WORDS).status_code == 401


def test_a_stale_token_loses_nothing(client, build, cast):
    client.sign_in(cast.agent)
    data = {**WORDS, "holder": org(cast.administration), "csrf_token": "périmé"}
    page = client.post("/besoins/nouveau", data=data)
    assert page.status_code == 400
    assert "Un parapheur papier." in page.text
    assert count(build) == (0, 0)


def test_two_people_editing_a_draft_see_both_texts(client, build, cast):
    draft = build.need(cast.administration, state="draft", body="Le texte d’origine.")
    path = f"/besoins/brouillons/{draft.record.uid}"
    client.sign_in(cast.agent)
    data = {**WORDS, "row_version": "1"}
    assert client.post(f"{path}/modifier", data=data).status_code == 303
    page = client.post(f"{path}/modifier", data={**data, "body": "Mon texte à moi."})
    assert page.status_code == 409
    assert "Mon texte à moi." in page.text
    assert "Nous **imprimons** tout." in page.text


def test_a_discarded_draft_leaves_nothing(client, build, cast):
    draft = build.need(cast.administration, state="draft", about=cast.software)
    path = f"/besoins/brouillons/{draft.record.uid}"
    assert client.sign_in(cast.vendor).post(f"{path}/supprimer").status_code == 404
    client.sign_in(cast.agent)
    assert client.get(f"{path}/supprimer").status_code == 200
    assert client.post(f"{path}/supprimer").status_code == 303
    assert client.get(path).status_code == 404
    assert count(build) == (0, 0)
    assert client.get("/besoins/brouillons").status_code == 200
