"""The forty real needs imported, and the judged lists among them: what the program itself finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from council.exchange.actions import import_rows
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.exchange.readers import read_bytes
from council.extensions import db
from council.needs.models import Need
from council.needs.models_pairs import SimilarPair
from council.needs.queries_pairs import to_scan
from council.organizations.viewer import SECRETARIAT_READER
from council.search.indexer import rebuild
from council.search.jobs import look_for_pairs
from council.search.likeness import Statement
from council.search.similar import similar_needs
from council.software.models import Software
from tests.similarity import calls, pairs

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = pytest.mark.data


@pytest.fixture
def real(app):
    """The real catalogue and the real needs, imported."""
    for name, file in (("software", "sill-2022-05.json"), ("needs", "needs.csv")):
        path = DATA / file
        if not path.exists():
            pytest.skip(f"{file} n’est pas à côté du projet")
        with app.app_context():
            sheet = KINDS[name].read(read_bytes(path))
            rows, errors = prepare(KINDS[name], sheet)
            assert not errors
            import_rows(KINDS[name], rows, sha256=sheet.sha256, operator=None)
    return app


def said(measured, name, right, wrong, asked):
    """Print precision and recall, and return them."""
    recall, precision = right / asked, right / max(1, right + wrong)
    measured(f"similar needs, {name}: precision {precision:.2f}, recall {recall:.2f}")
    return precision, recall


def _shown(title, name):
    """Say whether the call of that software is among those shown for a title."""
    found = similar_needs(Statement(title), SECRETARIAT_READER)
    held = select(Software.name).where(
        Software.id.in_([line.need.record.software_id for line in found])
    )
    return name in db.session.scalars(held).all()


def test_a_title_finds_the_real_call_that_it_repeats(real, measured):
    with real.app_context():
        rebuild()
        right = sum(_shown(title, name) for name, title in calls.TRUE)
        wrong = sum(_shown(title, name) for name, title in calls.FALSE)
    precision, recall = said(measured, "against 40 real calls", right, wrong, len(calls.TRUE))
    assert recall >= 0.7 and precision >= 0.85


def _filed(build, bodies, titles):
    return [
        tuple(build.need(body, title=title).id for body, title in zip(bodies, pair, strict=True))
        for pair in titles
    ]


def test_judged_pairs_are_found_among_the_real_needs(real, build, cast, measured):
    bodies = cast.administration, build.organization("Office inventé")
    true, false = _filed(build, bodies, pairs.TRUE), _filed(build, bodies, pairs.FALSE)
    judged = {number for pair in (*true, *false) for number in pair}

    def scan():
        rebuild()
        while to_scan(1):
            look_for_pairs()
        rows = db.session.execute(select(SimilarPair.low_id, SimilarPair.high_id))
        return {tuple(row) for row in rows}

    found = build(scan)
    right = len(found & {tuple(sorted(pair)) for pair in true})
    wrong = len(found & {tuple(sorted(pair)) for pair in false})
    precision, recall = said(measured, "pairs filed among 40 real", right, wrong, len(true))
    beside = [pair for pair in found if not judged & set(pair)]
    measured(f"pairs proposed among the 40 real needs themselves: {len(beside)}")
    assert recall >= 0.85 and precision >= 0.85
    assert len(beside) <= 8
    assert build(lambda: db.session.scalar(db.select(db.func.count(Need.id)))) == 40 + len(judged)
