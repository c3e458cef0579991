"""Papers of a transferable vote: whom each supports among those still in, and at what value."""

from collections.abc import Iterable
from fractions import Fraction

from council.tally.election import Ballot, Number, Ranking

EQUAL_RANKS = ("split", "exhaust")
# A ranking and what all papers that carry it are worth together.
Papers = list[tuple[Ranking, Number]]


def grouped(ballots: Iterable[Ballot]) -> Papers:
    """Return the papers of these ballots, equal rankings together."""
    found: dict[Ranking, Number] = {}
    for ballot in ballots:
        ranking = ballot.ranking or ()
        found[ranking] = found.get(ranking, 0) + ballot.count
    return list(found.items())


def supported(ranking: Ranking, still_in: set[str], equal_ranks: str) -> tuple[str, ...]:
    """Return the options a paper supports now: its best rank still in, empty when exhausted.

    Several options of one rank share the paper among those still in (`split`), or exhaust it when
    that rank is reached, even if only one of them is still in (`exhaust`).
    """
    for rank in ranking:
        if len(rank) > 1 and equal_ranks == "exhaust":
            return ()
        here = tuple(option for option in rank if option in still_in)
        if here:
            return here
    return ()


def shares(value: Number, among: tuple[str, ...]) -> Number:
    """Return what each of the options that share a paper gets of its value, exactly."""
    return value if len(among) == 1 else Fraction(value) / len(among)


def last_of(
    candidates: list[str], history: list[dict[str, Number]], order: tuple[str, ...]
) -> tuple[str, list[str]]:
    """Return which of the options with the fewest votes goes, and those that only the order parts.

    Equal ones are parted by the latest earlier round in which they differed, then by the order:
    the one that comes last in it goes.
    """
    tied = candidates
    for tallies in reversed(history):
        fewest = min(tallies.get(option, 0) for option in tied)
        tied = [option for option in tied if tallies.get(option, 0) == fewest]
        if len(tied) == 1:
            return tied[0], []
    return max(tied, key=order.index), tied
