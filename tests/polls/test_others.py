"""What other rules would have said: exact, after the result, never deciding, never telling more."""

from __future__ import annotations

import pytest

from council import tally
from council.tally import others
from council.tally.presets import PRESETS
from tests.polls.held import COSTS, NAMES, Held, options_data
from tests.polls.secret import Secret
from tests.polls.test_evidence import EVERY


@pytest.fixture
def held(polls, cast, build, after) -> Held:
    """A poll to hold."""
    return Held(polls, cast, build, after)


def page(held, who=None):
    """The page of other rules."""
    path = f"/scrutins/{held.poll.reference}/autres-regles"
    return held.polls.browser(who).get(path)


@pytest.mark.parametrize(("rule", "more", "ballots"), EVERY, ids=[row[0] for row in EVERY])
def test_each_method_has_its_page_after_the_result(held, rule, more, ballots):
    data = {}
    if more is not None:
        costs = (*COSTS, 10_000) if more else ()
        data = options_data(*NAMES, "Dépôt commun", costs=costs) | more
    held.open(rule, **data)
    for who, ballot in enumerate(ballots):
        held.vote(who, **ballot)
    early = page(held, held.voters[0][0])
    assert early.status_code == 403 and "avant la clôture" in early.text
    shown = held.close()
    assert f"/scrutins/{held.poll.reference}/autres-regles" in shown
    answer = page(held)
    assert answer.status_code == 200 and "ne décide de rien" in answer.text
    said = {
        "approbation": "rien qu’une autre règle puisse compter",
        "consensus-apparent": "se compte d’une seule façon",
        "consentement": "se compte d’une seule façon",
    }
    assert said.get(rule, "l’issue est la même") in answer.text


def test_a_motion_by_each_base_and_threshold(held, polls):
    held.open(polls.add_rule(), meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    held.vote(1, choice="abstain")
    held.close()
    text = page(held).text
    # 1 for of 1 expressed, of 2 who voted, of 3 members: more than half of the first alone.
    assert "Adopté (1 pour, il en fallait 1) – la règle de ce scrutin" in text
    assert "Rejeté (1 pour, il en fallait 2) – autre issue" in text
    assert "Rejeté (1 pour, il en fallait 3) – autre issue" in text
    assert "Avec un quorum de la moitié" in text and "Chaque collège devant adopter" in text
    assert "l’issue est la même" in text


def test_a_result_kept_for_the_roll_keeps_its_analysis(held, polls):
    rule = polls.add_rule(results_public="decision")
    held.open(rule, meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    held.close()
    assert page(held).status_code == 403
    assert page(held, held.voters[0][0]).status_code == 200


def counted(preset, rows, options=("a", "b", "c"), **changes):
    """Other rules on ballots of one college, by key."""
    values = dict(PRESETS[preset]["rule"]) | {"tie": "no_decision"} | changes
    colleges = [{"key": "x", "weight": "1"}]
    values["electorate"] = {"mode": "single", "colleges": colleges}
    rule = tally.Rule.from_json(values)
    roll = [tally.Voter(f"s{n}", "x") for n in range(len(rows))]
    contents = {f"s{n}": row for n, row in enumerate(rows)}
    question = tally.Question(tuple(options), {o: o for o in options})
    actual = tally.count_ballots(rule, roll, contents, None, question)
    found = others.other_methods(rule, roll, contents, question, actual)
    return actual, {other.key: other for other in found}


def ranking(text):
    """A ranking written "a>b>c"."""
    return {"ranking": [[option] for option in text.split(">")]}


def test_rankings_by_other_rules_counted_by_hand():
    # First places: a 4, b 3, c 2. c goes, then b has 5. Points: a 8, b 4+3+... counted below.
    rows = [ranking("a>b>c")] * 4 + [ranking("b>c>a")] * 3 + [ranking("c>b>a")] * 2
    plain = {"default_option": False, "majority": "1", "quorum": 0}
    actual, found = counted("classement", rows, parameters=plain)
    assert actual.winners == ("b",)
    assert found["plurality"].winners == ("a",) and not found["plurality"].same
    assert found["irv"].winners == ("b",) and found["irv"].same
    # Points: a 4×2 = 8; b 4×1 + 3×2 + 2×1 = 12; c 3×1 + 2×2 = 7.
    assert found["borda"].winners == ("b",)
    assert "schulze" not in found, "the poll's own rule is not another one"


def test_grades_by_other_rules_counted_by_hand():
    # Medians: a 4, 4, 0 → 4; b 3, 3, 5 → 3. Sums: a 8, b 11. Duels: a beats b twice.
    rows = [{"grades": {"a": 4, "b": 3}}] * 2 + [{"grades": {"a": 0, "b": 5}}]
    actual, found = counted("jugement-majoritaire", rows, options=("a", "b"))
    assert actual.winners == ("a",)
    assert found["score"].winners == ("b",) and not found["score"].same
    assert found["schulze"].winners == ("a",) and found["irv"].winners == ("a",)
    # From the fourth grade of six (number 3) on: a twice, b three times.
    assert found["approval"].winners == ("b",)


def test_secret_colleges_that_may_not_be_told_are_not_told_by_other_rules(polls, after):
    both = [{"key": k, "weight": "1"} for k in ("administrations", "ecosysteme")]
    secret = Secret(polls, after).people(6).people(6, "ecosysteme")
    secret.open(electorate={"mode": "concurrent", "colleges": both})
    for n in range(12):
        secret.vote(n, choice="against" if n == 0 else "for")
    secret.close()
    text = page(secret).text
    assert "Les chiffres des collèges ne sont pas publiés" in text and "il en fallait" not in text


def test_a_secret_list_tells_only_what_its_total_tells(polls, after):
    secret = Secret(polls, after).people(6).open()
    for n in range(6):
        secret.vote(n, choice="for" if n < 4 else "against")
    secret.close()
    text = page(secret).text
    assert "Adopté (4 pour, il en fallait 4) – la règle de ce scrutin" in text
    assert "Chaque collège devant adopter" not in text


def test_colleges_that_each_adopt_are_not_given_the_figures_of_the_total(held, polls):
    both = [{"key": k, "weight": "1"} for k in ("administrations", "ecosysteme")]
    rule = polls.add_rule(electorate={"mode": "concurrent", "colleges": both})
    held.open(rule, meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    held.vote(1, choice="for")
    held.vote(2, choice="against")
    held.close()
    text = page(held).text
    assert "Rejeté – la règle de ce scrutin" in text and "il en fallait" not in text
