"""Two links drawn at once never make a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from council.extensions import db
from council.organizations.queries import viewer_for
from council.software.actions_bases import add_base
from council.software.models import Software
from council.transactions import Invalid
from tests import builders
from tests.cast import Cast
from tests.fixtures import Builder

pytestmark = pytest.mark.slow


def test_two_links_at_once_make_no_circle(serve):
    live = serve(servers=0, worker=False)
    app = live.app
    build = Builder(app, builders)
    author = Cast(build).secretariat
    for number in range(5):
        pair = [build.software(f"{side} {number}").id for side in ("Envers", "Endroit")]
        barrier = Barrier(2)

        def draw(ids, barrier=barrier):
            with app.app_context():
                upper, lower = (db.session.get_one(Software, each) for each in ids)
                viewer = viewer_for(author)
                barrier.wait()
                try:
                    add_base(upper, str(lower.reference), author=viewer)
                except Invalid:
                    return False
                return True

        with ThreadPoolExecutor(2) as pool:
            drawn = list(pool.map(draw, (pair, pair[::-1])))
        assert sorted(drawn) == [False, True]
