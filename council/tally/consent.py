"""Consent: adopted unless a reasoned objection stays open; reservations do not stop a proposal."""

from council.tally.election import ASIDE, Count, Election, total

CHOICES = ("consent", "reservation", "aside", "objection")


def count(election: Election) -> Count:
    """Count a vote by consent; objections that were closed are not in the ballots any more.

    `outcome` is adopted, discussion while an objection is open, no_result when nobody answered.
    ValueError on another choice.
    """
    return count_objections(election, "consent", CHOICES)


def count_objections(election: Election, method: str, choices: tuple[str, ...]) -> Count:
    """Count choices of which one objection stops the proposal; ValueError on another choice."""
    counts = dict.fromkeys((*choices, *ASIDE), 0)
    found: dict[str, object] = dict(counts)
    for choice in counts:
        found[choice] = total(b for b in election.ballots if b.choice == choice)
    if any(ballot.choice not in counts for ballot in election.ballots):
        raise ValueError("a ballot with another choice")
    ballots = total(election.ballots)
    outcome = "discussion" if found["objection"] else "adopted"
    if not ballots and method == "consent":
        outcome = "no_result"
    return Count(method, ballots, outcome=outcome, counts={"ballots": ballots, **found})
