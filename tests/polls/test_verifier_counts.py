"""The verifier's own count and the product's agree on any small election, by any rule."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from council import tally, verifier
from council.tally import lot
from council.tally.presets import PRESETS
from council.verifier.count import compare_result, recount
from council.verifier.faults import sha

SEED = "graine"
WEIGHTS = {
    "weighted": ("1", "2", "1/3", "0"),
    "single": ("1", "1", "0"),
    "concurrent": ("1", "1", "0"),
}
THRESHOLDS = (("1/2", True), ("3/5", False), ("2/3", False), ("1", False))


def a_rule(draw: Random, preset: str) -> tally.Rule | None:
    """A rule made from a shipped one, anything changed; None when it cannot be."""
    values = dict(PRESETS[preset]["rule"])
    mode = draw.choice(list(WEIGHTS))
    colleges = [
        {"key": k, "weight": draw.choice(WEIGHTS[mode])} for k in "abc"[: draw.randint(1, 3)]
    ]
    share, strict = draw.choice(THRESHOLDS)
    values |= {
        "electorate": {"mode": mode, "colleges": colleges},
        "majority_base": draw.choice(["exprimes", "votants", "membres"]),
        "threshold": {"share": share, "strict": strict},
        "quorum": draw.choice(
            [
                {"kind": "none"},
                {"kind": "share", "share": "1/2"},
                {"kind": "per_college", "share": "1/3"},
            ]
        ),
        "tie": draw.choice(["rejected", "no_decision", "casting_vote", "lot"]),
        "recused_leave_quorum": draw.random() < 0.5,
        "parameters": some_parameters(draw, dict(values["parameters"])),
    }
    try:
        return tally.Rule.from_json(values)
    except tally.RuleInvalid:
        return None


def some_parameters(draw: Random, found: dict[str, Any]) -> dict[str, Any]:
    """Other values for the parameters a method has."""
    other = {
        "seats": draw.randint(1, 3),
        "equal_ranks": draw.choice(["split", "exhaust"]),
        "default_option": draw.random() < 0.6,
        "majority": draw.choice(["1", "3/2"]),
        "quorum": draw.choice([0, 2]),
        "mean": draw.random() < 0.5,
        "completion": draw.choice(["add1", "add1u", "none"]),
        "minimum_support": draw.choice([0, 2]),
    }
    missing = ["ignore", "worst"] if "most" in found else ["worst", "median", "normalize"]
    other["missing"] = draw.choice(missing)
    return {key: other.get(key, value) for key, value in found.items()}


def a_content(draw: Random, rule: tally.Rule, names: list[str]) -> dict[str, Any] | None:
    """A ballot of the rule's method."""
    kind = tally.METHODS[rule.method].kind
    if kind == "choice" or draw.random() < 0.12:
        return {"choice": draw.choice(rule.choices)}
    some = draw.sample(names, draw.randint(1, len(names)))
    if kind == "approves":
        return {"approves": some}
    if kind == "grades":
        most = rule.parameters.get("most", 5)
        return {"grades": {option: draw.randint(0, most) for option in some}}
    groups: list[list[str]] = []
    for option in some:
        if groups and draw.random() < 0.25:
            groups[-1].append(option)
        else:
            groups.append([option])
    return {"ranking": groups}


def an_election(draw: Random, rule: tally.Rule) -> tuple[Any, ...]:
    """A question, its frozen document, a roll, ballots and recusals."""
    on_text = tally.METHODS[rule.method].on_proposal
    count = 0 if on_text else draw.randint(max(2, rule.seats), 5)
    options = [
        {"key": f"o{n}", "label": f"O{n}", "cost": draw.randint(1, 40)} for n in range(count)
    ]
    names = [o["key"] for o in options]
    names += ["discussion"] if rule.parameters.get("default_option") else []
    budget = draw.randint(20, 80)
    question = tally.Question(
        tuple(names),
        {name: name for name in names},
        {o["key"]: o["cost"] for o in options},
        budget,
        lot=lot.order(SEED, names or ["for", "against"]) if rule.tie == "lot" else (),
    )
    keys = [college.key for college in rule.colleges]
    roll = [
        {"seat": f"s{n}", "organization": f"O{n}", "college": draw.choice(keys), "advisory": False}
        for n in range(draw.randint(0, 9))
    ]
    recused = {row["seat"] for row in roll if draw.random() < 0.1}
    contents = {
        row["seat"]: a_content(draw, rule, names)
        for row in roll
        if row["seat"] not in recused and draw.random() < 0.85
    }
    frozen = {
        "rule": rule.as_json(),
        "options": options,
        "roll": roll,
        "settings": {"budget": budget},
        "lot_commitment": sha(SEED) if rule.tie == "lot" else None,
    }
    return question, frozen, roll, contents, recused


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PRESETS)), st.randoms(use_true_random=False))
def test_two_counts_that_share_no_code_agree(preset: str, draw: Random) -> None:
    for _again in range(6):
        rule = a_rule(draw, preset)
        if rule is None:
            continue
        question, frozen, roll, contents, recused = an_election(draw, rule)
        voters = [
            tally.Voter(r["seat"], r["college"], r["advisory"], r["seat"] in recused) for r in roll
        ]
        counted = tally.count_ballots(rule, voters, contents, None, question)
        sealed = json.loads(json.dumps(counted.as_json())) | {"lot_seed": SEED}
        mine, outcome = recount(frozen, contents, recused, sealed)
        compare_result(sealed, mine, outcome)
        if outcome.outcome == "tie" and rule.tie == "casting_vote":
            choice = draw.choice(outcome.tied or ["for", "against"])
            after = tally.count_ballots(rule, voters, contents, choice, question)
            _, settled = recount(frozen, contents, recused, sealed, choice)
            assert (after.outcome, sorted(after.winners)) == (
                settled.outcome,
                sorted(settled.winners),
            )


def test_the_parts_of_the_verifier_share_no_name_but_what_they_import():
    defined: dict[str, str] = {}
    for part in verifier.PARTS:
        source = (Path(verifier.__file__).parent / f"{part}.py").read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            names = [getattr(node, "name", "")]
            if isinstance(node, ast.Assign):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            for name in filter(None, names):
                assert name not in defined, f"{name} is in {part} and in {defined[name]}"
                defined[name] = part
