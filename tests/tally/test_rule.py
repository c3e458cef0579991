"""A rule is checked whole, has one text and one hash, and names the field that is wrong."""

import copy
import dataclasses
import hashlib
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.tally import Rule, RuleInvalid
from council.tally.parts import College, Quorum, Threshold
from council.tally.presets import PRESETS


def values(**changes):
    """Return valid rule values with some fields replaced; None removes the field."""
    base = copy.deepcopy(PRESETS["majorite-simple"]["rule"])
    for key, value in changes.items():
        if value is None:
            del base[key]
        else:
            base[key] = value
    return base


@pytest.mark.parametrize("key", PRESETS)
def test_presets_are_sound_and_round_trip(key):
    rule = Rule.from_json(PRESETS[key]["rule"])
    assert rule.as_json() == PRESETS[key]["rule"], "a preset is written with every field"
    assert Rule.loads(rule.canonical()) == rule
    assert rule.sha256 == hashlib.sha256(rule.canonical().encode()).hexdigest()


def test_preset_of_the_avis_says_what_the_council_does():
    rule = Rule.from_json(PRESETS["avis-ecosysteme"]["rule"])
    assert [c.key for c in rule.voting_colleges] == ["ecosysteme"]
    assert rule.college("administrations").advisory
    assert (rule.majority_base, rule.threshold) == ("membres", Threshold(Fraction(1, 2), True))
    assert (rule.quorum.kind, rule.opened_by, rule.results_public) == (
        "none",
        "secretariat",
        "decision",
    )


def test_order_of_keys_and_written_defaults_do_not_change_the_hash():
    full = values()
    short = {k: full[k] for k in reversed(full) if k not in ("quorum", "proxies", "tie", "secrecy")}
    short["threshold"] = {"share": "2/4"}
    short["electorate"] = {
        "colleges": [{"key": "administrations"}, {"key": "ecosysteme", "weight": 1}]
    }
    assert Rule.from_json(short).sha256 == Rule.from_json(full).sha256


def test_every_field_changes_the_hash():
    seen = {Rule.from_json(values()).sha256}
    changes = (
        {"majority_base": "votants"},
        {"threshold": {"share": "2/3", "strict": False}},
        {"threshold": {"share": "2/3", "strict": True}},
        {"quorum": {"kind": "share"}},
        {"quorum": {"kind": "per_college"}},
        {"tie": "no_decision"},
        {"ballots_changeable": False},
        {"results_public": "decision"},
        {"opened_by": "secretariat"},
        {"blank_allowed": False},
        {"reason_required_on_against": True},
        {"recused_leave_quorum": False},
    )
    for change in changes:
        seen.add(Rule.from_json(values(**change)).sha256)
    assert len(seen) == len(changes) + 1


def test_quorum_is_half_unless_written():
    assert Rule.from_json(values(quorum={"kind": "share"})).quorum == Quorum(
        "share", Fraction(1, 2)
    )


def colleges(*rows, mode="single"):
    return {"mode": mode, "colleges": list(rows)}


BAD = [
    ({"schema_version": 3}, "schema_version", "Version inconnue"),
    ({"schema_version": None}, "schema_version", "manque"),
    ({"schema_version": "1"}, "schema_version", "entier"),
    ({"method": "borda"}, "method", "motion"),
    ({"method": ["motion"]}, "method", "inconnue"),
    ({"couleur": "bleu"}, "couleur", "inconnu"),
    ({"majority_base": "presents"}, "majority_base", "exprimes"),
    ({"threshold": {"share": 0.5}}, "threshold.share", "2/3"),
    ({"threshold": {"share": "1/0"}}, "threshold.share", "2/3"),
    ({"threshold": {"share": True}}, "threshold.share", "2/3"),
    ({"threshold": {"share": "1/3", "strict": False}}, "threshold.share", "1/2 et 1"),
    ({"threshold": {"share": "3/2", "strict": False}}, "threshold.share", "1/2 et 1"),
    ({"threshold": {"share": "1/2", "strict": False}}, "threshold.strict", "égalité"),
    ({"threshold": {"share": "1", "strict": True}}, "threshold.strict", "unanimité"),
    ({"threshold": {"share": "2/3", "strict": "non"}}, "threshold.strict", "true"),
    ({"threshold": "1/2"}, "threshold", "objet"),
    ({"quorum": {"kind": "moitié"}}, "quorum.kind", "per_college"),
    ({"quorum": {"kind": {}}}, "quorum.kind", "inconnue"),
    ({"quorum": {"kind": "share", "share": "0"}}, "quorum.share", "supérieure à 0"),
    ({"quorum": {"kind": "share", "share": "5/4"}}, "quorum.share", "au plus"),
    ({"quorum": {"kind": "none", "share": "1/2"}}, "quorum.share", "Sans quorum"),
    ({"tie": "dés"}, "tie", "inconnue"),
    ({"secrecy": "caché"}, "secrecy", "end_to_end"),
    ({"proxies": -1}, "proxies", "entier"),
    ({"proxies": False}, "proxies", "entier"),
    ({"ballots_changeable": 1}, "ballots_changeable", "true"),
    ({"results_public": "jamais"}, "results_public", "closing"),
    ({"opened_by": "administrator"}, "opened_by", "chair"),
    ({"electorate": []}, "electorate", "objet"),
    ({"electorate": colleges()}, "electorate.colleges", "au moins un"),
    ({"electorate": {"colleges": "tous"}}, "electorate.colleges", "liste"),
    ({"electorate": colleges({"key": "a", "weight": 0})}, "electorate.colleges", "poids"),
    ({"electorate": colleges({"weight": 1})}, "electorate.colleges[0].key", "manque"),
    ({"electorate": colleges({"key": "Écosystème"})}, "electorate.colleges[0].key", "minuscules"),
    ({"electorate": colleges({"key": []})}, "electorate.colleges[0].key", "minuscules"),
    ({"electorate": colleges({"key": "a"}, {"key": "a"})}, "electorate.colleges[1].key", "déjà"),
    ({"electorate": colleges({"key": "a", "weight": 2})}, "electorate.colleges[0].weight", "poids"),
    ({"electorate": colleges({"key": "a", "weight": -1})}, "electorate.colleges[0].weight", "2/3"),
    (
        {"electorate": colleges({"key": "a", "threshold": {"share": "2/3"}})},
        "electorate.colleges[0].threshold",
        "concurrent",
    ),
    (
        {"electorate": colleges({"key": "a", "quorum": "1/2"})},
        "electorate.colleges[0].quorum",
        "per_college",
    ),
    ({"electorate": colleges({"key": "a"}, mode="tous")}, "electorate.mode", "weighted"),
    (
        {"electorate": colleges({"key": "a"}, mode="concurrent"), "tie": "casting_vote"},
        "tie",
        "présidence",
    ),
]


@pytest.mark.parametrize(("change", "field", "words"), BAD)
def test_bad_values_name_their_field(change, field, words):
    with pytest.raises(RuleInvalid) as refused:
        Rule.from_json(values(**change))
    assert words in refused.value.errors[field]
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "12", '"motion"', "NaN", "[" * 100_000])
def test_text_that_is_no_rule(text):
    with pytest.raises(RuleInvalid) as refused:
        Rule.loads(text)
    assert "json" in refused.value.errors


def test_a_field_written_twice_is_refused():
    text = json.dumps(values())[:-1] + ', "tie": "no_decision"}'
    with pytest.raises(RuleInvalid, match="deux fois"):
        Rule.loads(text)


def test_all_errors_are_given_together():
    with pytest.raises(RuleInvalid) as refused:
        Rule.from_json(values(tie="dés", majority_base="x", proxies=-3))
    assert set(refused.value.errors) == {"tie", "majority_base", "proxies"}


def test_a_rule_built_in_python_is_checked_too_and_cannot_change():
    with pytest.raises(RuleInvalid):
        Rule(colleges=(College("a"),), threshold=Threshold(Fraction(1, 2), False))
    with pytest.raises(dataclasses.FrozenInstanceError):
        Rule(colleges=(College("a"),)).tie = "lot"


def test_choices_follow_the_rule():
    assert Rule.from_json(values()).choices == ("for", "against", "abstain", "blank")
    assert Rule.from_json(values(blank_allowed=False)).choices == ("for", "against", "abstain")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
def test_no_json_value_anywhere_does_anything_but_a_rule_or_a_refusal(data):
    tree = values()
    holder = tree
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(holder[key], (dict, list)) and holder[key] and data.draw(st.booleans()):
            holder = holder[key]
            continue
        holder[key] = data.draw(json_values)
        break
    try:
        rule = Rule.from_json(tree)
    except RuleInvalid as refused:
        assert refused.errors
    else:
        assert Rule.loads(rule.canonical()) == rule
