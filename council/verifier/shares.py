"""Equal shares of an envelope: every raise of the endowments run again from nothing."""

import time
from fractions import Fraction

from council.verifier.options import Counted

# Beyond this time a count that needs very many raises is left out, and said to be.
MOST_SECONDS = 120


class TooLong(Exception):
    """A count that needs more time than a reader would wait for."""


def equal_shares(question, ballots, blanks, parameters, lot):
    """Count approvals into projects within the budget; amounts are exact."""
    options, costs, budget = question.options, question.costs, Fraction(question.budget)
    groups = {}
    for weight, ballot in ballots:
        key = frozenset(ballot["approves"])
        groups[key] = groups.get(key, 0) + int(weight)
    voters = sum(groups.values()) + blanks
    votes = {o: sum(n for group, n in groups.items() if o in group) for o in options}
    projects = [o for o in options if votes[o] and votes[o] >= parameters["minimum_support"]]
    if not projects or not voters:
        return Counted("no_result", [], [])
    place = {o: n for n, o in enumerate(lot or options)}
    table = (groups, costs, {o: (-votes[o], costs[o], place[o]) for o in projects})
    chosen = raised(table, projects, budget, voters, parameters["completion"])
    if parameters["completion"] == "add1u":
        left = budget - sum(costs[o] for o in chosen)
        for option in sorted(projects, key=table[2].__getitem__):
            if option not in chosen and costs[option] <= left:
                chosen = [*chosen, option]
                left -= costs[option]
    winners = [o for o in options if o in chosen]
    return Counted("chosen" if winners else "no_result", winners, [winners])


def raised(table, projects, budget, voters, completion):
    """Return what the last endowment whose purchases stay within the budget buys."""
    base, raise_, until = budget / voters, 0, time.monotonic() + MOST_SECONDS
    best = bought(table, projects, base)
    while completion != "none" and len(best) < len(projects):
        if time.monotonic() > until:
            raise TooLong
        raise_ += 1
        found = bought(table, projects, base + raise_)
        if sum(table[1][o] for o in found) > budget:
            break
        best = found
    return best


def bought(table, projects, endowment):
    """Buy the project that asks least of each supporter per euro, until none is affordable."""
    groups, costs, preference = table
    held = dict.fromkeys(groups, Fraction(endowment))
    rest, chosen = list(projects), []
    while True:
        offers = {}
        for option in rest:
            most = asked(option, groups, held, costs[option])
            if most is not None:
                offers[option] = most
        if not offers:
            return chosen
        best = min(offers[o] / costs[o] for o in offers)
        option = min(
            (o for o in offers if offers[o] / costs[o] == best), key=preference.__getitem__
        )
        for group in groups:
            if option in group:
                held[group] -= min(held[group], offers[option])
        chosen.append(option)
        rest.remove(option)


def asked(option, groups, held, cost):
    """Return the most that one supporter pays when all share a cost, None when they cannot."""
    supporters = sorted((held[g], n) for g, n in groups.items() if option in g)
    left, rich = Fraction(cost), sum(n for _, n in supporters)
    for amount, number in supporters:
        if amount * rich >= left:
            return left / rich
        left -= amount * number
        rich -= number
    return None
