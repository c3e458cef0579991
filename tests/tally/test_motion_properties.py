"""On any roll and ballots, the count equals a recount written another way."""

import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from council.tally import Rule, Voter, count_ballots

SHARES = st.sampled_from(
    [("1/2", True), ("3/5", False), ("2/3", False), ("3/4", False), ("1", False)]
)


@st.composite
def rules(draw):
    """Draw rule values as a stranger would read them from a published file."""
    mode = draw(st.sampled_from(["single", "weighted", "concurrent"]))
    weights = st.integers(0, 4) if mode == "weighted" else st.integers(0, 1)
    colleges = [{"key": k, "weight": str(draw(weights))} for k in "abc"[: draw(st.integers(1, 3))]]
    if all(c["weight"] == "0" for c in colleges):
        colleges[0]["weight"] = "1"
    share, strict = draw(SHARES)
    ties = ["rejected", "no_decision"] + ([] if mode == "concurrent" else ["casting_vote"])
    kind = draw(st.sampled_from(["none", "share", "per_college"]))
    quorum = {"kind": kind} | (
        {} if kind == "none" else {"share": draw(st.sampled_from(["1/2", "1/3", "2/3"]))}
    )
    return {
        "schema_version": 1,
        "method": "motion",
        "electorate": {"mode": mode, "colleges": colleges},
        "majority_base": draw(st.sampled_from(["exprimes", "votants", "membres"])),
        "threshold": {"share": share, "strict": strict},
        "quorum": quorum,
        "tie": draw(st.sampled_from(ties)),
        "recused_leave_quorum": draw(st.booleans()),
    }  # fmt: skip


@st.composite
def boxes(draw, values):
    """Draw a roll and the ballots of those who voted, as plain rows."""
    keys = [c["key"] for c in values["electorate"]["colleges"]]
    row = st.tuples(
        st.sampled_from(keys),
        st.sampled_from([False, False, False, True]),
        st.sampled_from(["for", "against", "abstain", "blank", "absent", "recused"]),
    )
    return draw(st.lists(row, max_size=24))


def recount(values, rows, casting):
    """Decide again from the rows alone, by cross-multiplied integers, in another order."""
    weights = {c["key"]: int(c["weight"]) for c in values["electorate"]["colleges"]}
    deciding = [(k, what) for k, advisory, what in rows if weights[k] and not advisory]
    top, bottom = (int(n) for n in (values["threshold"]["share"] + "/1").split("/")[:2])

    def number(key, *what):
        return sum(1 for k, w in deciding if (key is None or k == key) and w in what)

    def base(key):
        n = number(key, "for", "against")
        if values["majority_base"] != "exprimes":
            n += number(key, "abstain", "blank")
        if values["majority_base"] == "membres":
            n += number(key, "absent")
        return n

    def quorate(key):
        voted = number(key, "for", "against", "abstain", "blank")
        seats = voted + number(key, "absent")
        if not values["recused_leave_quorum"]:
            seats += number(key, "recused")
        a, b = (int(n) for n in values["quorum"]["share"].split("/"))
        return voted * b >= a * seats

    def verdict(pour, contre, whole):
        if whole == 0:
            return "no_result"
        if pour * bottom > top * whole or (
            not values["threshold"]["strict"] and pour * bottom == top * whole
        ):
            return "adopted"
        if (top, bottom) == (1, 2) and pour == contre and pour + contre == whole:
            return "tie"
        return "rejected"

    if number(None, "for", "against", "abstain", "blank") == 0:
        return "no_result"
    voting = [k for k in weights if weights[k]]
    asked = {"none": [], "share": [None], "per_college": voting}[values["quorum"]["kind"]]
    if not all(quorate(k) for k in asked):
        return "no_quorum"
    mode = values["electorate"]["mode"]
    if mode == "concurrent":
        found = [verdict(number(k, "for"), number(k, "against"), base(k)) for k in voting]
        decided = next((v for v in ("rejected", "no_result", "tie") if v in found), "adopted")
    elif mode == "weighted":
        product = 1
        kept = [k for k in voting if base(k)]
        for k in kept:
            product *= base(k)
        decided = verdict(
            sum(weights[k] * number(k, "for") * product // base(k) for k in kept),
            sum(weights[k] * number(k, "against") * product // base(k) for k in kept),
            sum(weights[k] for k in kept) * product,
        )
    else:
        decided = verdict(number(None, "for"), number(None, "against"), base(None))
    if decided == "tie" and values["tie"] == "rejected":
        return "rejected"
    if decided == "tie" and values["tie"] == "casting_vote" and casting:
        return {"for": "adopted", "against": "rejected"}[casting]
    return decided


def held(ballots):
    """Return what each ballot holds, from the choice of each voter."""
    return {key: {"choice": choice} for key, choice in ballots.items()}


def count(values, rows, casting=None, shuffle=None):
    """Count rows with the product."""
    numbered = list(enumerate(rows))
    if shuffle is not None:
        random.Random(shuffle).shuffle(numbered)
    voters = [Voter(str(n), k, advisory, what == "recused") for n, (k, advisory, what) in numbered]
    ballots = {str(n): what for n, (_, _, what) in numbered if what not in ("absent", "recused")}
    return count_ballots(Rule.from_json(values), voters, held(ballots), casting)


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_outcome_equals_an_independent_recount(data):
    values = data.draw(rules())
    rows = data.draw(boxes(values))
    casting = data.draw(st.sampled_from([None, "for", "against"]))
    assert count(values, rows, casting).outcome == recount(values, rows, casting)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_counters_add_up_and_order_changes_nothing(data):
    values = data.draw(rules())
    rows = data.draw(boxes(values))
    result = count(values, rows)
    assert result.total.inscrits + result.advisory.inscrits == len(rows)
    for counters in [g.counters for g in result.groups] + [result.total, result.advisory]:
        c = counters
        assert c.exprimes == c.pour + c.contre
        assert c.inscrits == c.pour + c.contre + c.blancs + c.abstentions + c.absents + c.deportes
    assert count(values, rows, shuffle=data.draw(st.integers(0, 9))) == result


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_more_vote_for_never_turns_an_adoption_into_a_refusal(data):
    values = data.draw(rules())
    rows = data.draw(boxes(values))
    against = [n for n, row in enumerate(rows) if row[2] == "against"]
    if not against or count(values, rows).outcome != "adopted":
        return
    changed = list(rows)
    n = data.draw(st.sampled_from(against))
    changed[n] = (rows[n][0], rows[n][1], "for")
    assert count(values, changed).outcome == "adopted"


def test_shares_are_exact_where_floats_are_not():
    values = {
        "schema_version": 1,
        "method": "motion",
        "electorate": {
            "mode": "weighted",
            "colleges": [{"key": "a", "weight": "1/10"}, {"key": "b", "weight": "2/10"}],
        },
        "majority_base": "exprimes",
        "threshold": {"share": "1", "strict": False},
    }
    rows = [("a", False, "for"), ("b", False, "for")]
    assert 0.1 + 0.2 != 0.3
    result = count(values, rows)
    assert Fraction(result.conditions[-1].numbers["weighted_pour"]) == Fraction(3, 10)
    assert result.outcome == "adopted"
