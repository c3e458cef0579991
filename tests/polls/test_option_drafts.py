"""Drafts of votes among options: the rule first, then what can be chosen."""

from __future__ import annotations

import re

import pytest

from council.polls.models import Poll
from tests.polls.held import COSTS, NAMES, TEXT, options_data


def test_a_rule_is_chosen_first_and_those_in_use_come_before_the_others(polls, cast):
    browser = polls.browser(cast.secretariat)
    page = browser.get("/scrutins/nouveau?sujet=").text
    first, rest = page.split("Autres règles", 1)
    assert "Avis du collège écosystème" in first and "Jugement majoritaire" not in first
    assert "Jugement majoritaire des priorités" in rest and "Parts égales" not in first
    assert "regle=jugement-majoritaire" in rest
    polls.called(polls.add_rule("Règle maison"))
    assert "Règle maison" in browser.get("/scrutins/nouveau").text.split("Autres règles")[0]


def test_the_form_asks_what_the_rule_asks(polls, cast):
    browser = polls.browser(cast.secretariat)
    motion = browser.get("/scrutins/nouveau?regle=majorite-simple").text
    assert "Ce que signifie voter pour" in motion and "options-0-label" not in motion
    choice = browser.get("/scrutins/nouveau?regle=approbation").text
    assert "options-2-label" in choice and "meaning_for" not in choice and "cost" not in choice
    shared = browser.get("/scrutins/nouveau?regle=parts-egales").text
    assert "options-0-cost" in shared and 'name="budget"' in shared
    lazy = browser.get("/scrutins/nouveau?regle=consensus-apparent").text
    assert "options-0-label" not in lazy and "meaning_for" not in lazy


@pytest.mark.parametrize("key", ["inconnue", "a%00b", "x" * 300, "%F0%9F%90%A7", "'--"])
def test_a_rule_that_is_none_shows_the_rules(polls, cast, key):
    page = polls.browser(cast.secretariat).get(f"/scrutins/nouveau?regle={key}")
    assert page.status_code in (200, 400)
    typed = TEXT | {"rule": "a\0b"} | options_data(*NAMES)
    answer = polls.browser(cast.secretariat).post("/scrutins/nouveau", data=typed)
    assert answer.status_code == 422 and polls.count(Poll) == 0


def test_more_rows_and_another_rule_keep_what_was_typed(polls, cast):
    browser = polls.browser(cast.secretariat)
    data = TEXT | {"rule": "approbation"} | options_data(*NAMES)
    more = browser.post("/scrutins/nouveau", data=data | {"more": "1"})
    assert "options-5-label" in more.text and NAMES[2] in more.text
    assert polls.count(Poll) == 0
    other = browser.post("/scrutins/nouveau", data=data | {"rule": "notes", "other_rule": "1"})
    assert NAMES[2] in other.text and polls.count(Poll) == 0
    assert 'value="notes" selected' in other.text or 'selected value="notes"' in other.text


BAD_OPTIONS = [
    (
        {f"options-{n}-{part}": "" for n in (1, 2) for part in ("label", "meaning")},
        "au moins deux",
    ),
    ({"options-1-label": NAMES[0].upper()}, "le même nom"),
    ({"options-1-meaning": ""}, "Dites ce que signifie"),
    ({"options-1-label": ""}, "Nommez cette option"),
    ({"options-1-label": "x" * 121}, "120"),
    ({"options-1-label": "a\u202eb"}, "sens d’écriture"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), BAD_OPTIONS)
def test_bad_options_come_back_with_a_sentence(polls, cast, change, words):
    data = TEXT | {"rule": "approbation"} | options_data(*NAMES) | change
    page = polls.browser(cast.secretariat).post("/scrutins/nouveau", data=data)
    assert page.status_code == 422 and words in page.text
    assert NAMES[0] in page.text and polls.count(Poll) == 0


@pytest.mark.parametrize("cost", ["", "0", "-5", "1,5", "beaucoup", "9" * 30])
@pytest.mark.parametrize("name", ["options-1-cost", "budget"])
def test_bad_amounts_come_back_with_a_sentence(polls, cast, cost, name):
    data = TEXT | {"rule": "parts-egales", "budget": "100000"}
    data |= options_data(*NAMES, costs=COSTS) | {name: cost}
    page = polls.browser(cast.secretariat).post("/scrutins/nouveau", data=data)
    assert page.status_code == 422 and polls.count(Poll) == 0


def test_too_few_options_for_the_seats(polls, cast):
    data = TEXT | {"rule": "vote-unique-transferable"} | options_data(*NAMES[:2])
    page = polls.browser(cast.secretariat).post("/scrutins/nouveau", data=data)
    assert page.status_code == 422 and "La règle choisit 3 options" in page.text


def test_a_draft_is_edited_with_its_options(polls, cast):
    browser = polls.browser(cast.secretariat)
    data = TEXT | {"rule": "approbation"} | options_data(*NAMES)
    path = browser.post("/scrutins/nouveau", data=data).location
    page = browser.get(path + "/modifier").text
    assert all(name in page for name in NAMES) and "options-5-label" in page
    version = re.search(r'name="row_version"[^>]*value="(\d+)"', page)[1]
    change = options_data("Atelier d’essai", "Piste nouvelle") | {"row_version": version}
    answer = browser.post(path + "/modifier", data=TEXT | {"rule": "notes"} | change)
    assert answer.status_code == 303
    page = browser.get(path).text
    assert "Piste nouvelle" in page and NAMES[2] not in page and "Notes de 0 à 10" in page
