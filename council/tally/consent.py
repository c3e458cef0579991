"""Consent: adopted unless a reasoned objection stays open; reservations do not stop a proposal."""

from council.tally.election import ASIDE, Count, Election, total

CHOICES = ("consent", "reservation", "aside", "objection")
# An objection that was closed: its voter took part, and nothing stops the proposal any more.
CLOSED = "closed"


def count(election: Election) -> Count:
    """Count a vote by consent; objections that were closed are counted apart.

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
    closed = total(b for b in election.ballots if b.choice == CLOSED)
    if any(b.choice not in counts and b.choice != CLOSED for b in election.ballots):
        raise ValueError("a ballot with another choice")
    ballots = total(election.ballots)
    outcome = "discussion" if found["objection"] else "adopted"
    if not ballots and method == "consent":
        outcome = "no_result"
    if closed:
        found[CLOSED] = closed
    return Count(method, ballots, outcome=outcome, counts={"ballots": ballots, **found})
