"""Instant run-off: the last option goes, its papers move on, until one has more than half of them.

Half is of the papers still in, those that ran out of options left aside. Equal last options are
parted by earlier rounds, then by the declared order, which is reported.
"""

from typing import Any

from council.tally.ballots import expressed_ballots
from council.tally.election import Count, Election, Number, Ranking, whole
from council.tally.papers import EQUAL_RANKS, Papers, grouped, last_of, shares, supported


def count(
    election: Election, *, equal_ranks: str = "exhaust", order: tuple[str, ...] = ()
) -> Count:
    """Count rankings for one winner; two options that stay equal at the end are both winners.

    `order` parts the last ones where earlier rounds do not, the published order by default.
    ValueError on a ballot of another kind.
    """
    if equal_ranks not in EQUAL_RANKS:
        raise ValueError(f"unknown way with equal ranks {equal_ranks!r}")
    ballots, counts = expressed_ballots(election, "ranking")
    parameters = {"equal_ranks": equal_ranks}
    if not ballots or not election.options:
        return Count("irv", counts["ballots"], counts=counts, parameters=parameters)
    rounds, ranking, winners, ties = _rounds(
        grouped(ballots), election.options, equal_ranks, order or election.options
    )
    return Count(
        "irv",
        counts["ballots"],
        outcome="chosen" if len(winners) == 1 else "tie" if winners else "no_result",
        winners=winners,
        ranking=ranking,
        rounds=tuple(rounds),
        ties=tuple(ties),
        counts=counts,
        parameters=parameters,
    )


Rounds = tuple[list[dict[str, Any]], Ranking, tuple[str, ...], list[dict[str, Any]]]


def _rounds(papers: Papers, options: tuple[str, ...], equal_ranks: str, order: Any) -> Rounds:
    still_in = set(options)
    rounds: list[dict[str, Any]] = []
    history: list[dict[str, Number]] = []
    ties: list[dict[str, Any]] = []
    gone: list[str] = []
    piles: dict[str, Papers] = {option: [] for option in options}
    exhausted = _hand_out(papers, piles, still_in, equal_ranks)
    while True:
        tallies = {o: whole(sum(value for _, value in piles[o])) for o in options if o in still_in}
        active = sum(tallies.values())
        best = max(tallies.values())
        first = [option for option, number in tallies.items() if number == best]
        step: dict[str, Any] = {"counts": tallies, "exhausted": whole(exhausted), "eliminated": []}
        rounds.append(step)
        if 2 * best > active or len(first) == len(tallies):
            left = [option for option in tallies if option not in first]
            ordered = sorted(left, key=lambda option: -tallies[option])
            ranking = _ranks(tuple(first), ordered, tallies, gone)
            step["elected"] = first if active else []
            if len(first) > 1 and active:
                ties.append({"options": first, "at": "last_round"})
            return rounds, ranking, tuple(first) if active else (), ties
        fewest = min(tallies.values())
        last = [option for option, number in tallies.items() if number == fewest]
        out, parted = last_of(last, history, order)
        if parted:
            ties.append({"options": parted, "at": f"round {len(rounds)}", "eliminated": out})
        step["eliminated"] = [out]
        history.append(tallies)
        still_in.discard(out)
        gone.append(out)
        # Only the papers of the one that goes move on.
        exhausted += _hand_out(piles.pop(out), piles, still_in, equal_ranks)


def _ranks(
    first: tuple[str, ...], left: list[str], tallies: dict[str, Number], gone: list[str]
) -> Ranking:
    ranks: list[tuple[str, ...]] = [first]
    for option in left:
        if ranks[1:] and tallies[ranks[-1][0]] == tallies[option]:
            ranks[-1] = (*ranks[-1], option)
        else:
            ranks.append((option,))
    return (*ranks, *((option,) for option in reversed(gone)))


def _hand_out(
    papers: Papers, piles: dict[str, Papers], still_in: set[str], equal_ranks: str
) -> Number:
    """Put each paper on the piles it supports; return what the exhausted ones are worth."""
    exhausted: Number = 0
    for ranking, value in papers:
        here = supported(ranking, still_in, equal_ranks)
        if not here:
            exhausted += value
            continue
        part = shares(value, here)
        for option in here:
            piles[option].append((ranking, part))
    return exhausted
