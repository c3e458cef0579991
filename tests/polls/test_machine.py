"""Walks over the life of a poll, against a plain model: by the actions, then by the pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.polls.machine import LifeOfAPoll
from tests.polls.machine_drivers import Acts, Pages
from tests.polls.machine_world import World


@pytest.fixture
def world(polls: Any) -> World:
    """Everybody, made once; each walk undoes what it did."""
    return World.made(polls)


@pytest.fixture
def walk(world: World, measured: Any, database: Any) -> Any:
    """`walk(Acts, walks=32, steps=36)`; a walk that fails is made short and printed."""

    def run(driver: Any, *, walks: int, steps: int) -> Counter[str]:
        tally: Counter[str] = Counter()
        facts = {"world": world, "driver_class": driver, "tally": tally}
        run_state_machine_as_test(
            type("Walk", (LifeOfAPoll,), facts),
            settings=settings(
                max_examples=walks,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        said = ", ".join(f"{what} {number}" for what, number in sorted(tally.items()))
        measured(f"{driver.__name__} ({database.name}) : {said}")
        return tally

    return run


def test_the_actions_do_what_the_model_says(walk, database):
    done = walk(Acts, walks=32 if database.name == "sqlite" else 20, steps=36)
    assert done["cast done"] and done["cast refused"], "the walks reached no vote"


def test_the_pages_do_what_the_model_says(walk, database):
    walk(Pages, walks=12 if database.name == "sqlite" else 3, steps=32)
