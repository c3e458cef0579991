"""Rules made through the pages work like the shipped ones, which nobody can edit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council import clock
from council.polls import actions, actions_rules, queries, queries_rules
from council.polls.models import PollState, Rule
from council.tally import Rule as Written
from council.tally.presets import PRESETS
from council.transactions import Invalid
from tests.polls.conftest import AVIS, SIMPLE
from tests.polls.held import Held

TYPED = {
    "name": "Avis à trois cinquièmes",
    "mode": "single",
    "role_ecosysteme": "1",
    "weight_ecosysteme": "1",
    "role_administrations": "0",
    "weight_administrations": "1",
    "majority_base": "exprimes",
    "threshold": "3/5",
    "quorum": "share",
    "quorum_share": "1/2",
    "tie": "rejected",
    "results_public": "closing",
    "opened_by": "secretariat",
    "ballots_changeable": "y",
    "blank_allowed": "y",
}


@pytest.fixture
def both_colleges(build):
    build.college("ecosysteme", "Écosystème")
    build.college("administrations", "Administrations")


def made(polls):
    return polls.build(lambda: [rule for rule in queries_rules.rules() if not rule.is_preset])


def test_a_copy_edited_through_the_pages_counts_like_any_rule(polls, cast, both_colleges, after):
    browser = polls.browser(cast.secretariat)
    assert 'value="membres"' in browser.get(f"/regles/{AVIS}/copier").text
    saved = browser.post(f"/regles/{AVIS}/copier", data=TYPED)
    assert saved.status_code == 303
    page = browser.get(saved.location).text
    assert "au moins les trois cinquièmes des suffrages exprimés" in page
    (rule,) = made(polls)
    assert rule.rule.sha256 in page

    _ = cast.member_body, cast.other_body
    draft = {
        "title": "Faut-il ?", "text": "Texte.", "meaning_for": "Oui.", "meaning_against": "Non.",
        "rule": rule.key, "shown_to": "public",
    }  # fmt: skip
    location = browser.post("/scrutins/nouveau", data=draft).location
    opened = browser.post(f"{location}/ouvrir", data={"closes_at": "2090-01-01T10:00"})
    assert opened.status_code == 303
    member = polls.browser(cast.member)
    cast_it = member.post(f"{opened.location}/bulletin", data={"choice": "for", "confirmed": "1"})
    assert cast_it.status_code == 303
    poll = polls.build(lambda v: queries.find_poll(opened.location.split("/")[-1], v),
                       polls.viewer(cast.member))  # fmt: skip
    after(poll.closes_at + timedelta(seconds=1))
    page = polls.browser().get(opened.location).text
    assert "La proposition est adoptée." in page
    assert "1 votants sur 2 sièges, il en fallait 1." in page


def test_a_rule_is_edited_for_polls_to_come(polls, cast, both_colleges):
    browser = polls.browser(cast.secretariat)
    address = browser.post(f"/regles/{SIMPLE}/copier", data=TYPED).location
    page = browser.get(f"{address}/modifier").text
    assert 'value="Avis à trois cinquièmes"' in page
    change = TYPED | {"threshold": "2/3", "row_version": "1"}
    assert browser.post(f"{address}/modifier", data=change).status_code == 303
    assert "au moins les deux tiers" in browser.get(address).text
    stale = browser.post(f"{address}/modifier", data=change | {"threshold": "3/4"})
    assert stale.status_code == 409


def test_shipped_rules_are_read_only(polls, cast):
    browser = polls.browser(cast.secretariat)
    assert browser.get(f"/regles/{AVIS}").status_code == 200
    assert browser.post(f"/regles/{AVIS}/modifier", data=TYPED).status_code == 404


@pytest.mark.parametrize("role", ["citizen", "member", "chair", "administrator"])
def test_only_the_secretariat_makes_rules(polls, cast, role):
    browser = polls.browser(getattr(cast, role))
    page = browser.post(f"/regles/{AVIS}/copier", data=TYPED)
    assert page.status_code == 403 and "secrétariat" in page.text
    assert polls.count(Rule) == 0
    assert "Copier pour l’adapter" not in browser.get("/regles").text


BAD = [
    ({"name": ""}, "obligatoire"),
    ({"name": "avis du collège ÉCOSYSTÈME"}, "porte déjà ce nom"),
    ({"role_ecosysteme": "", "role_administrations": ""}, "au moins un collège"),
    ({"role_ecosysteme": "0"}, "poids supérieur à 0"),
    ({"mode": "weighted", "weight_ecosysteme": "0.5"}, "fraction écrite"),
    ({"mode": "weighted", "weight_ecosysteme": "1/0"}, "fraction écrite"),
    ({"quorum_share": "beaucoup"}, "fraction écrite"),
    ({"quorum_share": "3/2"}, "au plus égale à 1"),
    ({"mode": "concurrent", "tie": "casting_vote"}, "la présidence ne peut pas départager"),
    ({"threshold": "1/3"}, ""),
    ({"tie": "au sort"}, ""),
    ({"method": "plébiscite"}, ""),
    ({"second_quorum": "share", "second_quorum_share": "5/3"}, "au plus égale à 1"),
    ({"second_quorum": "share", "second_quorum_share": "un tiers"}, "fraction écrite"),
    ({"threshold_ecosysteme": "2/3"}, "Un seuil propre"),
    ({"quorum_ecosysteme": "1/3"}, "Un quorum propre"),
    ({"mode": "concurrent", "tie": "casting_vote"}, "« la proposition est rejetée »"),
    ({"majority_base": "tous"}, ""),
]


@pytest.mark.parametrize(("change", "words"), BAD)
def test_a_rule_that_cannot_work_is_refused_beside_its_field(
    polls, cast, both_colleges, change, words
):
    page = polls.browser(cast.secretariat).post(f"/regles/{AVIS}/copier", data=TYPED | change)
    assert page.status_code == 422 and words in page.text
    assert polls.count(Rule) == 0


def test_rules_are_read_by_everybody_in_words(polls):
    page = polls.browser().get("/regles").text
    assert "Avis du collège écosystème" in page and "Majorité simple des exprimés" in page
    assert "plus de la moitié des inscrits, qu’ils aient voté ou non" in page
    assert "Ne pas voter pèse comme un vote contre." in page
    assert polls.browser().get("/regles/inconnue").status_code == 404


def written(polls, cast, **changes):
    """A rule made by the secretariat from the simple majority, with fields changed."""
    values = PRESETS["majorite-simple"]["rule"] | changes
    author = polls.viewer(cast.secretariat)
    return polls.build(
        actions_rules.add_rule, "Règle fictive", Written.from_json(values), author=author
    )


def test_a_rule_says_how_long_before_and_how_long(polls, cast):
    polls.called(SIMPLE)
    poll = polls.draft(written(polls, cast, minimum_days=10, notice_days=5).uid)
    chair, now = polls.viewer(cast.chair), clock.now()

    def opened(starts, ends):
        opens_at, closes_at = now + timedelta(days=starts), now + timedelta(days=ends)
        return polls.build(
            actions.open_poll, poll, opener=chair, opens_at=opens_at, closes_at=closes_at
        )

    with pytest.raises(Invalid, match="5 jours avant"):
        opened(4, 30)
    with pytest.raises(Invalid, match="au moins 10 jours"):
        opened(6, 15)
    assert opened(6, 17).state == PollState.CALLED


@pytest.mark.parametrize(("change", "words"), [
    ({"secrecy": "end_to_end", "proxies": 1}, "bout en bout"),
])  # fmt: skip
def test_a_rule_that_asks_for_more_than_there_is_is_refused_with_what_lacks(
    polls, cast, change, words
):
    rule = written(polls, cast, **change)
    with pytest.raises(Invalid) as refused:
        polls.draft(rule.uid)
    assert words in refused.value.errors["rule"]


def test_a_rule_nobody_thought_of_holds_a_poll_like_any_other(
    polls, cast, build, after, both_colleges
):
    """Three colleges, three fifths of the members, one advisory, a second convocation, a proxy."""
    held = Held(polls, cast, build, after)
    build.college("collectivites", "Collectivités")
    heard = build.organization("Commune inventée de Testbourg")
    build.seat(heard, "collectivites")
    person = build.account("Ode Quatrième-Fictive")
    build.mandate(person, "member", body=heard)
    build.seat(build.organization("Office inventé des canaux"), "administrations")
    typed = {
        "name": "Trois collèges",
        "mode": "single",
        "role_ecosysteme": "1",
        "role_administrations": "1",
        "role_collectivites": "0",
        "majority_base": "membres",
        "threshold": "3/5",
        "quorum": "share",
        "quorum_share": "2/3",
        "tie": "rejected",
        "results_public": "closing",
        "opened_by": "secretariat",
        "ballots_changeable": "y",
        "blank_allowed": "y",
        "proxies": "1",
        "notice_days": "",
        "second_quorum": "none",
        "second_threshold": "1/2",
        "second_after": "3",
    }
    browser = polls.browser(cast.secretariat)
    saved = browser.post(f"/regles/{SIMPLE}/copier", data=typed)
    assert saved.status_code == 303
    key = saved.location.rsplit("/", 1)[1]
    page = browser.get(saved.location).text
    assert "au moins les trois cinquièmes des inscrits" in page
    assert "Au plus tôt 3 jours après la clôture." in page
    form = browser.get(saved.location + "/modifier").text
    assert re.search(r'name="second_after"[^>]*value="3"', form)
    held.open(key, meaning_for="Oui.", meaning_against="Non.")
    held.voters.append((person, heard))
    held.vote(0, choice="for")
    held.vote(1, choice="for")
    held.vote(2, choice="against")
    held.vote(3, choice="against")
    page = held.close()
    result = held.sealed()
    assert (result["total"]["inscrits"], result["advisory"]["inscrits"]) == (4, 1)
    assert result["outcome"] == "rejected", "two of four members are not three fifths"
    assert "La proposition est rejetée." in page and "Total consultatif" in page
    data = polls.browser().get(f"/scrutins/{held.poll.reference}/resultat.zip")
    assert data.status_code == 200
    again = polls.browser(cast.secretariat).post(
        f"/scrutins/{held.poll.reference}/seconde-convocation"
    )
    assert again.status_code == 303
    assert "plus de la moitié des inscrits" in polls.browser(cast.chair).get(again.location).text


@pytest.mark.parametrize("value", ["-1", "6", "un", "1,5", "9" * 40])
def test_a_bad_number_of_proxies_is_refused(polls, cast, value):
    page = polls.browser(cast.secretariat).post(
        f"/regles/{SIMPLE}/copier", data=TYPED | {"proxies": value}
    )
    assert page.status_code == 422


# What each method asks, as typed, and as the rule has it.
BY_METHOD = {
    "lazy_consensus": ({"set_on_objection": "motion"}, {"on_objection": "motion"}),
    "consent": ({}, {}),
    "approval": ({"set_seats": "3"}, {"seats": 3}),
    "ranked": (
        {"set_majority": "3/2", "set_quorum": "4"},
        {"default_option": False, "majority": "3/2", "quorum": 4},
    ),
    "irv": ({"set_equal_ranks": "exhaust"}, {"equal_ranks": "exhaust"}),
    "stv": (
        {"set_seats": "2", "set_equal_ranks": "split"},
        {"seats": 2, "equal_ranks": "split"},
    ),
    "majority_judgment": (
        {"set_grades": "Non\r\n\r\n Peut-être \r\nOui", "set_missing": "normalize"},
        {"grades": ("Non", "Peut-être", "Oui"), "missing": "normalize"},
    ),
    "score": (
        {"set_most": "5", "set_mean": "y", "set_missing": "worst"},
        {"most": 5, "mean": True, "missing": "worst"},
    ),
    "equal_shares": (
        {"set_completion": "add1", "set_minimum_support": ""},
        {"completion": "add1", "minimum_support": 0},
    ),
}


@pytest.mark.parametrize("method", BY_METHOD)
def test_a_rule_is_given_another_method_and_its_settings(polls, cast, both_colleges, method):
    browser = polls.browser(cast.secretariat)
    typed, settings = BY_METHOD[method]
    chosen = TYPED | {"name": "Autre", "method": method, "method_shown": "motion"}
    shown = browser.post(f"/regles/{SIMPLE}/copier", data=chosen)
    assert shown.status_code == 200 and polls.count(Rule) == 0
    assert 'value="Autre"' in shown.text, "what was typed stays"
    assert set(re.findall(r'name="(set_\w+)"', shown.text)) == {f"set_{name}" for name in settings}
    assert 'name="majority_base"' not in shown.text
    assert re.findall(r'name="method_shown"[^>]*value="(\w+)"', shown.text) == [method]
    sent = chosen | {"method_shown": method} | typed
    saved = browser.post(f"/regles/{SIMPLE}/copier", data=sent)
    assert saved.status_code == 303
    (rule,) = made(polls)
    assert rule.rule.method == method and rule.rule.parameters == settings
    assert rule.rule.sha256 in browser.get(saved.location).text
    edit = browser.get(f"{saved.location}/modifier").text
    again = sent | {"row_version": "1", "name": "Encore"}
    assert browser.post(f"{saved.location}/modifier", data=again).status_code == 303
    assert made(polls)[0].rule == rule.rule
    for name, value in typed.items():
        if value not in ("", "y") and "\n" not in value:
            assert re.search(rf'name="{name}"[^>]*value="{value}"', edit), name


def test_settings_are_shown_again_when_they_are_asked_for(polls, cast, both_colleges):
    browser = polls.browser(cast.secretariat)
    sent = TYPED | {"show_settings": "1", "method": "motion", "method_shown": "motion"}
    assert browser.post(f"/regles/{SIMPLE}/copier", data=sent).status_code == 200
    assert polls.count(Rule) == 0


BAD_SETTINGS = [
    ("approval", {"set_seats": "0"}, "De 1 à 100"),
    ("approval", {"set_seats": ""}, "obligatoire"),
    ("approval", {"set_seats": "2", "tie": "casting_vote"}, "pour plusieurs places"),
    ("ranked", {"set_majority": "1/2"}, "au moins 1"),
    ("ranked", {"set_majority": "deux"}, "s’écrit"),
    ("ranked", {"set_quorum": "-1", "set_majority": "1"}, "De 0 à"),
    ("irv", {"set_equal_ranks": "moitié"}, ""),
    ("majority_judgment", {"set_grades": "Seule"}, "de 2 à 11 mentions"),
    ("majority_judgment", {"set_grades": "Bien\nbien"}, "le même nom"),
    ("majority_judgment", {"set_grades": ""}, "obligatoire"),
    ("score", {"set_most": "1000"}, "De 1 à 100"),
    ("equal_shares", {"mode": "weighted"}, "parts égales"),
]


@pytest.mark.parametrize(("method", "change", "words"), BAD_SETTINGS)
def test_a_bad_setting_is_said_beside_its_field(polls, cast, both_colleges, method, change, words):
    sent = TYPED | BY_METHOD[method][0] | {"method": method, "method_shown": method} | change
    page = polls.browser(cast.secretariat).post(f"/regles/{SIMPLE}/copier", data=sent)
    assert page.status_code == 422 and words in page.text
    assert polls.count(Rule) == 0


def test_colleges_have_thresholds_and_quorums_of_their_own(polls, cast, both_colleges):
    browser = polls.browser(cast.secretariat)
    typed = TYPED | {
        "mode": "concurrent",
        "role_administrations": "1",
        "threshold_ecosysteme": "2/3",
        "quorum": "per_college",
        "quorum_administrations": "1/4",
        "second_quorum": "per_college",
        "second_quorum_share": "1/5",
        "results_public": "decision",
        "read_by_roll": "y",
        "read_by_council": "y",
    }
    saved = browser.post(f"/regles/{SIMPLE}/copier", data=typed)
    assert saved.status_code == 303
    (shown,) = made(polls)
    rule = shown.rule
    assert rule.results_read_by == ("roll", "council")
    second = rule.second_convocation
    assert second is not None and str(second.quorum and second.quorum.share) == "1/5"
    own = {c.key: (str(c.threshold and c.threshold.share), str(c.quorum)) for c in rule.colleges}
    assert own == {"ecosysteme": ("2/3", "None"), "administrations": ("None", "1/4")}
    page = browser.get(saved.location).text
    assert "lu par les inscrits et tout le conseil" in page
    assert "Quorum propre" in page and "Seuil propre" in page
    edit = browser.get(f"{saved.location}/modifier").text
    assert re.search(r'name="quorum_administrations"[^>]*value="1/4"', edit)
    again = typed | {"row_version": "1"}
    assert browser.post(f"{saved.location}/modifier", data=again).status_code == 303
    assert made(polls)[0].rule == rule
