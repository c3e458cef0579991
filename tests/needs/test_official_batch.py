"""Official answers published together: all or none, once, everyone concerned told once."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry
from council.journal.queries import first_fault
from council.needs.actions_answers import publish_answers
from council.needs.models_answers import OfficialAnswer, OfficialAnswerVersion
from council.organizations.queries import viewer_for
from council.transactions import Conflict
from tests import builders
from tests.cast import Cast
from tests.fixtures import Builder
from tests.needs.test_official import publish


@pytest.fixture
def three(build, cast):
    """Three needs of two bodies, each with its prepared answer; a member's body shares two."""
    rows = [build.need(body) for body in (cast.administration, cast.administration, cast.company)]
    build.endorsement(rows[0], cast.member_body)
    build.endorsement(rows[2], cast.member_body)
    return rows, [build.official(row, cast.secretariat) for row in rows]


def published(build):
    """Return how many answers are published."""
    query = db.select(db.func.count()).where(OfficialAnswer.published_at.is_not(None))
    return build(lambda: db.session.scalar(query))


def entries(build):
    query = db.select(JournalEntry).where(JournalEntry.kind == "need.answered")
    return build(lambda: list(db.session.scalars(query)))


def test_a_batch_is_one_entry_and_each_person_hears_once(client, build, cast, three, mails):
    needs, answers = three
    people = [cast.agent.email, cast.vendor.email, cast.member.email]
    before = len(mails())
    client.sign_in(cast.secretariat)
    page = client.get(
        "/besoins/reponses/publier", query_string={"reponse": [a.uid for a in answers]}
    )
    assert all(need.title in page.text for need in needs)
    assert publish(client, *answers).status_code == 303
    assert published(build) == 3
    (entry,) = entries(build)
    assert len(json.loads(entry.subjects)) == 3
    sent = mails()[before:]
    assert Counter(mail["To"] for mail in sent) == Counter(people)
    bodies = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in sent}
    wanted = {cast.agent.email: (0, 1), cast.vendor.email: (2,), cast.member.email: (0, 2)}
    for address, numbers in wanted.items():
        for number, need in enumerate(needs):
            assert (need.reference in bodies[address]) == (number in numbers), (address, number)
    assert len(mails()) == before + 3


def test_one_invalid_and_nothing_is_published(client, build, cast, three):
    _needs, answers = three
    empty = build.official(build.need(cast.company, title="Sans texte"), cast.secretariat, text="")
    client.sign_in(cast.secretariat)
    refused = publish(client, *answers, empty)
    assert refused.status_code == 422
    assert "n’a pas de texte" in refused.text and "Rien n’est publié" in refused.text
    assert refused.text.count('name="chosen"') == 4
    assert published(build) == 0 and not entries(build)


def test_a_need_withdrawn_meanwhile_stops_the_batch(client, build, cast, three):
    needs, answers = three
    client.sign_in(cast.secretariat)
    client.post(f"/besoins/{needs[1].reference}/retirer", data={"reason": "Réglé."})
    assert publish(client, *answers).status_code == 409
    assert published(build) == 0


def test_what_changed_since_it_was_read_stops_the_batch(client, build, cast, three):
    needs, answers = three
    client.sign_in(cast.secretariat)
    data = {"state": "directed", "text": "Autre.", "tax": "ttc", "row_version": "1"}
    path = f"/besoins/{needs[2].reference}/reponse/preparer"
    assert client.post(path, data=data).status_code == 303
    stale = publish(client, *answers)
    assert stale.status_code == 409
    assert needs[2].reference in stale.text and needs[0].reference not in stale.text
    assert published(build) == 0


def test_published_twice_is_told(client, build, cast, three):
    _needs, answers = three
    client.sign_in(cast.secretariat)
    assert publish(client, answers[0]).status_code == 303
    again = publish(client, *answers)
    assert again.status_code == 409 and "déjà publiée" in again.text
    assert published(build) == 1


@pytest.mark.parametrize(
    ("chosen", "status"),
    [([], 422), (["x"], 422), (["0" * 32 + ":1"], 409), (["0" * 32 + ":x"], 422),
     (["0" * 32 + ":1"] * 201, 422)],
)  # fmt: skip
def test_odd_choices_are_told(client, build, cast, three, chosen, status):
    client.sign_in(cast.secretariat)
    answer = client.post("/besoins/reponses/publier", data={"chosen": chosen})
    assert answer.status_code == status
    assert published(build) == 0


@pytest.mark.slow
def test_two_secretaries_publish_the_same_batch_at_once(serve):
    live = serve(servers=0, worker=False)
    build = Builder(live.app, builders)
    cast = Cast(build)
    people = [cast.secretariat.id, cast.other_secretariat.id]
    for turn in range(1, 5):
        needs = [build.need(cast.administration) for _ in range(4)]
        ids = [build.official(need, cast.secretariat).id for need in needs]
        outcome = _together(live.app, people, ids)
        assert outcome == {"published": 1, "conflict": 1}
        assert len(entries(build)) == turn
        assert build(_versions) == published(build) == 4 * turn
    assert build(first_fault) is None


def _versions():
    return db.session.scalar(db.select(db.func.count(OfficialAnswerVersion.id)))


def _together(app, people, ids):
    """Have each of these people publish the same answers, in opposite orders, all at once."""
    start = Barrier(len(people))

    def run(person_id, order):
        with app.app_context():
            author = viewer_for(db.session.get_one(Account, person_id))
            rows = [db.session.get_one(OfficialAnswer, number) for number in order]
            versions = {row.uid: row.row_version for row in rows}
            db.session.rollback()
            start.wait()
            try:
                publish_answers(rows, versions, author=author)
            except Conflict:
                return "conflict"
            finally:
                db.session.remove()
            return "published"

    with ThreadPoolExecutor(len(people)) as pool:
        return Counter(pool.map(run, people, (ids, ids[::-1])))
