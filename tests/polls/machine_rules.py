"""What walks draw: rules of vote with all that a count looks at, people, moments, ballots."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.polls.machine_world import HOUR, LATE, PEOPLE, SEATS

THRESHOLDS = st.sampled_from(
    [
        {"share": "1/2", "strict": True},
        {"share": "3/5", "strict": False},
        {"share": "2/3", "strict": True},
        {"share": "3/4", "strict": False},
        {"share": "1", "strict": False},
    ]
)
SHARES = st.sampled_from(["1/4", "1/3", "1/2", "2/3", "1"])
READERS = ["roll", "secretariat", "chair", "council", "endorser"]
WEIGHTS = {
    "single": [("1", "1"), ("1", "1"), ("1", "0"), ("0", "1")],
    "weighted": [("1", "2"), ("1/3", "2/3"), ("3", "1"), ("1", "1"), ("1/2", "0")],
    "concurrent": [("1", "1"), ("1", "1"), ("1", "0")],
}
# Ties are rare in a walk: the rule that splits evenly on for and against is drawn more often.
TIES = ["casting_vote", "casting_vote", "no_decision", "rejected"]


@st.composite
def colleges(draw: Any, mode: str, quorum: str) -> list[dict[str, Any]]:
    """One or two colleges, with a quorum and a threshold of their own where the mode has them."""
    weights = draw(st.sampled_from(WEIGHTS[mode]))
    found: list[dict[str, Any]] = []
    for key, weight in zip(("ecosysteme", "administrations"), weights, strict=True):
        college: dict[str, Any] = {"key": key, "weight": weight}
        if weight != "0" and quorum == "per_college" and draw(st.booleans()):
            college["quorum"] = draw(SHARES)
        if weight != "0" and mode == "concurrent" and draw(st.booleans()):
            college["threshold"] = draw(THRESHOLDS)
        found.append(college)
    if "0" not in weights and draw(st.integers(0, 3)) == 0:
        return found[:1]
    return found


@st.composite
def rules(draw: Any) -> dict[str, Any]:
    """What a rule changes of the shipped one."""
    mode = draw(st.sampled_from(["single", "single", "weighted", "concurrent"]))
    kind = draw(st.sampled_from(["none", "none", "share", "per_college"]))
    quorum = {"kind": kind} | ({} if kind == "none" else {"share": draw(SHARES)})
    ties = TIES if mode != "concurrent" else ["no_decision", "rejected"]
    return {
        "electorate": {"mode": mode, "colleges": draw(colleges(mode, kind))},
        "majority_base": draw(st.sampled_from(["exprimes", "exprimes", "votants", "membres"])),
        "threshold": draw(THRESHOLDS | st.just({"share": "1/2", "strict": True})),
        "quorum": quorum,
        "tie": draw(st.sampled_from(ties)),
        "ballots_changeable": draw(st.booleans()),
        "results_public": draw(st.sampled_from(["closing", "decision"])),
        "results_read_by": draw(st.lists(st.sampled_from(READERS), unique=True)),
        "opened_by": draw(st.sampled_from(["chair", "secretariat"])),
        "blank_allowed": draw(st.booleans()),
        "reason_required_on_against": draw(st.integers(0, 3)) == 0,
        "recused_leave_quorum": draw(st.booleans()),
    }


# Who conducts acts more often than the others, so that walks go far.
PERSONS = st.sampled_from([*PEOPLE, *["présidence"] * 8, *["secrétariat"] * 6])
ANYBODY = st.sampled_from(list(PEOPLE))
BODIES = st.sampled_from([*SEATS, LATE])
CHOICES = st.sampled_from(["for", "for", "against", "against", "abstain", "blank", "peut-être"])
# Any ballots, as many for as against, one voice only.
BALLOTS = st.one_of(
    st.lists(st.sampled_from(["for", "against", "for", "abstain"]), min_size=6, max_size=6),
    st.permutations(["for", "against"] * 3),
    st.sampled_from([["for"] * 4 + ["against"], ["for"], ["against"] * 2]),
)
# What makes equal ballots a tie that the chair settles, whatever else the rule says.
EVEN = {
    "electorate": {
        "mode": "single",
        "colleges": [{"key": k, "weight": "1"} for k in ("ecosysteme", "administrations")],
    },
    "threshold": {"share": "1/2", "strict": True},
    "quorum": {"kind": "none"},
    "tie": "casting_vote",
}
REASONS = st.sampled_from(["", "", "Un motif."])
FAITHFUL = st.integers(0, 5)
# Whole hours are at half an hour of the walk's moments.
LATER = st.sampled_from([1, 2, 5, 24, 60]).map(lambda hours: hours * HOUR)
SHIFTS = st.sampled_from([-48, -1, 0, 1, 2, 24, 48]).map(lambda hours: hours * HOUR)
