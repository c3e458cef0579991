"""Several people answer one request at the same moment: one answer is published, nobody fails."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from council.accounts.links import link_path
from council.extensions import db
from council.journal.queries import first_fault
from council.requests.models import Answer, Request
from council.requests.models_links import PendingAnswer, RequestInvitation
from council.requests.queries_links import expiry_of
from council.requests.steps import AnswerContent
from council.requests.steps_links import keep_pending
from tests import builders
from tests.cast import Cast
from tests.fixtures import Browser, Builder

pytestmark = pytest.mark.slow
PEOPLE = 10


@pytest.fixture
def scene(serve):
    """An application on a database of its own, with a request and its software's maintainer."""
    live = serve(servers=0, worker=False)
    live.app.test_client_class = Browser
    build = Builder(live.app, builders)
    cast = Cast(build)
    assert cast.maintainer
    asked = build.request(build.need(cast.administration), cast.software)
    return live.app, build, cast, asked


def invite(asked: Request, answers: int) -> list[str]:
    """Send the request by mail, answer it that often; return the links that confirm."""
    row = db.session.get_one(Request, asked.id)
    invitation = RequestInvitation(
        request_id=row.id, email="a@amont.invalid", expires_on=expiry_of(row.due_on)
    )
    db.session.add(invitation)
    db.session.flush()
    pending = [
        keep_pending(invitation, AnswerContent("no", text=f"Non, {number}."), signed_as="")
        for number in range(answers)
    ]
    return [str(link_path("confirm-answer", one.id)) for one in pending]


def together(requests) -> Counter[int]:
    """Make these requests at once, each by a client of its own; count the statuses."""
    barrier, statuses = threading.Barrier(len(requests)), Counter()

    def run(client, path, data):
        barrier.wait()
        statuses[client.post(path, data=data).status_code] += 1

    threads = [threading.Thread(target=run, args=one) for one in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def count(model) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def test_of_many_confirmations_one_publishes(scene):
    app, build, _cast, asked = scene
    links = build(invite, asked, PEOPLE)
    statuses = together([(app.test_client(), link, {}) for link in links])
    assert set(statuses) <= {200, 409}
    assert sum(statuses.values()) == PEOPLE
    assert build(count, Answer) == 1
    assert build(lambda: db.session.scalar(
        db.select(db.func.count()).where(PendingAnswer.answer_id.is_not(None))
    )) == 1  # fmt: skip
    assert build(first_fault) is None


def test_one_link_followed_many_times_at_once_publishes_once(scene):
    app, build, _cast, asked = scene
    (link,) = build(invite, asked, 1)
    statuses = together([(app.test_client(), link, {}) for _ in range(PEOPLE)])
    assert set(statuses) <= {200, 409}
    assert build(count, Answer) == 1


def test_a_link_and_an_account_at_once_leave_one_answer(scene):
    app, build, cast, asked = scene
    links = build(invite, asked, PEOPLE // 2)
    account = app.test_client().sign_in(cast.maintainer)
    answer = {"choice": "would_accept", "row_version": "1"}
    requests = [(app.test_client(), link, {}) for link in links]
    requests.append((account, f"/demandes/{asked.reference}/repondre", answer))
    statuses = together(requests)
    assert set(statuses) <= {200, 303, 409, 422}
    assert build(count, Answer) == 1
    assert build(first_fault) is None
