"""What the methods share: ballots checked, weights made whole, options ordered by a figure."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from council.tally.election import ASIDE, Ballot, Election, Number, Ranking, total, whole


def expressed_ballots(election: Election, kind: str) -> tuple[list[Ballot], dict[str, Any]]:
    """Return the ballots that express something of this kind, and the counts of all of them.

    Counts are `ballots`, `blank`, `abstain` and `valid`. ValueError on a ballot of another kind, of
    a weight that is not positive, or that names an option twice or an unknown one.
    """
    known = set(election.options)
    valid: list[Ballot] = []
    aside: dict[str, list[Ballot]] = {choice: [] for choice in ASIDE}
    for ballot in election.ballots:
        if ballot.count <= 0:
            raise ValueError("a ballot weighs nothing or less")
        if ballot.choice in ASIDE:
            aside[str(ballot.choice)].append(ballot)
            continue
        content = getattr(ballot, kind)
        if content is None:
            raise ValueError(f"a ballot without {kind}")
        named = _named(content, kind)
        if len(set(named)) != len(named) or not known.issuperset(named):
            raise ValueError("a ballot names an option twice or an unknown one")
        # A ballot that names nothing says nothing: it is a blank one.
        (valid if named else aside["blank"]).append(ballot)
    counts = {
        "ballots": total(election.ballots),
        "blank": total(aside["blank"]),
        "abstain": total(aside["abstain"]),
        "valid": total(valid),
    }
    return valid, counts


def _named(content: Any, kind: str) -> list[str]:
    if kind == "ranking":
        return [option for rank in content for option in rank]
    return list(content)


def whole_weights(ballots: Iterable[Ballot]) -> tuple[list[tuple[int, Ballot]], int]:
    """Return each ballot with a whole weight, and by how much all weights were multiplied."""
    listed = list(ballots)
    scale = lcm(*(Fraction(ballot.count).denominator for ballot in listed)) if listed else 1
    return [(int(ballot.count * scale), ballot) for ballot in listed], scale


def unscaled(number: int, scale: int) -> Number:
    """Return a whole weight as what it was before `whole_weights` multiplied it."""
    return number if scale == 1 else whole(Fraction(number, scale))


def by_figure(figures: Mapping[str, Number]) -> Ranking:
    """Return the options from the highest figure to the lowest, equal ones together, in order."""
    ranks: dict[Number, list[str]] = {}
    for option, figure in figures.items():
        ranks.setdefault(figure, []).append(option)
    return tuple(tuple(ranks[figure]) for figure in sorted(ranks, reverse=True))


def first_places(ranking: Ranking, seats: int) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the winners of a ranking for that many seats, those equal at the cut, the outcome.

    When the last seats fall among equals, all of them are winners and the outcome is a tie.
    """
    winners: list[str] = []
    for rank in ranking:
        if len(winners) + len(rank) > seats:
            if len(winners) < seats:
                return (*winners, *rank), rank, "tie"
            break
        winners += rank
    return tuple(winners), (), "chosen" if winners else "no_result"
