"""Pairs of options: how many voters prefer each to each other, defeats, and the sets they make."""

from collections.abc import Iterable, Mapping

from council.tally.ballots import whole_weights
from council.tally.election import Ballot

Matrix = list[list[int]]


def preferences(options: tuple[str, ...], ballots: Iterable[Ballot]) -> tuple[Matrix, int]:
    """Return V(X,Y), the weight of those who prefer X to Y, and by how much it was multiplied.

    Ranked options beat unranked ones; unranked ones are equal.
    """
    weighed, scale = whole_weights(ballots)
    groups: dict[object, int] = {}
    for weight, ballot in weighed:
        groups[ballot.ranking] = groups.get(ballot.ranking, 0) + weight
    # A row of the matrix is one big number with a field for each option: adding « all that are
    # below » to a row is then one addition, whatever the number of options.
    width = sum(groups.values()).bit_length() + 1
    unit = {option: 1 << (width * index) for index, option in enumerate(options)}
    rows = dict.fromkeys(options, 0)
    everything = sum(unit.values())
    for ranking, weight in groups.items():
        left = everything
        for rank in ranking or ():  # type: ignore[attr-defined]
            for option in rank:
                left -= unit[option]
            below = left * weight
            for option in rank:
                rows[option] += below
    mask = (1 << width) - 1
    size = range(len(options))
    return [[rows[option] >> (width * index) & mask for index in size] for option in options], scale


def reachable(edges: Mapping[int, int]) -> dict[int, int]:
    """Return what each node reaches, itself included, as a set of bits; `edges` likewise."""
    reach = {node: bits | 1 << node for node, bits in edges.items()}
    for middle in edges:
        through, bit = reach[middle], 1 << middle
        for node, bits in reach.items():
            if bits & bit:
                reach[node] = bits | through
    return reach


def schwartz(edges: Mapping[int, int]) -> list[int]:
    """Return the Schwartz set: those whom nobody reaches without being reached back."""
    reach = reachable(edges)
    return [
        node
        for node in edges
        if all(reach[node] >> other & 1 for other in edges if reach[other] >> node & 1)
    ]


def components(edges: Mapping[int, int]) -> list[frozenset[int]]:
    """Return the sets of nodes that reach one another."""
    reach = reachable(edges)
    found: dict[int, frozenset[int]] = {}
    for node in edges:
        if node not in found:
            mutual = frozenset(
                other for other in edges if reach[node] >> other & 1 and reach[other] >> node & 1
            )
            found.update(dict.fromkeys(mutual, mutual))
    return list(dict.fromkeys(found.values()))


def widest_paths(strength: Matrix) -> Matrix:
    """Return the strength of the strongest path between each pair; 0 where there is none.

    A path is as strong as its weakest step. Strengths are ranks: only their order counts.
    """
    paths = [list(row) for row in strength]
    size = range(len(paths))
    for middle in size:
        through = paths[middle]
        for start in size:
            row = paths[start]
            first = row[middle]
            if start == middle or not first:
                continue
            paths[start] = [
                old if old >= (step := first if first < second else second) else step
                for old, second in zip(row, through, strict=True)
            ]
    for node in size:
        paths[node][node] = 0
    return paths
