"""How long counting takes, on made-up ballots, and beside another library on the same ones."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from schulze_condorcet import schulze_evaluate

from council.tally import equal_shares, irv, majority_judgment, ranked
from council.tally.election import Ballot, Election


def seconds(what: str, run: Callable[[], Any]) -> float:
    """Print and return how long something takes."""
    start = time.perf_counter()
    run()
    taken = time.perf_counter() - start
    print(f"{what:64} {taken:8.2f} s")
    return taken


def rankings(draw: random.Random, options: tuple[str, ...], count: int) -> list[Ballot]:
    """Return ballots that rank some of the options, in no particular order."""
    return [
        Ballot(1, ranking=tuple((o,) for o in draw.sample(options, draw.randint(1, len(options)))))
        for _ in range(count)
    ]


def measure() -> None:
    """Print every figure."""
    draw = random.Random(20261126)
    hundred = tuple(f"o{number}" for number in range(100))
    different = Election(hundred, tuple(rankings(draw, hundred, 20_000)))
    seconds("ranked, 100 options, 20,000 different ballots", lambda: ranked.count(different))
    repeated = Election(hundred, different.ballots[:200] * 100)
    seconds("ranked, 100 options, 200 ballots 100 times", lambda: ranked.count(repeated))
    _beside(draw)
    twelve = hundred[:12]
    papers = Election(twelve, tuple(rankings(draw, twelve, 254_016)))
    seconds("irv, 12 options, 254,016 ballots", lambda: irv.count(papers))
    grades = tuple("0123456")
    many = {o: tuple(draw.randrange(10**10) for _ in grades) for o in hundred}
    most = max(sum(tally) for tally in many.values())
    even = {o: (t[0] + most - sum(t), *t[1:]) for o, t in many.items()}
    judged = Election(hundred, grades=grades, tallies=even)
    seconds(f"majority judgment, 100 options, {most:.1e} voters",
            lambda: majority_judgment.count(judged))  # fmt: skip
    _shares(draw)


def _beside(draw: random.Random) -> None:
    options = tuple("abcdefghijklmnopqrst")
    ballots = [
        Ballot(1, ranking=tuple((o,) for o in draw.sample(options, len(options))))
        for _ in range(2_000)
    ]
    texts = [">".join(rank[0] for rank in ballot.ranking or ()) for ballot in ballots]
    election = Election(options, tuple(ballots))
    ours = seconds("ranked, 20 options, 2,000 ballots", lambda: ranked.count(election))
    theirs = seconds("  the same by schulze-condorcet", lambda: schulze_evaluate(texts, options))
    print(f"  ratio schulze-condorcet / ours: {theirs / ours:.1f}")


def _shares(draw: random.Random) -> None:
    projects = tuple(f"p{number}" for number in range(64))
    costs = {project: draw.randint(2, 60) * 1000 for project in projects}
    liked = [draw.random() ** 2 + 0.05 for _ in projects]
    ballots = tuple(
        Ballot(1, approves=frozenset(draw.choices(projects, liked, k=draw.randint(1, 8))))
        for _ in range(6_586)
    )
    budget = Election(projects, ballots, costs=costs, budget=600_000)
    for completion in ("none", "add1"):
        seconds(
            f"equal shares, 6,586 voters, 64 projects, exact, {completion}",
            lambda completion=completion: equal_shares.count(budget, completion=completion),
        )
    _beside_pabutools(budget)


# Seconds that pabutools 1.2.3 took with fractions of gmpy2 on two city elections, when our method
# was chosen: 2,553 voters and 22 projects, 6,586 voters and 64 projects, each with completion.
PUBLISHED = (1.4, 3.9)


def _beside_pabutools(budget: Election) -> None:
    """Count the same election by pabutools where it is installed, which no test or run needs."""
    try:
        from pabutools import election as theirs
        from pabutools import fractions
        from pabutools.rules import method_of_equal_shares
    except ImportError:
        low, high = PUBLISHED
        print(f"  pabutools is not installed; elsewhere it took {low} to {high} s, exactly")
        return
    fractions.FRACTION = fractions.GMPY_FRAC
    projects = {name: theirs.Project(name, cost) for name, cost in budget.costs.items()}
    instance = theirs.Instance(projects.values(), budget_limit=budget.budget)
    profile = theirs.ApprovalMultiProfile(
        [
            theirs.FrozenApprovalBallot(projects[name] for name in ballot.approves or ())
            for ballot in budget.ballots
        ]
    )
    chosen: list[set[str]] = []

    def count() -> None:
        found = method_of_equal_shares(instance, profile, sat_class=theirs.Cost_Sat)
        chosen.append({project.name for project in found})

    ours = seconds("  ours, no completion", lambda: equal_shares.count(budget, completion="none"))
    taken = seconds("  the same by pabutools, exact, no completion", count)
    same = set(equal_shares.count(budget, completion="none").winners) == chosen[0]
    print(
        f"  ratio pabutools / ours: {taken / ours:.1f}; {'the same' if same else 'other'} projects"
    )
