"""Many publications at once: numbers without holes, one number per decision."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from council import create_app
from council.access import Refused
from council.clock import today
from council.decisions import actions
from council.decisions.models import Decision, DecisionAct
from council.extensions import db
from council.journal.queries import first_fault
from tests import builders
from tests.cast import Cast
from tests.databases import environment
from tests.decisions.conftest import Decisions
from tests.fixtures import Builder

pytestmark = pytest.mark.slow

THREADS = 8


@pytest.fixture
def real(database, tmp_path):
    """Decisions on a database of their own, where commits are commits."""
    url = database.copy()
    app = create_app(environment(url, tmp_path / "race"))
    build = Builder(app, builders)
    yield Decisions(build, Cast(build), app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    database.drop(url)
    shutil.rmtree(tmp_path / "race", ignore_errors=True)


def publish_together(real: Decisions, decisions: list[Decision]) -> Counter[str]:
    """Publish each of these decisions in a thread of its own, all at once."""
    chair = real.viewer(real.cast.chair)
    start = Barrier(len(decisions))

    def publish(decision_id: int) -> str:
        with real.app.app_context():
            decision = db.session.get_one(Decision, decision_id)
            start.wait()
            try:
                actions.publish_decision(decision, author=chair, second_person=False)
            except Refused:
                return "refused"
            finally:
                db.session.remove()
            return "published"

    with ThreadPoolExecutor(len(decisions)) as pool:
        return Counter(pool.map(publish, [decision.id for decision in decisions]))


def references(real: Decisions) -> list[str]:
    """The numbers given, in order."""

    def read():
        return sorted(d.reference for d in db.session.scalars(db.select(Decision)) if d.reference)

    return real.build(read)


def test_numbers_have_no_hole_and_no_double(real):
    waiting = [real.adopted(title=f"Décision {number}") for number in range(THREADS)]
    assert publish_together(real, waiting) == {"published": THREADS}
    year = today().year
    assert references(real) == [f"CLL-{year}-{n:03}" for n in range(1, THREADS + 1)]
    assert real.build(first_fault) is None


def test_one_decision_is_published_once(real):
    decision = real.adopted()
    outcome = publish_together(real, [decision] * THREADS)
    assert outcome == {"published": 1, "refused": THREADS - 1}
    assert references(real) == [f"CLL-{today().year}-001"]

    def publications():
        return db.session.scalar(
            db.select(db.func.count()).where(DecisionAct.kind == "publication")
        )

    assert real.build(publications) == 1
