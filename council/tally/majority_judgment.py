"""Majority judgment: the best median grade, ties broken by taking one median away at a time.

The median is the lower one. Taking medians away one by one visits the sorted grades from the middle
outwards, in the same order for every option graded by as many voters: two options compare by the
first place, in that order, where their grades differ. It is found from tallies alone, whatever the
number of voters (Balinski and Laraki, majority value).
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from math import lcm
from typing import Any

from council.tally.ballots import expressed_ballots, unscaled, whole_weights
from council.tally.election import Count, Election, Ranking

MISSING = ("worst", "median", "normalize")
Tally = tuple[int, ...]


def count(election: Election, *, missing: str = "worst") -> Count:
    """Count grades, or the tallies the election gives, and rank the options.

    A missing grade is the worst one, or the median of those given, or (`normalize`) each option is
    judged by the voters who graded it, in proportion. An option that nobody graded is judged the
    worst. ValueError on a ballot of another kind or a grade that has no name.
    """
    if missing not in MISSING:
        raise ValueError(f"unknown policy {missing!r}")
    given, voters, scale, counts = _tallies(election)
    parameters = {"missing": missing, "grades": election.grades}
    if not voters or not election.options:
        return Count("majority_judgment", 0 if election.tallies else counts["ballots"],
                     counts=counts, parameters=parameters)  # fmt: skip
    whole_ = {option: _complete(tally, voters, missing) for option, tally in given.items()}
    common = lcm(*(sum(tally) for tally in whole_.values()))
    even = {o: tuple(n * (common // sum(t)) for n in t) for o, t in whole_.items()}
    ranking = _ranking(even)
    winners = ranking[0]
    shown = {o: [unscaled(number, scale) for number in tally] for o, tally in whole_.items()}
    return Count(
        "majority_judgment",
        counts["ballots"],
        outcome="chosen" if len(winners) == 1 else "tie",
        winners=winners,
        ranking=ranking,
        medians={option: median(tally) for option, tally in even.items()},
        rounds=tuple(_steps(ranking, even)),
        ties=({"options": list(winners), "at": "first"},) if len(winners) > 1 else (),
        counts=counts | {"tallies": shown},
        parameters=parameters,
    )


def median(tally: Tally) -> int:
    """Return the lower median grade of a tally that is not empty."""
    place, seen = (sum(tally) - 1) // 2, 0
    for grade, number in enumerate(tally):
        seen += number
        if place < seen:
            return grade
    raise ValueError("an empty tally has no median")


def _tallies(election: Election) -> tuple[dict[str, Tally], int, int, dict[str, Any]]:
    """Return the grades given to each option, how many voters there are, their scale, counts."""
    if election.tallies is not None:
        read = {option: tuple(election.tallies[option]) for option in election.options}
        voters = max((sum(tally) for tally in read.values()), default=0)
        return read, voters, 1, {"ballots": voters, "valid": voters, "blank": 0, "abstain": 0}
    ballots, counts = expressed_ballots(election, "grades")
    weighed, scale = whole_weights(ballots)
    given = {option: [0] * len(election.grades) for option in election.options}
    for weight, ballot in weighed:
        for option, grade in (ballot.grades or {}).items():
            if not 0 <= grade < len(election.grades):
                raise ValueError(f"grade {grade!r} has no name")
            given[option][grade] += weight
    voters = sum(weight for weight, _ in weighed)
    return {option: tuple(tally) for option, tally in given.items()}, voters, scale, counts


def _complete(tally: Tally, voters: int, missing: str) -> Tally:
    graded = sum(tally)
    if not graded:
        return (voters, *tally[1:])
    if missing == "normalize":
        return tally
    at = 0 if missing == "worst" else median(tally)
    return tuple(n + (voters - graded if grade == at else 0) for grade, n in enumerate(tally))


def _ranking(tallies: Mapping[str, Tally]) -> Ranking:
    ordered = sorted(tallies, key=cmp_to_key(lambda a, b: compare(tallies[b], tallies[a])[0]))
    ranks: list[list[str]] = []
    for option in ordered:
        if ranks and compare(tallies[ranks[-1][0]], tallies[option])[0] == 0:
            ranks[-1].append(option)
        else:
            ranks.append([option])
    order = list(tallies)
    return tuple(tuple(sorted(rank, key=order.index)) for rank in ranks)


def compare(one: Tally, other: Tally) -> tuple[int, int]:
    """Compare two tallies of as many voters: 1, 0 or -1, and after how many medians taken away.

    The sorted grades are two staircases: between two steps both are level, so only the ends of the
    stretches where they differ have to be looked at.
    """
    voters = sum(one)
    middle = (voters - 1) // 2
    found: tuple[int, int] | None = None
    for start, end, a, b in _stretches(one, other):
        if a == b:
            continue
        # The place of the stretch that is visited first is the nearest to the middle.
        nearest = min(max(middle, start), end - 1)
        visit = _visit(nearest, voters)
        if found is None or visit < found[0]:
            found = visit, 1 if a > b else -1
    return (0, voters) if found is None else (found[1], found[0])


def _stretches(one: Tally, other: Tally) -> list[tuple[int, int, int, int]]:
    """Return the stretches of places where both grades are constant: start, end, both grades."""
    steps: list[tuple[int, int, int, int]] = []
    place, a, b = 0, 0, 0
    left_a, left_b = one[0], other[0]
    total = sum(one)
    while place < total:
        while not left_a:
            a += 1
            left_a = one[a]
        while not left_b:
            b += 1
            left_b = other[b]
        length = min(left_a, left_b)
        steps.append((place, place + length, a, b))
        place, left_a, left_b = place + length, left_a - length, left_b - length
    return steps


def _visit(place: int, voters: int) -> int:
    """Return when a place of the sorted grades is visited, 0 for the lower median.

    With an odd number of voters the next one is just below, then just above; with an even number
    just above, then just below.
    """
    middle = (voters - 1) // 2
    distance = place - middle
    if distance == 0:
        return 0
    below_first = voters % 2 == 1
    first = (distance < 0) == below_first
    return 2 * abs(distance) - (1 if first else 0)


def _steps(ranking: Ranking, tallies: Mapping[str, Tally]) -> list[dict[str, Any]]:
    """Say for each option and the next one what parts them."""
    found = []
    for better, worse in pairwise(ranking):
        one, other = tallies[better[0]], tallies[worse[0]]
        voters = sum(one)
        found.append(
            {
                "better": list(better),
                "worse": list(worse),
                "medians": [median(one), median(other)],
                "after_share": Fraction(compare(one, other)[1], voters),
                "better_above": Fraction(sum(one[median(one) + 1 :]), voters),
                "better_below": Fraction(sum(one[: median(one)]), voters),
                "worse_above": Fraction(sum(other[median(other) + 1 :]), voters),
                "worse_below": Fraction(sum(other[: median(other)]), voters),
            }
        )
    return found
