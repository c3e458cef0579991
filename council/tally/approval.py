"""Approval: the options that most ballots approve; a tie at the cut stays a tie."""

from council.tally.ballots import (
    by_figure,
    expressed_ballots,
    first_places,
    unscaled,
    whole_weights,
)
from council.tally.election import Count, Election


def count(election: Election, *, seats: int = 1) -> Count:
    """Count approvals and choose `seats` options; an option nobody approves is never chosen.

    ValueError on a ballot of another kind.
    """
    ballots, counts = expressed_ballots(election, "approves")
    weighed, scale = whole_weights(ballots)
    scores = dict.fromkeys(election.options, 0)
    for weight, ballot in weighed:
        for option in ballot.approves or ():
            scores[option] += weight
    ranking = by_figure(scores)
    chosen = tuple(rank for rank in ranking if scores[rank[0]])
    winners, tied, outcome = first_places(chosen, seats)
    ties = ({"options": list(tied), "at": "cut"},) if tied else ()
    approvals = {option: unscaled(score, scale) for option, score in scores.items()}
    return Count(
        "approval",
        counts["ballots"],
        outcome=outcome,
        winners=winners,
        ranking=ranking,
        ties=ties,
        counts=counts | {"approvals": approvals},
        parameters={"seats": seats},
    )
