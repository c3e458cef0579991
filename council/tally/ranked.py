"""Ranked: the count of the Debian constitution 1.9, A.5, and the Schulze order it belongs to.

A defeat is stronger with more winning votes, then with a smaller opposition.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from council.tally.ballots import expressed_ballots, unscaled
from council.tally.election import Count, Dropped, Election, Number, Ranking
from council.tally.pairwise import Matrix, components, preferences, schwartz, widest_paths

Strength = tuple[int, int]


def count(
    election: Election,
    *,
    default_option: str | None = None,
    quorum: Number = 0,
    majority: Fraction | None = None,
) -> Count:
    """Count rankings and explain the result.

    With a default option, the others must be preferred to it by `quorum` voters, and by `majority`
    times (1 when None) as many as prefer it, and by more of them. ValueError when the default
    option is not one of the options, or on a ballot of another kind.
    """
    if default_option is not None and default_option not in election.options:
        raise ValueError("the default option is not one of the options")
    ballots, counts = expressed_ballots(election, "ranking")
    matrix, scale = preferences(election.options, ballots)
    ratio = Fraction(1) if majority is None else majority
    dropped: tuple[Dropped, ...] = ()
    if default_option is not None:
        tested = _test(election.options, matrix, scale, default_option, quorum, ratio)
        dropped = tuple(tested)
    out = {drop.option for drop in dropped}
    left = [n for n, option in enumerate(election.options) if option not in out]
    rounds, last = _reduce(election.options, left, matrix, scale)
    order, paths = _order(election.options, matrix, left)
    winners = tuple(election.options[n] for n in last)
    parameters = {"default_option": default_option, "quorum": quorum, "majority": ratio}
    outcome = "chosen" if len(winners) == 1 else "tie"
    if not ballots:
        # With nobody's preference, only a default option stands.
        outcome = "chosen" if default_option is not None else "no_result"
    nothing = outcome == "no_result"
    return Count(
        "ranked",
        counts["ballots"],
        outcome=outcome,
        winners=() if nothing else winners,
        ranking=order,
        dropped=dropped,
        pairwise=tuple(tuple(unscaled(v, scale) for v in row) for row in matrix),
        pairwise_options=election.options,
        rounds=tuple(rounds),
        ties=({"options": list(winners), "at": "first"},) if outcome == "tie" else (),
        counts=counts | {"paths": paths},
        parameters=parameters if default_option is not None else {},
    )


def _test(
    options: tuple[str, ...],
    matrix: Matrix,
    scale: int,
    default: str,
    quorum: Number,
    ratio: Fraction,
) -> Iterator[Dropped]:
    """Yield the options that fail the quorum test, then those that fail the majority test."""
    d = options.index(default)
    for n, option in enumerate(options):
        if n == d:
            continue
        for_, against = matrix[n][d], matrix[d][n]
        figures = {"for": unscaled(for_, scale), "against": unscaled(against, scale)}
        if figures["for"] < quorum:
            yield Dropped(option, "quorum", figures | {"needed": quorum})
        elif for_ < ratio * against or for_ <= against:
            yield Dropped(option, "majority", figures | {"ratio": ratio})


def _defeats(matrix: Matrix, nodes: list[int]) -> dict[tuple[int, int], Strength]:
    """Return each defeat among these options with its strength, comparable with others."""
    return {
        (a, b): (matrix[a][b], -matrix[b][a])
        for a in nodes
        for b in nodes
        if matrix[a][b] > matrix[b][a]
    }


def _edges(nodes: list[int], defeats: Any) -> dict[int, int]:
    edges = dict.fromkeys(nodes, 0)
    for a, b in defeats:
        if a in edges and b in edges:
            edges[a] |= 1 << b
    return edges


def _reduce(
    options: tuple[str, ...], nodes: list[int], matrix: Matrix, scale: int
) -> tuple[list[dict[str, Any]], list[int]]:
    """Drop the weakest defeats inside the Schwartz set, equal ones together, until none is left."""
    defeats = _defeats(matrix, nodes)
    rounds: list[dict[str, Any]] = []
    while True:
        nodes = schwartz(_edges(nodes, defeats))
        inside = {
            pair: strength
            for pair, strength in defeats.items()
            if pair[0] in nodes and pair[1] in nodes
        }
        rounds.append({"schwartz": [options[n] for n in nodes], "dropped": []})
        if not inside:
            return rounds, nodes
        levels = sorted(set(inside.values()))
        gone = set(levels[: _first_split(nodes, inside, levels)])
        weakest = sorted((s, pair) for pair, s in inside.items() if s in gone)
        rounds[-1]["dropped"] = [
            {
                "winner": options[a],
                "loser": options[b],
                "for": unscaled(s[0], scale),
                "against": unscaled(-s[1], scale),
            }
            for s, (a, b) in weakest
        ]
        defeats = {pair: s for pair, s in inside.items() if s not in gone}


def _first_split(
    nodes: list[int], inside: Mapping[tuple[int, int], Strength], levels: list[Strength]
) -> int:
    """Return how many of the weakest levels go before the set changes.

    Defeats are dropped level by level; until a set of options that beat one another in circles
    falls apart the Schwartz set is the same, so those steps are made at once.
    """

    def parts(kept: int) -> int:
        strong = set(levels[kept:])
        return len(components(_edges(nodes, [p for p, s in inside.items() if s in strong])))

    whole, low, high = parts(0), 1, len(levels)
    while low < high:
        middle = (low + high) // 2
        if parts(middle) > whole:
            high = middle
        else:
            low = middle + 1
    return low


def _order(
    options: tuple[str, ...], matrix: Matrix, left: list[int]
) -> tuple[Ranking, dict[str, Any]]:
    """Return the Schulze order, what was dropped after what was not, and the path strengths."""
    everything = list(range(len(options)))
    gone = [n for n in everything if n not in left]
    ranks: list[tuple[str, ...]] = []
    shown: dict[str, Any] = {}
    for nodes in (left, gone):
        defeats = _defeats(matrix, nodes)
        # An even pair is weaker than any defeat and stronger than a lost one, as in Schulze's
        # definition; a lost pair carries no path.
        levels = {s: rank for rank, s in enumerate(sorted(set(defeats.values())), 2)}
        strength = [
            [
                levels[defeats[a, b]] if (a, b) in defeats else int(_even(matrix, a, b))
                for b in nodes
            ]
            for a in nodes
        ]
        paths = widest_paths(strength)
        if nodes is left:
            shown = {"options": [options[n] for n in nodes], "matrix": paths}
        ranks += _layers([options[n] for n in nodes], paths)
    return tuple(ranks), shown


def _even(matrix: Matrix, a: int, b: int) -> bool:
    return a != b and matrix[a][b] == matrix[b][a]


def _layers(options: list[str], paths: Matrix) -> list[tuple[str, ...]]:
    """Return the options that no remaining one beats by a stronger path, then the next ones."""
    remaining = list(range(len(options)))
    ranks = []
    while remaining:
        best = [n for n in remaining if all(paths[n][m] >= paths[m][n] for m in remaining)]
        ranks.append(tuple(options[n] for n in best))
        remaining = [n for n in remaining if n not in best]
    return ranks
