"""Rules of vote drawn at random, as their JSON: every field that a motion's count looks at."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

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
