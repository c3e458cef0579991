"""Ranked votes: the Debian constitution 1.9, A.5, step by step on the matrix of duels."""

from fractions import Fraction

from council.verifier.faults import exact
from council.verifier.options import Counted


def duels(options, ballots):
    """Return V(X, Y): how many prefer X to Y, ranked options before those left out."""
    found = {(a, b): Fraction(0) for a in options for b in options}
    for weight, ballot in ballots:
        rank = {o: n for n, group in enumerate(ballot["ranking"]) for o in group}
        last = len(ballot["ranking"])
        for a in options:
            for b in options:
                if rank.get(a, last) < rank.get(b, last):
                    found[a, b] += weight
    return found


def ranked(options, ballots, parameters, discussion):
    """Count rankings; with a default option, each other one must be preferred to it enough."""
    default = discussion if parameters["default_option"] else None
    matrix = duels(options, ballots)
    left = [
        o
        for o in options
        if o == default or default is None or stands(matrix, o, default, parameters)
    ]
    if not ballots:
        return Counted("chosen" if default else "no_result", [default] if default else [], [])
    winners = last_ones(matrix, left)
    gone = [o for o in options if o not in left]
    order = schulze(matrix, left) + schulze(matrix, gone)
    return Counted("chosen" if len(winners) == 1 else "tie", winners, order)


def stands(matrix, option, default, parameters):
    """Say whether an option passes the quorum and the majority tests against the default one."""
    number, against = matrix[option, default], matrix[default, option]
    ratio = exact(parameters["majority"])
    return number >= parameters["quorum"] and number >= ratio * against and number > against


def last_ones(matrix, left):
    """Drop the weakest defeats inside the Schwartz set until none is left in it."""
    defeats = {
        (a, b): (matrix[a, b], -matrix[b, a])
        for a in left
        for b in left
        if matrix[a, b] > matrix[b, a]
    }
    while True:
        left = schwartz_set(left, defeats)
        defeats = {pair: s for pair, s in defeats.items() if pair[0] in left and pair[1] in left}
        if not defeats:
            return left
        weakest = min(defeats.values())
        defeats = {pair: s for pair, s in defeats.items() if s != weakest}


def schwartz_set(left, defeats):
    """Return those whom nobody defeats, even through others, without being defeated back."""
    reach = {a: {b for x, b in defeats if x == a} for a in left}
    for middle in left:
        for a in left:
            if middle in reach[a]:
                reach[a] = reach[a] | reach[middle]
    return [a for a in left if all(b in reach[a] for b in left if a in reach[b])]


def schulze(matrix, left):
    """Return the Schulze order: winning votes, then smaller opposition; even pairs weakest."""
    strength = {}
    for a in left:
        for b in left:
            if a != b and matrix[a, b] >= matrix[b, a]:
                won = matrix[a, b] > matrix[b, a]
                strength[a, b] = (1, matrix[a, b], -matrix[b, a]) if won else (0, 0, 0)
    for middle in left:
        for a in left:
            for b in left:
                through = (strength.get((a, middle)), strength.get((middle, b)))
                if a != b and None not in through:
                    known = strength.get((a, b))
                    if known is None or min(through) > known:
                        strength[a, b] = min(through)
    order, rest, nothing = [], list(left), (-1, 0, 0)
    while rest:
        best = [
            a
            for a in rest
            if all(strength.get((a, b), nothing) >= strength.get((b, a), nothing) for b in rest)
        ]
        order.append(best)
        rest = [a for a in rest if a not in best]
    return order
