"""Merging with consent: each body answers for itself, the old address leads, all can be undone."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.needs.models import Endorsement, Need
from council.needs.models_merging import NeedMerge
from tests import builders


@pytest.fixture
def two(build, cast):
    """A need of the administration shared by a member body and by a company; another need."""
    source = build.need(cast.administration, title="Exporter vers un tableur")
    target = build.need(build.organization("Office inventé"), title="Extraction CSV")
    build.endorsement(source, cast.member_body)
    build.endorsement(source, cast.company)
    return source, target


def _propose(client, source, target, reason="C’est le même besoin."):
    data = {"target": target.reference, "reason": reason}
    return client.post(f"/besoins/{source.reference}/fusionner", data=data)


def _answer(client, source, body, answer):
    path = f"/besoins/{source.reference}/fusion/{body.reference}"
    return client.post(path, data={"answer": answer})


def _endorsing(build, need):
    def read():
        rows = db.session.scalars(
            db.select(Endorsement.organization_id).where(
                Endorsement.need_id == need.id, Endorsement.withdrawn_at.is_(None)
            )
        )
        return set(rows)

    return build(read)


def _state(build, need):
    return build(lambda: db.session.get_one(Need, need.id).state)


@pytest.fixture
def proposed(client, cast, two):
    """The merge proposed by the secretariat."""
    cast.agent, cast.member, cast.vendor  # noqa: B018
    client.sign_in(cast.secretariat)
    assert _propose(client, *two).status_code == 303
    return two


def test_nothing_moves_before_the_answers(client, cast, build, proposed):
    source, target = proposed
    assert _state(build, source) == "published"
    assert _endorsing(build, target) == set()
    page = client.get(f"/besoins/{source.reference}").text
    assert "Fusion proposée" in page and "C’est le même besoin." in page
    assert page.count("attend sa réponse") == 3
    client.sign_in(cast.agent)
    assert "Fusions à confirmer ou refuser" in client.get("/tableau-de-bord").text
    client.sign_in(cast.secretariat)
    assert "Fusions à confirmer ou refuser" not in client.get("/tableau-de-bord").text


def test_two_confirm_one_declines_and_the_old_address_leads(client, cast, build, proposed):
    source, target = proposed
    client.sign_in(cast.member)
    assert _answer(client, source, cast.member_body, "confirm").status_code == 303
    client.sign_in(cast.vendor)
    assert _answer(client, source, cast.company, "decline").status_code == 303
    assert _state(build, source) == "published"
    client.sign_in(cast.agent)
    assert _answer(client, source, cast.administration, "confirm").status_code == 303
    assert _state(build, source) == "merged"
    assert _endorsing(build, target) == {cast.member_body.id, cast.administration.id}
    assert _endorsing(build, source) == {cast.company.id}
    answer = client.get(f"/besoins/{source.reference}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/besoins/{target.reference}")
    assert "Réunis ici" in client.get(f"/besoins/{target.reference}").text
    kept = client.get(f"/besoins/{source.reference}?origine=oui")
    assert kept.status_code == 200 and "refusé" in kept.text


def test_undoing_puts_everything_back(client, cast, build, proposed):
    source, target = proposed
    before = {cast.member_body.id, cast.company.id}
    for person, body in (("member", cast.member_body), ("agent", cast.administration)):
        client.sign_in(getattr(cast, person))
        assert _answer(client, source, body, "confirm").status_code == 303
    client.sign_in(cast.secretariat)
    path = f"/besoins/{source.reference}/fusion/annuler"
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "Deux problèmes."}).status_code == 303
    assert _state(build, source) == "published"
    assert _endorsing(build, source) == before
    assert _endorsing(build, target) == set()
    assert client.get(f"/besoins/{source.reference}").status_code == 200
    assert client.post(path, data={"reason": "Encore."}).status_code == 404
    assert _propose(client, source, target, "Finalement si.").status_code == 303


def test_one_answers_once_and_for_oneself(client, cast, proposed):
    source, _target = proposed
    client.sign_in(cast.member)
    assert _answer(client, source, cast.company, "confirm").status_code == 403
    assert _answer(client, source, cast.member_body, "perhaps").status_code == 422
    assert _answer(client, source, cast.member_body, "confirm").status_code == 303
    assert _answer(client, source, cast.member_body, "decline").status_code == 403


def test_what_cannot_be_merged_is_told(client, cast, build, two):
    source, target = two
    hidden = build.need(cast.company, title="Réservé", visibility="council")
    done = build.need(cast.company, title="Satisfait", state="met")
    client.sign_in(cast.secretariat)
    assert _propose(client, source, source).status_code == 422
    assert _propose(client, source, done).status_code == 422
    assert _propose(client, source, target, "").status_code == 422
    answer = _propose(client, source, hidden)
    assert answer.status_code == 422 and "n’est pas lu par tous" in answer.text
    data = {"target": "B-1999-0001", "reason": "x"}
    answer = client.post(f"/besoins/{source.reference}/fusionner", data=data)
    assert answer.status_code == 422 and "Aucun besoin visible" in answer.text
    assert _propose(client, source, target).status_code == 303
    assert _propose(client, target, source).status_code == 409


def test_everyone_asked_hears_of_it_once(client, cast, mails, two):
    cast.agent, cast.member, cast.vendor  # noqa: B018
    mails()
    client.sign_in(cast.secretariat)
    _propose(client, *two)
    asked = [mail["To"] for mail in mails()]
    assert {cast.agent.email, cast.member.email, cast.vendor.email} <= set(asked)
    assert len(asked) == len(set(asked))


def test_an_endorsement_withdrawn_meanwhile_is_not_moved(client, cast, build, proposed):
    source, target = proposed

    def withdraw():
        given = db.session.scalar(
            db.select(Endorsement).where(
                Endorsement.need_id == source.id,
                Endorsement.organization_id == cast.member_body.id,
            )
        )
        given.withdrawn_at, given.withdrawn_reason = builders.now(), "Plus besoin."
        db.session.commit()

    build(withdraw)
    client.sign_in(cast.member)
    assert _answer(client, source, cast.member_body, "confirm").status_code == 409
    assert _endorsing(build, target) == set()
    assert build(lambda: db.session.scalar(db.select(NeedMerge.undone_at))) is None


def test_who_still_owes_an_answer_is_not_led_away(client, cast, proposed):
    source, _target = proposed
    client.sign_in(cast.agent)
    assert _answer(client, source, cast.administration, "confirm").status_code == 303
    assert client.get(f"/besoins/{source.reference}").status_code == 302
    page = client.sign_in(cast.member).get(f"/besoins/{source.reference}")
    assert page.status_code == 200 and "Répondre" in page.text
    assert _answer(client, source, cast.member_body, "confirm").status_code == 303
    assert client.get(f"/besoins/{source.reference}").status_code == 302
