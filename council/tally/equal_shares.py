"""Method of equal shares on approvals, cost utility, exact; completion by raising endowments.

Every voter holds budget / voters. The affordable project whose supporters pay the least per unit of
cost (rho) is bought, again and again. `add1` raises every endowment by one unit, starts again from
nothing, and keeps the last outcome that costs no more than the budget, even when a later raise
makes a smaller purchase possible again: it does not stop at an outcome nothing can be added to.
`add1u` then buys what is still affordable by votes.

Raises that cannot change anything are passed over: along one run every decision is a comparison of
amounts that grow in proportion with the endowment, so the run tells up to which raise all of them
stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from council.tally.ballots import expressed_ballots
from council.tally.election import Count, Election, Number, total, whole

COMPLETIONS = ("add1", "add1u", "none")


@dataclass(slots=True)
class _Run:
    """What one run bought, at which raise it stops being valid, and where equals met."""

    selected: list[str]
    purchases: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    valid_to: Fraction | None


def count(
    election: Election,
    *,
    completion: str = "add1",
    minimum_support: int = 0,
    lot: tuple[str, ...] = (),
) -> Count:
    """Count approvals into a list of projects within the budget.

    Projects with fewer than `minimum_support` votes are left out. Equal projects are parted by
    more votes, then lower cost, then the lot, which is the published order by default. ValueError
    without a budget or a cost, or on a ballot of another kind or of no whole weight.
    """
    if completion not in COMPLETIONS:
        raise ValueError(f"unknown completion {completion!r}")
    budget = election.budget
    if budget is None or any(option not in election.costs for option in election.options):
        raise ValueError("equal shares need a budget and a cost for each project")
    ballots, counts = expressed_ballots(election, "approves")
    if any(Fraction(ballot.count).denominator != 1 for ballot in ballots):
        raise ValueError("a voter is a whole one")
    voters = int(total(ballots)) + int(counts["blank"])
    groups: dict[frozenset[str], int] = {}
    for ballot in ballots:
        key = ballot.approves or frozenset()
        groups[key] = groups.get(key, 0) + int(ballot.count)
    table = _Table(election, groups, voters, minimum_support, lot or election.options)
    parameters = {"completion": completion, "minimum_support": minimum_support}
    if not table.projects or not voters:
        return Count("equal_shares", counts["ballots"], selected=(), spent=0,
                     counts=counts | {"votes": table.votes}, parameters=parameters)  # fmt: skip
    run, raised = _complete(table, Fraction(budget), completion)
    selected = list(run.selected)
    added = table.greedy(Fraction(budget), selected) if completion == "add1u" else []
    spent = whole(sum((table.cost[o] for o in (*selected, *added)), Fraction(0)))
    chosen = [o for o in election.options if o in selected or o in added]
    greedy = table.greedy(Fraction(budget), [])
    return Count(
        "equal_shares",
        counts["ballots"],
        outcome="chosen" if chosen else "no_result",
        winners=tuple(chosen),
        ranking=_ranks([*selected, *added], election.options),
        rounds=tuple(run.purchases),
        selected=tuple(chosen),
        spent=spent,
        ties=tuple(run.ties),
        counts=counts
        | {
            "votes": table.votes,
            "endowment": whole(Fraction(budget) / voters + raised),
            "raised": raised,
            "added_by_votes": added,
            "greedy": [o for o in election.options if o in greedy],
            "greedy_spent": whole(sum((table.cost[o] for o in greedy), Fraction(0))),
        },
        parameters=parameters,
    )


def _ranks(bought: list[str], options: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    rest = tuple(option for option in options if option not in bought)
    first = tuple(option for option in options if option in bought)
    return tuple(rank for rank in (first, rest) if rank)


def _complete(table: "_Table", budget: Fraction, completion: str) -> tuple[_Run, int]:
    """Return the last run within the budget, and by how much each endowment was raised."""
    base = budget / table.voters
    best, raised = table.run(base), 0
    if completion == "none":
        return best, 0
    run, raise_ = best, 0
    # Once every supported project is bought, raises only buy the same again.
    while len(run.selected) < len(table.projects):
        if run.valid_to is None:
            break
        beyond = run.valid_to - base
        raise_ = max(raise_ + 1, -(-beyond.numerator // beyond.denominator))
        run = table.run(base + raise_)
        if sum(table.cost[option] for option in run.selected) > budget:
            break
        best, raised = run, raise_
    return best, raised


Line = tuple[Fraction, Fraction]


class _Table:
    """The projects with a chance, their costs and who supports them, by groups of equal ballots."""

    def __init__(
        self,
        election: Election,
        groups: Mapping[frozenset[str], int],
        voters: int,
        minimum_support: int,
        lot: tuple[str, ...],
    ):
        self.voters = voters
        self.sizes = list(groups.values())
        self.cost = {option: Fraction(election.costs[option]) for option in election.options}
        self.votes: dict[str, Number] = dict.fromkeys(election.options, 0)
        self.supporters: dict[str, list[int]] = {option: [] for option in election.options}
        for number, (approved, size) in enumerate(groups.items()):
            for option in approved:
                self.votes[option] += size
                self.supporters[option].append(number)
        self.projects = [
            option
            for option in election.options
            if self.votes[option] and self.votes[option] >= minimum_support
        ]
        place = {option: index for index, option in enumerate(lot)}
        self.preference = {
            option: (-self.votes[option], self.cost[option], place.get(option, len(place)))
            for option in self.projects
        }

    def greedy(self, budget: Fraction, bought: list[str]) -> list[str]:
        """Return what the budget still buys by number of votes, beside what is bought."""
        left = budget - sum((self.cost[option] for option in bought), Fraction(0))
        added = []
        for option in sorted(self.projects, key=self.preference.__getitem__):
            if option not in bought and self.cost[option] <= left:
                added.append(option)
                left -= self.cost[option]
        return added

    def run(self, endowment: Fraction) -> _Run:
        """Buy with this endowment; amounts are lines « a + b × raise », compared at raise 0."""
        return _Purchases(self, endowment).all()


NOTHING: Line = (Fraction(0), Fraction(0))


class _Purchases:
    """One run: what each group still holds, kept as the number of one of the lines in use."""

    def __init__(self, table: _Table, endowment: Fraction):
        self.table, self.endowment = table, endowment
        self.lines: list[Line] = [NOTHING, (endowment, Fraction(1))]
        self.held = [1] * len(table.sizes)
        self.horizon: Fraction | None = None
        self.run = _Run([], [], [], None)

    def all(self) -> _Run:
        """Buy until nothing is affordable.

        A rho never falls as others are bought: the last one known is enough to pass a project
        over while another one is cheaper.
        """
        known: dict[str, Line] = dict.fromkeys(self.table.projects, NOTHING)
        while known:
            fresh = self.cheapest(known)
            if not fresh:
                break
            option = self.choose(fresh, known)
            self.buy(option, fresh[option])
            del known[option]
        if self.horizon is not None:
            self.run.valid_to = self.endowment + self.horizon
        return self.run

    def cheapest(self, known: dict[str, Line]) -> dict[str, Line]:
        """Return what the projects that may be the cheapest ask of a supporter, rho noted.

        A project that its supporters cannot pay for never becomes affordable: it leaves `known`.
        """
        fresh: dict[str, Line] = {}
        best: Fraction | None = None
        for option in sorted(known, key=lambda o: known[o][0]):
            if best is not None and known[option][0] > best:
                break
            offer = self.offer(option)
            if offer is None:
                del known[option]
                continue
            fresh[option] = offer
            cost = self.table.cost[option]
            known[option] = (offer[0] / cost, offer[1] / cost)
            if best is None or known[option][0] < best:
                best = known[option][0]
        return fresh

    def less(self, one: Line, other: Line) -> bool:
        """Compare two lines at raise 0, and note up to which raise the answer stays."""
        gap, slope = other[0] - one[0], other[1] - one[1]
        if (gap > 0 and slope < 0) or (gap < 0 and slope > 0):
            self.note(-gap / slope)
        elif gap == 0 and slope != 0:
            # Equal now, apart as soon as endowments grow.
            self.note(Fraction(0))
        return gap > 0

    def note(self, raise_: Fraction) -> None:
        """Remember the smallest raise at which some comparison changes."""
        if self.horizon is None or raise_ < self.horizon:
            self.horizon = raise_

    def offer(self, option: str) -> Line | None:
        """Return the most that one supporter pays, None when they cannot pay together."""
        table = self.table
        sizes: dict[int, int] = {}
        for group in table.supporters[option]:
            line = self.held[group]
            sizes[line] = sizes.get(line, 0) + table.sizes[group]
        lines = sorted(sizes, key=lambda number: self.lines[number])
        for one, two in pairwise(lines):
            self.less(self.lines[one], self.lines[two])
        rich = sum(sizes.values())
        left: Line = (table.cost[option], Fraction(0))
        for number in lines:
            held, size = self.lines[number], sizes[number]
            share: Line = (left[0] / rich, left[1] / rich)
            if not self.less(held, share):
                return share
            left = (left[0] - held[0] * size, left[1] - held[1] * size)
            rich -= size
        return None

    def choose(self, fresh: dict[str, Line], known: dict[str, Line]) -> str:
        """Return the project of the smallest rho; equal ones by the declared order, noted."""
        best = min(fresh, key=lambda option: known[option][0])
        for option in known:
            if option != best:
                self.less(known[best], known[option])
        equal = [option for option in fresh if known[option][0] == known[best][0]]
        first = min(equal, key=self.table.preference.__getitem__)
        if len(equal) > 1:
            self.run.ties.append(
                {"options": equal, "chosen": first, "at": f"purchase {len(self.run.selected) + 1}"}
            )
        return first

    def buy(self, option: str, share: Line) -> None:
        """Take what each supporter pays, the whole of what they hold when it is less."""
        table = self.table
        after: dict[int, int] = {0: 0}
        payers = 0
        for group in table.supporters[option]:
            before = self.held[group]
            payers += table.sizes[group] if before else 0
            if before not in after:
                held = self.lines[before]
                if held[0] <= share[0]:
                    after[before] = 0
                else:
                    after[before] = len(self.lines)
                    self.lines.append((held[0] - share[0], held[1] - share[1]))
            self.held[group] = after[before]
        self.run.selected.append(option)
        self.run.purchases.append(
            {
                "option": option,
                "cost": whole(table.cost[option]),
                "rho": share[0] / table.cost[option],
                "pays": whole(share[0]),
                "payers": payers,
                "votes": table.votes[option],
            }
        )
