"""Score: the highest sum or mean of notes; what a missing note weighs is declared."""

from fractions import Fraction

from council.tally.ballots import by_figure, expressed_ballots, first_places
from council.tally.election import Count, Election, Number, total, whole

MISSING = ("ignore", "worst")


def count(election: Election, *, mean: bool = False, missing: str = "ignore") -> Count:
    """Count notes by their sum, or by their mean over the ballots that gave one.

    With `worst` a missing note is a note of 0, and the mean is over all ballots. With a mean, an
    option nobody noted is below all others. ValueError on a ballot of another kind.
    """
    if missing not in MISSING:
        raise ValueError(f"unknown policy {missing!r}")
    ballots, counts = expressed_ballots(election, "grades")
    sums: dict[str, Number] = dict.fromkeys(election.options, 0)
    noted: dict[str, Number] = dict.fromkeys(election.options, 0)
    for ballot in ballots:
        for option, note in (ballot.grades or {}).items():
            sums[option] += ballot.count * note
            noted[option] += ballot.count
    voters = total(ballots)
    means = {
        option: Fraction(sums[option]) / (voters if missing == "worst" else noted[option])
        if (voters if missing == "worst" else noted[option])
        else Fraction(-1)
        for option in election.options
    }
    ranking = by_figure(means if mean else sums)
    winners, tied, outcome = first_places(ranking, 1) if ballots else ((), (), "no_result")
    ties = ({"options": list(tied), "at": "cut"},) if tied else ()
    shown = {option: whole(means[option]) if means[option] >= 0 else None for option in means}
    return Count(
        "score",
        counts["ballots"],
        outcome=outcome,
        winners=winners,
        ranking=ranking,
        ties=ties,
        counts=counts
        | {
            "sums": {option: whole(number) for option, number in sums.items()},
            "noted": {option: whole(number) for option, number in noted.items()},
            "means": shown,
        },
        parameters={"mean": mean, "missing": missing},
    )
