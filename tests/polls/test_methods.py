"""Votes by every method, through the pages: draft, ballot, confirmation, receipt, result."""

from __future__ import annotations

import json
import re

import pytest

from council import tally
from council.polls.models import Ballot
from council.tally import lot
from tests.polls.conftest import SIMPLE
from tests.polls.held import COSTS, NAMES, Held, options_data


@pytest.fixture
def held(polls, cast, build, after) -> Held:
    """A poll to hold."""
    return Held(polls, cast, build, after)


def test_approval(held):
    held.open("approbation", **options_data(*NAMES))
    page = held.page().text
    assert "Cochez toutes les options" in page and page.count('type="checkbox"') == 3
    receipt = held.vote(0, aside="", approves=["o1", "o3"])
    assert "Atelier d’essai, Carnet partagé" in receipt
    assert page.count("On choisit : Banc de mesure.") >= 1
    held.vote(1, approves=["o3"])
    held.vote(2, aside="abstain")
    page = held.close()
    assert "« Carnet partagé » est l’option choisie." in page
    assert "est approuvée par 2 des 2 bulletins exprimés." in page
    assert "Atelier d’essai, Carnet partagé" in page, "named ballots are shown"


def test_ranking(held):
    held.open("classement", **options_data(*NAMES))
    page = held.page().text
    assert page.count('name="rank_') == 4 and "Poursuivre la discussion" in page
    receipt = held.vote(0, rank_o1="1", rank_o2="3", rank_discussion="4")
    assert "Rang 2" in receipt and "Non classées" in receipt
    held.vote(1, rank_o1="1", rank_o2="1")
    held.vote(2, rank_o2="1", rank_o1="2")
    page = held.close()
    result = held.sealed()
    assert result["outcome"] == "tie" and result["tied"] == ["o1", "o2"]
    assert "À égalité : « Atelier d’essai », « Banc de mesure »" in page
    assert "Duels : combien de votants préfèrent" in page


def test_an_equal_ranking_is_settled_by_the_chair_among_the_tied_options(held, polls, cast, build):
    held.open("classement", **options_data(*NAMES))
    build.mandate(cast.chair, "member", body=held.voters[2][1])
    held.voters[2] = (cast.chair, held.voters[2][1])
    held.vote(0, rank_o1="1", rank_o2="2")
    held.vote(2, rank_o2="1", rank_o1="2")
    held.close()
    path = f"/scrutins/{held.poll.reference}/departager"
    browser = polls.browser(cast.chair)
    page = browser.get(path).text
    assert "Atelier d’essai" in page and "Carnet partagé" not in page.split("<form")[-1]
    refused = browser.post(path, data={"choice": "o3", "reason": "Motif fictif."})
    assert refused.status_code == 422
    assert browser.post(path, data={"choice": "o2", "reason": "Motif."}).status_code == 303
    page = polls.browser().get(f"/scrutins/{held.poll.reference}").text
    assert "« Banc de mesure » est l’option choisie." in page
    assert "La présidence a départagé : « Banc de mesure »." in page


def test_instant_runoff(held):
    held.open("scrutin-preferentiel", **options_data(*NAMES))
    held.vote(0, rank_o1="1")
    held.vote(1, rank_o1="2", rank_o2="1")
    held.vote(2, rank_o3="1", rank_o1="2")
    page = held.close()
    assert "« Atelier d’essai »" in page and "Tour par tour" in page
    assert held.sealed()["winners"], "lots settle ties of elimination"


def test_lots_are_committed_before_and_told_after(held):
    held.open("scrutin-preferentiel", **options_data(*NAMES))
    frozen = json.loads(held.poll.frozen)
    assert held.poll.lot_seed not in held.page(0, "").text
    held.vote(0, rank_o1="1")
    held.vote(1, rank_o2="1")
    page = held.close()
    result = held.sealed()
    assert lot.commitment(result["lot_seed"]) == frozen["lot_commitment"]
    assert result["lot_seed"] in page and frozen["lot_commitment"] in page
    first = lot.order(result["lot_seed"], ["o1", "o2", "o3"])
    assert result["winners"] == [next(o for o in first if o in ("o1", "o2"))]
    assert "À égalité : « Atelier d’essai », « Banc de mesure ». Un tirage au sort" in page
    assert "à égalité : Atelier d’essai, Banc de mesure" in page and "l’emporte au tour" not in page


def test_transferable_vote(held):
    held.open("vote-unique-transferable", **options_data(*NAMES, "Dépôt commun"))
    held.vote(0, rank_o1="1", rank_o2="2")
    held.vote(1, rank_o3="1")
    held.vote(2, rank_o2="1")
    page = held.close()
    assert "Sont choisies :" in page and "Il fallait 1 voix" in page


def test_majority_judgment(held):
    held.open("jugement-majoritaire", **options_data(*NAMES))
    page = held.page().text
    assert page.count('type="radio"') == 3 * 7 + 3 and "Très bien" in page
    receipt = held.vote(0, grade_o1="5", grade_o2="2")
    assert "Très bien" in receipt and "sans avis" in receipt
    held.vote(1, grade_o1="4", grade_o2="3", grade_o3="0")
    held.vote(2, grade_o1="1", grade_o2="3", grade_o3="5")
    page = held.close()
    assert "« Atelier d’essai » est l’option choisie." in page
    assert "La mention médiane de « Atelier d’essai » est « Bien » : 67" in page


def test_score(held):
    held.open("notes", **options_data(*NAMES))
    held.vote(0, grade_o1="10", grade_o2="0")
    held.vote(1, grade_o2="6")
    page = held.close()
    assert "« Atelier d’essai » est l’option choisie." in page
    assert "10 points" in page


def test_equal_shares(held):
    data = options_data(*NAMES, costs=COSTS) | {"budget": "100000"}
    held.open("parts-egales", **data)
    page = held.page().text
    assert "Enveloppe : 100\u202f000\u00a0€" in page and 'data-cost="60000"' in page
    _browser, confirm = held.send(0, approves=["o1", "o2"])
    assert "110\u202f000\u00a0€ pour une enveloppe de 100\u202f000\u00a0€" in confirm.text
    held.vote(0, approves=["o1", "o2"])
    held.vote(1, approves=["o1"])
    held.vote(2, approves=["o3"])
    page = held.close()
    assert "Sont choisies : « Atelier d’essai », « Carnet partagé »." in page
    assert "2 projets retenus, pour 90\u202f000\u00a0€ sur 100\u202f000\u00a0€." in page
    assert "Achats, dans l’ordre" in page


def test_lazy_consensus_is_adopted_by_silence(held):
    held.open("consensus-apparent")
    assert "vous n’avez rien à faire" in held.page().text
    page = held.close()
    assert (
        "La proposition est adoptée." in page
        and "Aucune objection n’est ouverte." in page
        and "n’a voté" not in page
    )


def test_an_objection_needs_a_reason_and_stops_a_lazy_consensus(held):
    held.open("consensus-apparent")
    _browser, refused = held.send(0, choice="objection")
    assert refused.status_code == 422 and "motiver" in refused.text
    held.vote(0, choice="objection", reason="Le calendrier est intenable.")
    page = held.close()
    assert "Une objection est ouverte : la discussion continue." in page
    assert "Le calendrier est intenable." in page


def test_consent(held):
    held.open("consentement")
    assert held.page().text.count('type="radio"') == 4
    held.vote(0, choice="consent")
    held.vote(1, choice="reservation", reason="À revoir dans un an.")
    held.vote(2, choice="aside")
    page = held.close()
    assert "La proposition est adoptée." in page and "À revoir dans un an." in page


BAD_BALLOTS = [
    ("approbation", {}, "Approuvez au moins une option"),
    ("approbation", {"approves": ["o9"]}, ""),
    ("approbation", {"approves": ["o1"], "aside": "abstain"}, "rempli le bulletin"),
    ("approbation", {"aside": "for"}, ""),
    ("classement", {}, "Classez au moins une option"),
    ("classement", {"rank_o1": "99"}, ""),
    ("classement", {"rank_o1": "un"}, ""),
    ("jugement-majoritaire", {}, "Évaluez au moins une option"),
    ("jugement-majoritaire", {"grade_o1": "6"}, ""),
    ("notes", {"grade_o1": "-1"}, ""),
    ("notes", {"grade_o1": "11"}, ""),
    ("notes", {"choice": "for"}, "Évaluez au moins une option"),
    ("consentement", {"choice": "for"}, ""),
]


@pytest.mark.parametrize(("rule", "data", "words"), BAD_BALLOTS)
def test_bad_ballots_come_back_with_a_sentence(held, polls, rule, data, words):
    on_text = rule == "consentement"
    held.open(rule, **({} if on_text else options_data(*NAMES)))
    for confirmed in ({}, {"confirmed": "1"}):
        _browser, page = held.send(0, **data, **confirmed)
        assert page.status_code == 422 and words in page.text
    assert polls.count(Ballot) == 0


def test_going_back_keeps_the_ballot_and_changing_it_shows_it(held):
    held.open("jugement-majoritaire", **options_data(*NAMES))
    _browser, page = held.send(0, grade_o1="5", edit="1")
    assert re.search(r'checked[^>]*name="grade_o1"[^>]*value="5"', page.text)
    held.vote(0, grade_o1="5", reason="Ma raison.")
    page = held.page().text
    assert re.search(r'checked[^>]*name="grade_o1"[^>]*value="5"', page) and "Ma raison." in page
    held.vote(0, grade_o1="1")
    held.close()
    assert held.sealed()["choice"]["counts"]["tallies"]["o1"][1] == 1


def test_nothing_of_a_ballot_is_shown_before_the_end(held):
    held.open("approbation", **options_data(*NAMES))
    held.vote(0, approves=["o1"])
    page = held.polls.browser(held.cast.secretariat).get(f"/scrutins/{held.poll.reference}").text
    assert "approuvée par" not in page and "fr-result" not in page


def test_colleges_that_disagree_choose_nothing(held, polls):
    rule = polls.add_rule(
        base="approbation",
        electorate={
            "mode": "concurrent",
            "colleges": [
                {"key": "ecosysteme", "weight": "1"},
                {"key": "administrations", "weight": "1"},
            ],
        },
    )
    held.open(rule, **options_data(*NAMES))
    held.vote(0, approves=["o1"])
    held.vote(2, approves=["o2"])
    page = held.close()
    assert "Les collèges n’ont pas choisi les mêmes options" in page
    assert "« Atelier d’essai »." in page


def test_a_decision_follows_a_choice(held, polls, cast):
    held.open("approbation", **options_data(*NAMES))
    held.vote(0, approves=["o1"])
    held.close()
    browser = polls.browser(cast.secretariat)
    assert browser.get(f"/decisions/nouvelle?scrutin={held.poll.reference}").status_code == 200


def test_a_motion_by_lot(held, polls):
    rule = polls.add_rule(base=SIMPLE, tie="lot")
    held.open(rule, meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    held.vote(1, choice="against")
    page = held.close()
    result = held.sealed()
    first = lot.order(result["lot_seed"], ["for", "against"])[0]
    assert result["outcome"] == {"for": "adopted", "against": "rejected"}[first]
    assert "Le tirage au sort donne" in page
    assert tally.Result.from_json(result).outcome == result["outcome"]
