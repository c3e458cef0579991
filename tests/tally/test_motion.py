"""A motion is counted exactly: tables made by hand for each base, threshold and edge."""

import json
from fractions import Fraction

import pytest

from council.tally import Result, Rule, Voter, count_ballots
from council.tally.parts import College, Quorum, Threshold

HALF = Threshold(Fraction(1, 2), True)
THREE_FIFTHS = Threshold(Fraction(3, 5), False)
TWO_THIRDS = Threshold(Fraction(2, 3), False)
THREE_QUARTERS = Threshold(Fraction(3, 4), False)
UNANIMITY = Threshold(Fraction(1), False)
A, B = College("a"), College("b")


def rule(*colleges, **fields):
    return Rule(colleges=colleges or (A,), **fields)


def people(pour=0, contre=0, abst=0, blanc=0, absent=0, recused=0, college="a", advisory=False):
    """Return the roll and the ballots of one group described by its numbers."""
    voters, ballots = [], {}
    for choice, number in (
        ("for", pour),
        ("against", contre),
        ("abstain", abst),
        ("blank", blanc),
        (None, absent),
        ("recused", recused),
    ):
        for _ in range(number):
            key = f"{college}{advisory}{len(voters)}"
            voters.append(Voter(key, college, advisory, choice == "recused"))
            if choice not in (None, "recused"):
                ballots[key] = choice
    return voters, ballots


def held(ballots):
    """Return what each ballot holds, from the choice of each voter."""
    return {key: {"choice": choice} for key, choice in ballots.items()}


def count(used, *groups, casting=None):
    voters, ballots = [], {}
    for more, cast in groups:
        voters += more
        ballots |= cast
    return count_ballots(used, voters, held(ballots), casting)


# base, threshold, (pour, contre, abstentions, blancs, absents, déportés), outcome
TABLE = [
    # exprimés, more than half: abstentions, blanks and absence weigh nothing
    ("exprimes", HALF, (5, 4, 0, 0, 0, 0), "adopted"),
    ("exprimes", HALF, (4, 5, 0, 0, 0, 0), "rejected"),
    ("exprimes", HALF, (4, 4, 0, 0, 0, 0), "rejected"),
    ("exprimes", HALF, (1, 0, 40, 40, 40, 0), "adopted"),
    ("exprimes", HALF, (0, 1, 0, 0, 0, 0), "rejected"),
    ("exprimes", HALF, (1, 0, 0, 0, 0, 0), "adopted"),
    ("exprimes", HALF, (0, 0, 7, 0, 0, 0), "no_result"),
    ("exprimes", HALF, (0, 0, 0, 7, 0, 0), "no_result"),
    ("exprimes", HALF, (0, 0, 0, 0, 7, 0), "no_result"),
    ("exprimes", HALF, (0, 0, 0, 0, 0, 0), "no_result"),
    ("exprimes", HALF, (0, 0, 0, 0, 0, 4), "no_result"),
    # votants: blank and abstention weigh as not-for, absence does not
    ("votants", HALF, (4, 0, 3, 0, 90, 0), "adopted"),
    ("votants", HALF, (4, 0, 4, 0, 0, 0), "rejected"),
    ("votants", HALF, (4, 0, 0, 4, 0, 0), "rejected"),
    ("votants", HALF, (4, 3, 1, 0, 0, 0), "rejected"),
    ("votants", HALF, (5, 3, 1, 0, 0, 0), "adopted"),
    ("votants", HALF, (0, 0, 0, 3, 0, 0), "rejected"),
    ("votants", HALF, (0, 0, 3, 0, 0, 0), "rejected"),
    ("votants", HALF, (0, 0, 0, 0, 3, 0), "no_result"),
    # membres: absence weighs as not-for, recusal leaves the base
    ("membres", HALF, (6, 0, 0, 0, 4, 0), "adopted"),
    ("membres", HALF, (5, 0, 0, 0, 5, 0), "rejected"),
    ("membres", HALF, (5, 0, 0, 0, 4, 1), "adopted"),
    ("membres", HALF, (5, 4, 0, 0, 0, 1), "adopted"),
    ("membres", HALF, (5, 5, 0, 0, 0, 0), "rejected"),
    ("membres", HALF, (1, 0, 0, 0, 0, 0), "adopted"),
    ("membres", HALF, (0, 0, 0, 0, 10, 0), "no_result"),
    ("membres", HALF, (0, 0, 10, 0, 0, 0), "rejected"),
    # qualified majorities are reached, not passed
    ("exprimes", THREE_FIFTHS, (3, 2, 9, 0, 0, 0), "adopted"),
    ("exprimes", THREE_FIFTHS, (4, 3, 0, 0, 0, 0), "rejected"),
    ("exprimes", TWO_THIRDS, (2, 1, 0, 0, 0, 0), "adopted"),
    ("exprimes", TWO_THIRDS, (66, 34, 0, 0, 0, 0), "rejected"),
    ("exprimes", TWO_THIRDS, (67, 33, 0, 0, 0, 0), "adopted"),
    ("exprimes", TWO_THIRDS, (5, 5, 0, 0, 0, 0), "rejected"),
    ("votants", TWO_THIRDS, (2, 0, 1, 0, 5, 0), "adopted"),
    ("votants", TWO_THIRDS, (2, 0, 1, 1, 5, 0), "rejected"),
    ("membres", TWO_THIRDS, (6, 0, 0, 0, 3, 0), "adopted"),
    ("membres", TWO_THIRDS, (6, 0, 0, 0, 4, 0), "rejected"),
    ("exprimes", THREE_QUARTERS, (3, 1, 0, 0, 0, 0), "adopted"),
    ("exprimes", THREE_QUARTERS, (5, 2, 0, 0, 0, 0), "rejected"),
    # unanimity
    ("exprimes", UNANIMITY, (3, 0, 2, 2, 2, 0), "adopted"),
    ("exprimes", UNANIMITY, (3, 1, 0, 0, 0, 0), "rejected"),
    ("votants", UNANIMITY, (3, 0, 1, 0, 0, 0), "rejected"),
    ("membres", UNANIMITY, (3, 0, 0, 0, 1, 0), "rejected"),
    ("membres", UNANIMITY, (3, 0, 0, 0, 0, 5), "adopted"),
    ("exprimes", UNANIMITY, (0, 0, 1, 0, 0, 0), "no_result"),
]


@pytest.mark.parametrize(("base", "threshold", "numbers", "outcome"), TABLE)
def test_outcome(base, threshold, numbers, outcome):
    result = count(rule(majority_base=base, threshold=threshold), people(*numbers))
    assert result.outcome == outcome
    pour, contre, abst, blanc, absent, recused = numbers
    assert result.total.as_json() == {
        "inscrits": sum(numbers),
        "deportes": recused,
        "membres": sum(numbers) - recused,
        "votants": pour + contre + abst + blanc,
        "absents": absent,
        "blancs": blanc,
        "abstentions": abst,
        "exprimes": pour + contre,
        "pour": pour,
        "contre": contre,
    }


# tie rule, casting vote, outcome of an equal split, codes at the end of the conditions
TIES = [
    ("rejected", None, "rejected", ["tie"]),
    ("rejected", "for", "rejected", ["tie"]),
    ("no_decision", None, "tie", ["tie"]),
    ("no_decision", "for", "tie", ["tie"]),
    ("casting_vote", None, "tie", ["tie"]),
    ("casting_vote", "for", "adopted", ["tie", "casting_vote"]),
    ("casting_vote", "against", "rejected", ["tie", "casting_vote"]),
]


@pytest.mark.parametrize(("tie", "casting", "outcome", "codes"), TIES)
@pytest.mark.parametrize("base", ["exprimes", "votants", "membres"])
def test_equal_split(base, tie, casting, outcome, codes):
    result = count(rule(majority_base=base, tie=tie), people(3, 3), casting=casting)
    assert result.outcome == outcome
    assert [c.code for c in result.conditions][2:] == codes


@pytest.mark.parametrize("numbers", [(4, 0, 4), (3, 3, 2), (4, 2, 2), (4, 3, 0, 0, 1)])
def test_half_of_the_base_without_an_equal_split_is_plainly_rejected(numbers):
    used = rule(majority_base="membres", tie="casting_vote")
    assert count(used, people(*numbers), casting="for").outcome == "rejected"


def test_casting_vote_never_changes_a_vote_that_is_not_equal():
    used = rule(tie="casting_vote")
    assert count(used, people(3, 4), casting="for").outcome == "rejected"
    assert count(used, people(4, 3), casting="against").outcome == "adopted"


def test_unknown_casting_vote_is_refused():
    with pytest.raises(ValueError, match="casting"):
        count(rule(tie="casting_vote"), people(1, 1), casting="abstain")


# roll, recusals, share, recused leave the quorum?, seats needed
QUORUMS = [
    (10, 0, Fraction(1, 2), True, 5),
    (11, 0, Fraction(1, 2), True, 6),
    (10, 1, Fraction(1, 2), True, 5),
    (10, 2, Fraction(1, 2), True, 4),
    (10, 2, Fraction(1, 2), False, 5),
    (1, 0, Fraction(1, 2), True, 1),
    (10, 0, Fraction(2, 3), True, 7),
    (9, 0, Fraction(2, 3), True, 6),
    (4, 0, Fraction(1), True, 4),
]


@pytest.mark.parametrize(("roll", "recused", "share", "leave", "needed"), QUORUMS)
@pytest.mark.parametrize("missing", [0, 1])
def test_quorum_of_the_roll(roll, recused, share, leave, needed, missing):
    used = rule(quorum=Quorum("share", share), recused_leave_quorum=leave)
    present = needed - missing
    group = people(pour=present, absent=roll - recused - present, recused=recused)
    result = count(used, group)
    quorum = result.conditions[1]
    assert (quorum.code, quorum.numbers["needed"]) == ("quorum", needed)
    assert quorum.passed is (missing == 0)
    expected = "adopted" if not missing else "no_quorum" if present else "no_result"
    assert result.outcome == expected


def test_blank_and_abstention_make_the_quorum():
    used = rule(quorum=Quorum("share", Fraction(1, 2)))
    assert count(used, people(pour=1, abst=2, blanc=2, absent=5)).outcome == "adopted"


def test_one_college_missing_its_quorum_is_enough_to_stop():
    used = rule(A, B, quorum=Quorum("per_college", Fraction(1, 2)))
    both = people(pour=5, absent=5), people(pour=1, absent=1, college="b")
    one = people(pour=9, absent=1), people(pour=1, absent=2, college="b")
    assert count(used, *both).outcome == "adopted"
    result = count(used, *one)
    assert result.outcome == "no_quorum"
    assert [(c.college, c.passed) for c in result.conditions if c.code == "quorum_college"] == [
        ("a", True),
        ("b", False),
    ]


def test_a_college_may_have_its_own_quorum():
    used = rule(
        A, College("b", quorum=Fraction(1, 4)), quorum=Quorum("per_college", Fraction(1, 2))
    )
    groups = people(pour=5, absent=5), people(pour=1, absent=3, college="b")
    assert count(used, *groups).outcome == "adopted"


def test_advisory_seats_are_counted_apart_and_decide_nothing():
    used = rule(
        A,
        College("b", Fraction(0)),
        majority_base="membres",
        quorum=Quorum("share", Fraction(1, 2)),
    )
    result = count(
        used,
        people(pour=2, contre=1),
        people(contre=2, absent=20, advisory=True),
        people(contre=30, absent=9, college="b"),
    )  # fmt: skip
    assert result.outcome == "adopted"
    assert result.total.inscrits == 3
    assert (result.advisory.inscrits, result.advisory.contre) == (61, 32)
    assert [(g.college, g.advisory, g.counters.contre) for g in result.groups] == [
        ("a", False, 1),
        ("a", True, 2),
        ("b", True, 30),
    ]


def test_only_advisory_ballots_give_no_result():
    used = rule(A, College("b", Fraction(0)), majority_base="membres")
    result = count(used, people(absent=3), people(pour=9, college="b"))
    assert result.outcome == "no_result"


def test_concurrent_needs_each_college():
    used = rule(A, B, mode="concurrent")
    assert count(used, people(9, 1), people(2, 1, college="b")).outcome == "adopted"
    result = count(used, people(90, 1), people(1, 2, college="b"))
    assert result.outcome == "rejected"
    assert [(c.college, c.passed) for c in result.conditions[1:]] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (people(1, 0), people(college="b", absent=3), "no_result"),
        (people(0, 1), people(college="b", absent=3), "rejected"),
        (people(1, 0), people(1, 1, college="b"), "tie"),
        (people(0, 1), people(1, 1, college="b"), "rejected"),
        (people(1, 1), people(1, 1, college="b"), "tie"),
        (people(), people(1, 0, college="b"), "no_result"),
    ],
)
def test_concurrent_edges(first, second, outcome):
    used = rule(A, B, mode="concurrent", tie="no_decision")
    assert count(used, first, second).outcome == outcome


def test_concurrent_with_a_threshold_of_its_own():
    used = rule(A, College("b", threshold=TWO_THIRDS), mode="concurrent")
    assert count(used, people(2, 1), people(3, 2, college="b")).outcome == "rejected"
    assert count(used, people(2, 1), people(4, 2, college="b")).outcome == "adopted"


def weighted(a, b, **fields):
    return rule(College("a", Fraction(a)), College("b", Fraction(b)), mode="weighted", **fields)


def test_weighted_sums_shares_not_seats():
    groups = people(100, 0), people(0, 1, college="b")
    assert count(weighted(1, 2), *groups).outcome == "rejected"
    result = count(weighted(2, 1), *groups)
    assert result.outcome == "adopted"
    assert result.conditions[-1].numbers == {
        "weighted_pour": "2",
        "weighted_contre": "1",
        "weighted_base": "3",
        "base_kind": "exprimes",
        "share": "1/2",
        "strict": True,
    }
    assert result.total.pour == 100


def test_weighted_is_exact_on_thirds():
    # 1/3 + 1/3 + 1/3 of three colleges is exactly the whole's third, 2/3 exactly reached.
    colleges = tuple(College(k) for k in "abc")
    used = Rule(colleges=colleges, mode="weighted", threshold=TWO_THIRDS)
    groups = [people(2, 1, college=k) for k in "abc"]
    assert count(used, *groups).outcome == "adopted"


def test_weighted_equal_split_and_empty_college():
    used = weighted(1, 1, tie="no_decision")
    assert count(used, people(1, 0), people(0, 7, college="b")).outcome == "tie"
    result = count(used, people(1, 0), people(abst=7, college="b"))
    assert result.outcome == "adopted"
    assert [c.code for c in result.conditions] == [
        "someone_voted",
        "college_share",
        "college_without_base",
        "threshold_weighted",
    ]
    assert count(used, people(abst=1), people(abst=7, college="b")).outcome == "no_result"


def test_result_is_json_without_floats_and_comes_back():
    used = weighted(1, 2, quorum=Quorum("per_college", Fraction(1, 2)))
    result = count(used, people(2, 1), people(1, 2, college="b"))
    text = json.dumps(result.as_json())
    assert Result.from_json(json.loads(text, parse_float=pytest.fail)) == result


@pytest.mark.parametrize(
    ("voters", "ballots", "words"),
    [
        ([Voter("x", "a")], {"y": "for"}, "not on the roll"),
        ([Voter("x", "a"), Voter("x", "a")], {}, "twice"),
        ([Voter("x", "a", recused=True)], {"x": "for"}, "recused"),
        ([Voter("x", "a")], {"x": "maybe"}, "choice"),
        ([Voter("x", "z")], {}, "college"),
    ],
)
def test_a_box_that_does_not_fit_the_roll_is_refused(voters, ballots, words):
    with pytest.raises(ValueError, match=words):
        count_ballots(rule(), voters, held(ballots))


def test_blank_is_refused_where_the_rule_has_none():
    with pytest.raises(ValueError, match="choice"):
        count(rule(blank_allowed=False), people(blanc=1))
