"""Lazy consensus: adopted at the deadline unless somebody objects; one objection stops it."""

from dataclasses import replace

from council.tally.consent import count_objections
from council.tally.election import Count, Election

ON_OBJECTION = ("discussion", "motion")


def count(election: Election, *, on_objection: str = "discussion") -> Count:
    """Count objections; silence adopts. `on_objection` says what follows one.

    ValueError on another choice.
    """
    if on_objection not in ON_OBJECTION:
        raise ValueError(f"unknown way {on_objection!r}")
    counted = count_objections(election, "lazy_consensus", ("objection",))
    return replace(counted, parameters={"on_objection": on_objection})
