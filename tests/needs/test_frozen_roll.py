"""Once a roll is frozen for a vote born from a need, its endorsements stay where they are."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.needs.models import Endorsement
from council.needs.models_merging import MergeConsent, NeedMerge
from council.polls.models import Poll, PollState
from council.records.models import LinkKind, Record
from council.records.steps import link
from tests.polls.conftest import Polls


@pytest.fixture
def polls(app, build, cast) -> Polls:
    """Polls made by the real actions."""
    return Polls(build, cast, app)


def born(build, child, parent, kind=LinkKind.BORN_FROM):
    """Link two records."""

    def run():
        link(db.session.get_one(Record, child.id), db.session.get_one(Record, parent.id), kind)
        db.session.commit()

    build(run)


def withdraw(client, cast, need, given):
    """Take the vendor's endorsement back."""
    path = f"/besoins/{need.reference}/soutiens/{given.id}/retirer"
    return client.sign_in(cast.vendor).post(path, data={"reason": "Réglé."})


@pytest.fixture
def endorsed(build, cast):
    """A need and the vendor's endorsement of it."""
    need = build.need(cast.administration)
    return need, build.endorsement(need, cast.company)


@pytest.mark.parametrize("way", ["straight", "item", "offer", "delivered"])
def test_a_poll_of_the_chain_keeps_the_endorsement(client, build, cast, polls, endorsed, way):
    need, given = endorsed
    poll = polls.called(shown_to="public")
    if way == "straight":
        born(build, poll, need)
    elif way == "offer":
        born(build, poll, build.contribution(cast.company, needs=[need]))
    else:
        item = build.item(sources=[need])
        source = item
        if way == "delivered":
            source = build.item(title="La suite")
            born(build, source, item, LinkKind.DELIVERS)
        born(build, poll, source)
    answer = withdraw(client, cast, need, given)
    assert answer.status_code == 403
    assert f"scrutin {poll.reference}" in answer.text
    page = client.get(f"/besoins/{need.reference}").text
    assert f"scrutin {poll.reference}" in page and f"soutiens/{given.id}/retirer" not in page
    kept = build(lambda: db.session.get_one(Endorsement, given.id).withdrawn_at)
    assert kept is None


def test_a_draft_or_a_cancelled_vote_keeps_nobody(client, build, cast, polls, endorsed):
    need, given = endorsed
    born(build, polls.draft(), need)
    cancelled = polls.called()
    born(build, cancelled, need)

    def cancel():
        db.session.get_one(Poll, cancelled.id).state = PollState.CANCELLED
        db.session.commit()

    build(cancel)
    assert withdraw(client, cast, need, given).status_code == 303


def test_a_vote_of_another_chain_keeps_nobody(client, build, cast, polls, endorsed):
    need, given = endorsed
    poll = polls.called()
    born(build, poll, build.need(cast.administration))
    # What the need itself was born from is no vote on it.
    born(build, need, polls.called())
    born(build, poll, cast.software, LinkKind.ABOUT)
    assert withdraw(client, cast, need, given).status_code == 303


def test_a_vote_one_may_not_see_is_not_named(client, build, cast, polls, endorsed):
    need, given = endorsed
    poll = polls.called(shown_to="council")
    born(build, poll, need)
    answer = withdraw(client, cast, need, given)
    assert answer.status_code == 403
    assert "d’un scrutin né de ce besoin" in answer.text and poll.reference not in answer.text


def _propose(source, target, given):
    merge = NeedMerge(source_id=source.id, target_id=target.id, reason="Le même.")
    merge.consents = [
        MergeConsent(body_id=given.organization_id, is_holder=False, source_endorsement_id=given.id)
    ]
    db.session.add(merge)
    db.session.commit()


def test_a_merge_is_no_way_around(client, build, cast, polls, endorsed):
    need, given = endorsed
    target = build.need(cast.administration)
    build(_propose, need, target, given)
    path = f"/besoins/{need.reference}/fusion"
    born(build, polls.called(), need)
    client.sign_in(cast.vendor)
    answer = client.post(f"{path}/{cast.company.reference}", data={"answer": "confirm"})
    assert answer.status_code == 409 and "un soutien ne se retire plus" in answer.text
    assert build(lambda: db.session.get_one(Endorsement, given.id).withdrawn_at) is None
    answer = client.post(f"{path}/{cast.company.reference}", data={"answer": "decline"})
    assert answer.status_code == 303


def test_a_merge_is_not_undone_under_a_frozen_roll(client, build, cast, polls, endorsed):
    need, given = endorsed
    target = build.need(cast.administration)
    build(_propose, need, target, given)
    path = f"/besoins/{need.reference}/fusion"
    client.sign_in(cast.vendor)
    assert (
        client.post(f"{path}/{cast.company.reference}", data={"answer": "confirm"}).status_code
        == 303
    )
    born(build, polls.called(), target)
    client.sign_in(cast.secretariat)
    answer = client.post(f"{path}/annuler", data={"reason": "Une erreur."})
    assert answer.status_code == 409 and "un soutien ne se retire plus" in answer.text


def test_the_endorsement_may_still_be_maintained_or_given(client, build, cast, polls, endorsed):
    need, _given = endorsed
    born(build, polls.called(), need)
    client.sign_in(cast.observer)
    page = client.get(f"/besoins/{need.reference}/soutenir")
    assert page.status_code == 200
