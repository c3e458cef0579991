"""Elections worked by hand: who wins, why, and what happens at the edges of each method."""

from fractions import Fraction

import pytest

from council.tally import (
    approval,
    consent,
    equal_shares,
    irv,
    lazy_consensus,
    majority_judgment,
    ranked,
    score,
    stv,
)
from council.tally.election import Ballot, Election


def election(text, options="ABCD", **more):
    """Return an election written « 3: A > B = C »."""
    ballots = []
    for line in filter(None, map(str.strip, text.splitlines())):
        count, _, order = line.partition(":")
        ranks = tuple(
            tuple(o.strip() for o in rank.split("=")) for rank in order.split(">") if rank.strip()
        )
        ballots.append(Ballot(int(count), ranking=ranks))
    return Election(tuple(options), tuple(ballots), **more)


def test_a_circle_is_cut_at_its_weakest_defeat():
    # A beats B 6-3, B beats C 7-2, C beats A 5-4: the last one has the fewest winning votes.
    counted = ranked.count(election("4: A > B > C\n3: B > C > A\n2: C > A > B", "ABC"))
    assert counted.winners == ("A",) and counted.ranking == (("A",), ("B",), ("C",))
    assert counted.rounds[0]["schwartz"] == ["A", "B", "C"]
    assert counted.rounds[0]["dropped"] == [{"winner": "C", "loser": "A", "for": 5, "against": 4}]


def test_of_defeats_of_as_many_votes_the_one_with_more_opposition_goes():
    # A beats B 5-2, C beats A 5-3, B beats C 5-4: by winning votes alone all three are equal.
    text = "2: A > B > C\n1: B > C > A\n3: C > A > B\n1: B > A = C\n1: C > A = B\n1: A = B > C"
    counted = ranked.count(election(text, "ABC"))
    assert counted.pairwise == ((0, 5, 3), (2, 0, 5), (5, 4, 0))
    assert counted.rounds[0]["dropped"] == [{"winner": "B", "loser": "C", "for": 5, "against": 4}]
    assert counted.winners == ("C",) and counted.ranking == (("C",), ("A",), ("B",))


def test_quorum_and_majority_are_against_the_default_option():
    # For and against D: A 5-1, B 3-3, C 1-2.
    text = "3: A > B > D\n2: A > D > B\n1: D > A\n1: C"
    counted = ranked.count(election(text), default_option="D", quorum=2)
    assert {d.option: d.reason for d in counted.dropped} == {"B": "majority", "C": "quorum"}
    assert counted.winners == ("A",) and counted.ranking == (("A",), ("D",), ("B",), ("C",))
    three = ranked.count(election(text), default_option="D", majority=Fraction(6))
    assert three.winners == ("D",), "five voices are not six times one"


def test_nobody_leaves_the_default_option_and_else_no_result():
    assert ranked.count(election(""), default_option="D").winners == ("D",)
    assert ranked.count(election("")).outcome == "no_result"
    assert ranked.count(election("5:")).outcome == "no_result", "five blank ballots"
    assert ranked.count(election("2: A", "A")).winners == ("A",)


def test_run_off_moves_papers_of_the_last_one():
    counted = irv.count(election("4: A\n3: B > C\n2: C > B\n", "ABC"))
    assert counted.rounds[0]["eliminated"] == ["C"] and counted.winners == ("B",)
    assert counted.ranking == (("B",), ("A",), ("C",))


def test_equal_ranks_are_split_or_exhausted():
    split = irv.count(election("1: A = B\n1: A\n1: C", "ABC"), equal_ranks="split")
    assert split.rounds[0]["counts"] == {"A": Fraction(3, 2), "B": Fraction(1, 2), "C": 1}
    out = irv.count(election("1: A = B\n2: A\n1: C", "ABC"))
    assert out.rounds[0]["exhausted"] == 1


def test_a_last_tie_is_said():
    counted = irv.count(election("2: A\n2: B", "AB"))
    assert (counted.outcome, counted.winners) == ("tie", ("A", "B"))


def test_a_surplus_moves_exactly():
    # Quota 10 // 3 + 1 = 4; A has 6, its surplus of 2 moves over 6 papers at one third.
    counted = stv.count(election("4: A > B\n2: A > C\n3: C\n1: B", "ABC"), seats=2)
    assert counted.counts["quota"] == 4 and counted.rounds[0]["elected"] == ["A"]
    assert counted.rounds[0]["transfer"] == {"from": "A", "surplus": 2, "factor": Fraction(1, 3)}
    assert counted.rounds[1]["counts"] == {"A": 4, "B": Fraction(7, 3), "C": Fraction(11, 3)}
    assert counted.winners == ("A", "C")


def test_a_tie_at_the_cut_of_approvals_is_a_tie():
    votes = Election(
        ("A", "B", "C"),
        (Ballot(2, approves=frozenset("A")), Ballot(1, approves=frozenset("BC"))),
    )
    assert approval.count(votes).winners == ("A",)
    two = approval.count(votes, seats=2)
    assert (two.outcome, two.winners) == ("tie", ("A", "B", "C"))
    assert two.ties == ({"options": ["B", "C"], "at": "cut"},)


def test_a_mean_is_over_those_who_noted():
    notes = Election(
        ("A", "B"),
        (Ballot(1, grades={"A": 4}), Ballot(1, grades={"A": 4, "B": 5})),
        grades=("0", "1", "2", "3", "4", "5"),
    )
    assert score.count(notes).winners == ("A",)
    assert score.count(notes, mean=True).winners == ("B",)
    assert score.count(notes, mean=True, missing="worst").winners == ("A",)


def judged(rows, missing="worst"):
    """Return the judgment of tallies or of rows of grades."""
    names = ("mauvais", "passable", "bien")
    ballots = tuple(Ballot(1, grades=row) for row in rows)
    return majority_judgment.count(Election(("A", "B"), ballots, grades=names), missing=missing)


def test_the_lower_median_and_the_three_policies():
    assert judged([{"A": 2, "B": 0}, {"A": 0, "B": 1}]).medians == {"A": 0, "B": 0}
    rows = [{"A": 2, "B": 1}, {"A": 2, "B": 1}, {"B": 1}, {"B": 1}]
    assert judged(rows).medians == {"A": 0, "B": 1}
    assert judged(rows, "median").medians == {"A": 2, "B": 1}
    assert judged(rows, "normalize").winners == ("A",)
    assert judged([{"A": 1, "B": 1}]).outcome == "tie"
    assert judged([]).outcome == "no_result"


def test_billions_of_voters_cost_nothing():
    many = 10**10
    counted = majority_judgment.count(
        Election(
            ("A", "B"),
            grades=("0", "1", "2"),
            tallies={"A": (many, many + 1, many), "B": (many + 1, many, many)},
        )
    )
    assert counted.winners == ("A",) and counted.medians == {"A": 1, "B": 1}


def test_equal_shares_serves_the_minority_that_the_most_approved_forgets():
    # Ten voters, 100: each holds 10. Six want A and B, four want C.
    ballots = (Ballot(6, approves=frozenset("AB")), Ballot(4, approves=frozenset("C")))
    voted = Election(("A", "B", "C"), ballots, costs={"A": 50, "B": 50, "C": 40}, budget=100)
    counted = equal_shares.count(voted)
    assert counted.selected == ("A", "C") and counted.spent == 90
    assert counted.counts["greedy"] == ["A", "B"]
    first = counted.rounds[0]
    assert (first["option"], first["pays"], first["payers"]) == ("A", Fraction(25, 3), 6)
    assert counted.ties[0]["options"] == ["A", "B"] and counted.ties[0]["chosen"] == "A"


def test_objections_stop_and_silence_adopts():
    def vote(*choices):
        return Election((), tuple(Ballot(1, choice=c) for c in choices))

    assert consent.count(vote("consent", "reservation", "aside")).outcome == "adopted"
    assert consent.count(vote("consent", "objection")).outcome == "discussion"
    assert consent.count(vote()).outcome == "no_result"
    assert lazy_consensus.count(vote()).outcome == "adopted"
    assert lazy_consensus.count(vote("objection")).outcome == "discussion"


@pytest.mark.parametrize("ballot", [
    Ballot(1, ranking=(("A",), ("A",))),
    Ballot(1, ranking=(("Z",),)),
    Ballot(0, ranking=(("A",),)),
    Ballot(1, approves=frozenset("A")),
])  # fmt: skip
def test_a_ballot_that_is_none_is_refused(ballot):
    for count in (ranked.count, irv.count):
        with pytest.raises(ValueError, match="ballot"):
            count(Election(("A", "B"), (ballot,)))
