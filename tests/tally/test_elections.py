"""Votes among options on a roll with colleges: weights, agreement, advice, ties and their rules."""

import copy

import pytest

from council.tally import (
    ContentInvalid,
    Question,
    Result,
    Rule,
    Voter,
    count_ballots,
    lot,
    read_content,
)
from council.tally.presets import PRESETS

ABC = Question(("a", "b", "c"), {"a": "Un", "b": "Deux", "c": "Trois"})


def rule(preset, **changes):
    """Return a shipped rule with fields changed."""
    return Rule.from_json(copy.deepcopy(PRESETS[preset]["rule"]) | changes)


def colleges(mode, **weights):
    """Return an electorate."""
    return {"mode": mode, "colleges": [{"key": k, "weight": w} for k, w in weights.items()]}


def count(used, rows, question=ABC, casting=None, absent=0):
    """Count rows of (college, content), each cast by a seat of its own."""
    contents = {str(n): content for n, (_, content) in enumerate(rows)}
    voters = [Voter(str(n), college) for n, (college, _) in enumerate(rows)]
    voters += [Voter(f"absent-{n}", used.colleges[0].key) for n in range(absent)]
    return count_ballots(used, voters, contents, casting, question)


def likes(college, *options):
    """Return a ballot that approves options."""
    return college, {"approves": list(options)}


ADMIN, ECO = "administrations", "ecosysteme"


def test_one_roll_counts_every_seat_alike_and_comes_back_from_json():
    result = count(rule("approbation"), [likes(ADMIN, "a"), likes(ECO, "b"), likes(ECO, "b", "c")])
    assert (result.outcome, result.winners) == ("chosen", ("b",))
    assert result.choice["counts"]["approvals"] == {"a": 1, "b": 2, "c": 1}
    assert result.colleges[ADMIN]["winners"] == ["a"]
    assert (result.total.votants, result.total.exprimes) == (3, 3)
    assert Result.from_json(result.as_json()) == result


def test_a_college_weighs_the_same_whatever_its_number():
    used = rule("approbation", electorate=colleges("weighted", administrations="1", ecosysteme="2"))
    rows = [likes(ADMIN, "a") for _ in range(5)] + [likes(ECO, "b"), likes(ECO, "b", "c")]
    result = count(used, [*rows, (ECO, {"choice": "abstain"})])
    # One for a; two for b; c has half of the second college's ballots.
    assert result.choice["counts"]["approvals"] == {"a": 1, "b": 2, "c": 1}
    assert result.winners == ("b",) and result.total.abstentions == 1


def test_colleges_that_must_agree():
    used = rule("approbation", electorate=colleges("concurrent", administrations=1, ecosysteme=1))
    together = count(used, [likes(ADMIN, "a"), likes(ECO, "a", "b"), likes(ECO, "a")])
    assert (together.outcome, together.winners) == ("chosen", ("a",))
    apart = count(used, [likes(ADMIN, "a"), likes(ECO, "b")])
    assert (apart.outcome, apart.winners) == ("no_agreement", ())
    assert count(used, [likes(ADMIN, "a")]).outcome == "no_result"


def test_advice_is_counted_apart():
    used = rule("approbation", electorate=colleges("single", ecosysteme=1, administrations=0))
    result = count(used, [likes(ECO, "a"), *(likes(ADMIN, "b") for _ in range(4))])
    assert result.winners == ("a",) and result.advisory_choice["winners"] == ["b"]
    assert result.advisory.votants == 4


@pytest.mark.parametrize(("tie", "casting", "outcome", "winners"), [
    ("no_decision", None, "tie", ()),
    ("rejected", None, "rejected", ()),
    ("casting_vote", None, "tie", ()),
    ("casting_vote", "b", "chosen", ("b",)),
])  # fmt: skip
def test_equal_options(tie, casting, outcome, winners):
    result = count(rule("approbation", tie=tie), [likes(ECO, "a"), likes(ECO, "b")], ABC, casting)
    assert (result.outcome, result.winners) == (outcome, winners)
    if outcome != "chosen":
        assert result.tied == ("a", "b")


def test_a_lot_drawn_from_a_seed_committed_to_settles_the_last_seat():
    drawn = lot.order("graine", ("a", "b", "c"))
    question = Question(ABC.options, ABC.labels, lot=drawn)
    used = rule("approbation", tie="lot", parameters={"seats": 2})
    rows = [likes(ECO, "a", "b"), likes(ECO, "a", "c")]
    first = next(option for option in drawn if option != "a")
    result = count(used, rows, question)
    assert (result.outcome, result.winners) == ("chosen", ("a", first))
    assert lot.commitment("graine") != lot.commitment("autre graine")


def test_a_casting_vote_is_for_one_of_the_equal_options():
    with pytest.raises(ValueError, match="not tied"):
        count(rule("approbation", tie="casting_vote"),
              [likes(ECO, "a"), likes(ECO, "b")], ABC, "c")  # fmt: skip


def test_quorum_and_silence():
    used = rule("approbation", quorum={"kind": "share", "share": "1/2"})
    assert count(used, [likes(ADMIN, "a")], absent=2).outcome == "no_quorum"
    assert count(used, [], absent=2).outcome == "no_result"
    assert count(rule("approbation"), [(ECO, {"choice": "blank"})]).outcome == "no_result"


def test_the_default_option_of_a_ranking_is_to_go_on_discussing():
    question = Question(("a", "b", "discussion"))
    used = rule("classement")
    first = {"ranking": [["discussion"], ["a"]]}
    assert count(used, [(ECO, first)], question).outcome == "discussion"
    result = count(used, [(ECO, {"ranking": [["a"], ["discussion"]]})], question)
    assert (result.outcome, result.winners) == ("chosen", ("a",))
    assert [d["option"] for d in result.choice["dropped"]] == ["b"]


RANKED = {"ranking": [["b"], ["a"]]}
GRADED = {"grades": {"a": 5, "b": 2, "c": 0}}


@pytest.mark.parametrize(("preset", "content", "winner"), [
    ("scrutin-preferentiel", RANKED, "b"),
    ("jugement-majoritaire", GRADED, "a"),
    ("notes", GRADED, "a"),
])  # fmt: skip
def test_every_method_counts_a_roll(preset, content, winner):
    assert count(rule(preset), [(ECO, content), (ADMIN, content)]).winners == (winner,)


def test_seats_and_budgets():
    three = count(rule("vote-unique-transferable", parameters={"seats": 2}), [(ECO, RANKED)] * 3)
    assert set(three.winners) == {"a", "b"}
    budget = Question(("a", "b"), {}, {"a": 60, "b": 50}, 100)
    shared = count(rule("parts-egales"), [likes(ECO, "a", "b"), likes(ECO, "a")], budget)
    assert shared.winners == ("a",) and shared.choice["spent"] == 60


def test_objections_and_those_that_were_closed():
    used = rule("consentement")
    rows = [(ECO, {"choice": "consent"}), (ADMIN, {"choice": "objection"})]
    assert count(used, rows, Question()).outcome == "discussion"
    closed = count(used, rows, Question(closed=frozenset("1")))
    assert closed.outcome == "adopted"
    assert closed.choice["counts"]["closed"] == 1 and closed.choice["counts"]["objection"] == 0
    silent = count(rule("consensus-apparent"), [], Question(), absent=1)
    assert silent.outcome == "adopted", "silence adopts"
    lazy = rule("consensus-apparent")
    assert count(lazy, rows[1:], Question()).outcome == "discussion"
    assert count(lazy, rows[1:], Question(closed=frozenset("0"))).outcome == "adopted"
    assert "closed" not in count(lazy, rows[1:], Question()).choice["counts"]


def test_problems_of_a_question():
    assert "deux options" in Question(("a",)).problem(rule("approbation"))
    assert "enveloppe" in ABC.problem(rule("parts-egales"))
    assert "coût" in Question(("a", "b"), {}, {"a": 1}, 10).problem(rule("parts-egales"))
    assert "choisit 3" in Question(("a", "b")).problem(rule("vote-unique-transferable"))
    assert ABC.problem(rule("approbation")) is None


def test_a_content_has_one_form():
    assert read_content(rule("approbation"), ABC, {"approves": ["c", "a"]}) == {
        "approves": ["a", "c"]
    }
    assert read_content(rule("classement"), ABC, {"ranking": [["c", "a"], ["b"]]}) == {
        "ranking": [["a", "c"], ["b"]]
    }
    assert read_content(rule("notes"), ABC, {"grades": {"b": 1, "a": 10}}) == {
        "grades": {"a": 10, "b": 1}
    }


@pytest.mark.parametrize(("preset", "content"), [
    ("approbation", {"approves": []}),
    ("approbation", {"approves": ["z"]}),
    ("approbation", {"approves": ["a", "a"]}),
    ("approbation", {"approves": "a"}),
    ("approbation", {"approves": ["a"], "choice": "abstain"}),
    ("approbation", {"choice": "for"}),
    ("approbation", {"ranking": [["a"]]}),
    ("approbation", None),
    ("classement", {"ranking": []}),
    ("classement", {"ranking": ["a"]}),
    ("classement", {"ranking": [["a"], []]}),
    ("classement", {"ranking": [["a"], ["a"]]}),
    ("notes", {"grades": {"a": 11}}),
    ("notes", {"grades": {"a": True}}),
    ("notes", {"grades": {}}),
    ("jugement-majoritaire", {"grades": {"a": 6}}),
    ("majorite-simple", {"choice": ["for"]}),
])  # fmt: skip
def test_a_content_that_the_rule_does_not_allow_is_refused(preset, content):
    with pytest.raises(ContentInvalid):
        read_content(rule(preset), ABC, content)


BAD = [
    ("classement", {"parameters": {"majority": "1/2"}}, "parameters.majority"),
    ("classement", {"parameters": {"quorum": -1}}, "parameters.quorum"),
    ("classement", {"parameters": {"seats": 2}}, "parameters.seats"),
    ("jugement-majoritaire", {"parameters": {"grades": ["un"]}}, "parameters.grades"),
    ("jugement-majoritaire", {"parameters": {"grades": ["un", "UN"]}}, "parameters.grades"),
    ("vote-unique-transferable", {"tie": "casting_vote"}, "tie"),
    ("parts-egales", {"electorate": colleges("weighted", ecosysteme=2)}, "electorate.mode"),
    ("consentement", {"secrecy": "secret"}, "secrecy"),
    ("commission-administrative", {"secrecy": "secret"}, "tie"),
    ("majorite-simple", {"results_read_by": ["tous"]}, "results_read_by"),
    ("majorite-simple", {"guests": "observers"}, "guests"),
    ("majorite-simple", {"written_exchange": True}, "written_exchange"),
    ("majorite-simple", {"minimum_days": 400}, "minimum_days"),
    ("majorite-simple", {"second_convocation": {"after_days": 1}}, "second_convocation"),
    ("publiccode-yml", {"schema_version": 1}, "second_convocation"),
]


@pytest.mark.parametrize(("preset", "changes", "field"), BAD)
def test_a_rule_that_cannot_work_names_its_field(preset, changes, field):
    with pytest.raises(ValueError) as refused:
        rule(preset, **changes)
    assert field in refused.value.errors


def test_the_second_convocation_asks_what_it_says():
    first = rule("commission-administrative")
    assert first.quorum.kind == "share" and first.for_second().quorum.kind == "none"
    standard = rule("publiccode-yml").for_second()
    assert str(standard.threshold.share) == "3/4" and standard.second_convocation is None
