"""Single transferable vote: Droop quota, surpluses moved exactly over all transferable papers.

The quota is floor(v / (seats + 1)) + 1 over the papers that rank something. Where ballots weigh
fractions, a whole quota has no meaning: it is v / (seats + 1), which must be passed. The largest
surplus is moved first; each paper moves at its value times surplus / value of what can move, and
never gains. Equal options are parted by earlier rounds, then by the declared order.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from council.tally.ballots import expressed_ballots
from council.tally.election import Count, Election, Number, Ranking, total, whole
from council.tally.papers import EQUAL_RANKS, Papers, grouped, last_of, shares, supported


def count(
    election: Election,
    *,
    seats: int,
    equal_ranks: str = "exhaust",
    order: tuple[str, ...] = (),
) -> Count:
    """Count rankings for several seats; `order` settles what earlier rounds leave equal.

    ValueError on a ballot of another kind.
    """
    if equal_ranks not in EQUAL_RANKS:
        raise ValueError(f"unknown way with equal ranks {equal_ranks!r}")
    ballots, counts = expressed_ballots(election, "ranking")
    parameters = {"seats": seats, "equal_ranks": equal_ranks}
    if not ballots or not election.options:
        return Count("stv", counts["ballots"], counts=counts, parameters=parameters)
    voters = total(ballots)
    fractional = any(Fraction(ballot.count).denominator != 1 for ballot in ballots)
    quota = Fraction(voters, seats + 1) if fractional else Fraction(int(voters) // (seats + 1) + 1)
    held = _Count(election.options, seats, quota, fractional, equal_ranks, order)
    held.run(grouped(ballots))
    ranking = tuple((option,) for option in (*held.elected, *held.left(), *reversed(held.out)))
    return Count(
        "stv",
        counts["ballots"],
        outcome="chosen" if held.elected else "no_result",
        winners=tuple(held.elected),
        ranking=ranking,
        rounds=tuple(held.rounds),
        ties=tuple(held.ties),
        counts=counts | {"quota": whole(quota)},
        parameters=parameters,
    )


@dataclass(slots=True)
class _Count:
    """The count as it goes: who is elected, who is out, and each option's pile of papers."""

    options: tuple[str, ...]
    seats: int
    quota: Fraction
    strict: bool
    equal_ranks: str
    order: tuple[str, ...] = ()
    elected: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    exhausted: Number = 0
    piles: dict[str, dict[Ranking, Number]] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Number]] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)

    def left(self) -> list[str]:
        """Return the options neither elected nor out, in their published order."""
        settled = {*self.elected, *self.out}
        return [option for option in self.options if option not in settled]

    def tallies(self) -> dict[str, Number]:
        """Return what each option still holds."""
        return {option: whole(sum(pile.values())) for option, pile in self.piles.items()}

    def run(self, papers: Papers) -> None:
        """Hand the papers out, then elect, move surpluses and eliminate until seats are filled."""
        self.piles = {option: {} for option in self.options}
        self.hand_out(papers, set(self.options))
        while True:
            step = self.open_round()
            if len(self.elected) >= self.seats:
                return
            if len(self.left()) <= self.seats - len(self.elected):
                rest = sorted(self.left(), key=lambda option: -self.tallies()[option])
                self.elected += rest
                step["elected"] += rest
                return
            if self.pending:
                self.move_surplus(step)
            else:
                self.eliminate(step)

    def open_round(self) -> dict[str, Any]:
        """Note the tallies, and elect who has the quota, the highest first."""
        tallies = self.tallies()
        reached = [o for o in self.left() if self.reaches(tallies[o])]
        step = {"counts": tallies, "exhausted": whole(self.exhausted), "elected": [],
                "eliminated": [], "transfer": None}  # fmt: skip
        while reached and len(self.elected) < self.seats:
            best = max(tallies[option] for option in reached)
            equal = [option for option in reached if tallies[option] == best]
            first = self.first_of(equal)
            reached.remove(first)
            self.elected.append(first)
            self.pending.append(first)
            step["elected"].append(first)
        self.rounds.append(step)
        self.history.append(tallies)
        return step

    def reaches(self, tally: Number) -> bool:
        """Tell whether a tally is enough for a seat."""
        return tally > self.quota if self.strict else tally >= self.quota

    def first_of(self, equal: list[str]) -> str:
        """Return which of several equal options comes first, by earlier rounds then the order."""
        rest = list(equal)
        while len(rest) > 1:
            rest.remove(self.last_of(rest))
        return rest[0]

    def last_of(self, equal: list[str]) -> str:
        """Return which of several equal options comes last; noted when only the order says."""
        last, parted = last_of(equal, self.history, self.order or self.options)
        if parted:
            self.ties.append({"options": parted, "at": f"round {len(self.rounds)}", "last": last})
        return last

    def hand_out(self, papers: Papers, to: set[str]) -> None:
        """Give each paper to whom it supports among these; the others are exhausted."""
        for ranking, value in papers:
            here = supported(ranking, to, self.equal_ranks)
            if not here:
                self.exhausted += value
            for option in here:
                pile = self.piles[option]
                pile[ranking] = pile.get(ranking, 0) + shares(value, here)

    def move_surplus(self, step: dict[str, Any]) -> None:
        """Move the largest surplus over the papers that can move; the quota stays."""
        tallies = self.tallies()
        most = max(tallies[option] for option in self.pending)
        option = self.first_of([o for o in self.pending if tallies[o] == most])
        self.pending.remove(option)
        surplus, to = Fraction(most) - self.quota, set(self.left())
        pile = self.piles[option]
        movable = {r: v for r, v in pile.items() if supported(r, to, self.equal_ranks)}
        value = sum(movable.values(), Fraction(0))
        factor = min(Fraction(1), surplus / value) if value and surplus > 0 else Fraction(0)
        step["transfer"] = {"from": option, "surplus": whole(surplus), "factor": whole(factor)}
        if not factor:
            return
        for ranking, held in movable.items():
            pile[ranking] = held * (1 - factor)
        self.hand_out([(r, v * factor) for r, v in movable.items()], to)

    def eliminate(self, step: dict[str, Any]) -> None:
        """Put the last option out and move its papers at their value."""
        tallies = self.tallies()
        fewest = min(tallies[option] for option in self.left())
        out = self.last_of([o for o in self.left() if tallies[o] == fewest])
        self.out.append(out)
        step["eliminated"] = [out]
        papers, self.piles[out] = list(self.piles[out].items()), {}
        self.hand_out(papers, set(self.left()))
