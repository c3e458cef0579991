"""Each verb on a submitted need: it works, it is refused with its reason, it works once."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from council.extensions import db
from council.journal.models import JournalEntry, OutboxMessage
from council.needs.models import Need
from council.needs.steps import move_need
from tests.needs.test_draft import WORDS

REASON = {"reason": "Un motif lu par tous."}


def state_of(build, need):
    """Return a need's state and version as stored now."""
    return build(lambda: db.session.get_one(Need, need.id).state)


def entries(build, kind):
    """Return the public part of the journal entries of a kind."""
    return build(
        lambda: [
            json.loads(entry.public)
            for entry in db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind))
        ]
    )


def test_the_secretariat_publishes(client, build, cast):
    need = build.need(cast.administration, state="submitted")
    path = f"/besoins/{need.reference}"
    client.sign_in(cast.secretariat)
    assert "Publier le besoin" in client.get(path).text
    assert need.title in client.get("/besoins/a-qualifier").text
    assert client.post(f"{path}/publier").status_code == 303
    assert state_of(build, need) == "published"
    assert entries(build, "need.published") == [{"by_secretariat": False, "visibility": "public"}]
    again = client.post(f"{path}/publier")
    assert again.status_code == 403
    assert "attend pas d’être qualifié" in again.text
    assert "Rien n’attend" in client.get("/besoins/a-qualifier").text


def test_a_submission_owes_its_acknowledgement_and_its_indexing(client, build, cast):
    draft = build.need(cast.administration, state="draft")
    client.sign_in(cast.agent).post(f"/besoins/brouillons/{draft.record.uid}/deposer")
    (entry,) = entries(build, "need.submitted")
    assert entry["reference"].startswith("B-")
    topics = build(lambda: set(db.session.scalars(select(OutboxMessage.topic))))
    assert topics == {"index", "notify"}


# Verb → state it needs, who may do it on a need of the agent's body, page's data, state after.
VERBS = {
    "publier": ("submitted", {"secretariat"}, {}, "published"),
    "ne-pas-retenir": ("submitted", {"secretariat"}, REASON, "declined"),
    "retirer": ("published", {"agent", "secretariat"}, REASON, "withdrawn"),
    "issue": ("published", {"secretariat"}, {"outcome": "met"}, "met"),
}
PEOPLE = (
    "citizen",
    "agent",
    "vendor",
    "maintainer",
    "member",
    "secretariat",
    "chair",
    "endorser",
    "observer",
    "administrator",
)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_each_verb(client, build, cast, verb):
    state, allowed, data, after = VERBS[verb]
    for name in PEOPLE:
        need = build.need(cast.administration, state=state)
        client.sign_in(getattr(cast, name))
        answer = client.post(f"/besoins/{need.reference}/{verb}", data=data)
        if name in allowed:
            assert answer.status_code == 303, (name, verb)
            assert state_of(build, need) == after
        else:
            sees = state == "published" or name == "agent"
            assert answer.status_code == (403 if sees else 404), (name, verb)
            assert state_of(build, need) == state
            if sees:
                assert "Réservé" in answer.text


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_signed_in_changes_nothing(client, build, cast, verb):
    need = build.need(cast.administration, state=VERBS[verb][0])
    answer = client.post(f"/besoins/{need.reference}/{verb}", data=VERBS[verb][2])
    assert answer.status_code == 401
    assert state_of(build, need) == VERBS[verb][0]


@pytest.mark.parametrize("verb", ["ne-pas-retenir", "retirer"])
def test_a_reason_is_asked(client, build, cast, verb):
    need = build.need(cast.administration, state="submitted")
    client.sign_in(cast.secretariat)
    assert client.get(f"/besoins/{need.reference}/{verb}").status_code == 200
    page = client.post(f"/besoins/{need.reference}/{verb}", data={"reason": "  "})
    assert page.status_code == 422
    assert 'href="#reason"' in page.text
    assert state_of(build, need) == "submitted"


def test_a_withdrawn_need_is_closed_for_good(client, build, cast):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}"
    client.sign_in(cast.agent)
    assert client.post(f"{path}/retirer", data=REASON).status_code == 303
    assert "Un motif lu par tous." in client.get(path).text
    for verb, data in (("retirer", REASON), ("modifier", WORDS)):
        assert client.post(f"{path}/{verb}", data=data).status_code == 403


def test_an_edit_makes_a_version_that_says_who_and_why(client, build, cast):
    need = build.need(cast.administration, body="Le premier texte.")
    path = f"/besoins/{need.reference}"
    client.sign_in(cast.agent)
    assert "Le premier texte." in client.get(f"{path}/modifier").text
    data = {**WORDS, "row_version": "1", "reason": "Chiffres à jour."}
    assert client.post(f"{path}/modifier", data=data).status_code == 303
    page = client.get(path).text
    assert "version 2" in page and "Chiffres à jour." in page and "Ana Agent-Fictif" in page
    assert "Le premier texte." in client.get(f"{path}/versions/1").text
    assert "imprimons" in client.get(f"{path}/versions/2").text
    assert client.get(f"{path}/versions/3").status_code == 404
    page = client.post(f"{path}/modifier", data={**data, "body": "Mon autre texte."})
    assert page.status_code == 409
    assert "Mon autre texte." in page.text and "imprimons" in page.text
    page = client.post(f"{path}/modifier", data={**data, "row_version": "2", "reason": ""})
    assert page.status_code == 422
    assert client.sign_in(cast.vendor).post(f"{path}/modifier", data=data).status_code == 403


def test_narrowing_the_visibility_hides_at_once(client, build, cast):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}"
    data = {**WORDS, "row_version": "1", "reason": "Interne.", "visibility": "organization"}
    assert client.sign_in(cast.agent).post(f"{path}/modifier", data=data).status_code == 303
    assert client.get(path).status_code == 200
    assert client.sign_in(cast.vendor).get(path).status_code == 404


def test_outcomes_follow_the_states(client, build, cast):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}/issue"
    client.sign_in(cast.secretariat)
    assert client.post(path, data={"outcome": "declined"}).status_code == 422
    assert client.post(path, data={}).status_code == 422
    data = {"outcome": "partly_met", "note": "La moitié est faite."}
    assert client.post(path, data=data).status_code == 303
    assert "La moitié est faite." in client.get(f"/besoins/{need.reference}").text
    assert client.post(path, data={"outcome": "partly_met"}).status_code == 422
    assert client.post(path, data={"outcome": "met"}).status_code == 303
    assert client.post(path, data={"outcome": "unmet"}).status_code == 403


@pytest.mark.parametrize(("state", "target", "moved"), [
    ("published", "planned", True),
    ("planned", "met", True),
    ("planned", "published", True),
    ("unmet", "planned", True),
    ("submitted", "planned", False),
    ("withdrawn", "planned", False),
    ("met", "planned", False),
    ("published", "withdrawn", False),
])  # fmt: skip
def test_what_the_chain_may_move(build, cast, state, target, moved):
    need = build.need(cast.administration, state=state)
    assert build(move_need, need, target) == moved
    assert state_of(build, need) == (target if moved else state)


def test_the_journal_says_nothing_of_the_text(client, build, cast):
    secret = "Mot-planté-zirconium"
    draft = build.need(cast.administration, state="draft", title=secret, body=secret)
    client.sign_in(cast.agent)
    answer = client.post(f"/besoins/brouillons/{draft.record.uid}/deposer")
    client.post(f"{answer.location}/retirer", data={"reason": secret})
    public = build(lambda: "".join(db.session.scalars(select(JournalEntry.public))))
    assert secret not in public and "zirconium" not in public
