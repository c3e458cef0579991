"""A secret box gives the result its named ballots would, tells no small group, and is recounted by
the verifier's own code from what is published."""

from __future__ import annotations

import json
from random import Random
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from council import tally
from council.polls.models import RollEntry
from council.polls.models_secret import PollSignature, SecretBallot
from council.polls.queries import CastBallot
from council.polls.secrecy import SMALLEST, SecretCount, box_for, count_secret, sheet_of, turnout_of
from council.records.canonical import canonical
from council.tally.presets import PRESETS
from council.verifier.secret import SecretRecords, compare_count, count_again
from tests.polls.test_verifier_counts import SEED, a_content, a_rule, an_election

METHODS = sorted(key for key in PRESETS if not key.startswith("cons"))


def a_secret_rule(draw: Random, preset: str) -> tally.Rule | None:
    """A rule of any sort, made secret; None when it cannot be."""
    rule = a_rule(draw, preset)
    if rule is None:
        return None
    changes = {"secrecy": "secret", "tie": draw.choice(["rejected", "no_decision", "lot"])}
    return tally.Rule.from_json(
        rule.as_json() | changes | {"reason_required_on_against": False, "written_exchange": True}
    )


def boxed(draw: Random, rule: tally.Rule, roll: Any, contents: Any, recused: Any) -> Any:
    """The same election as its tables hold it: the roll with signatures, the box in any order."""
    advisory = {college.key for college in rule.colleges if college.advisory}
    rows, ballots = [], []
    for place, row in enumerate(roll, 1):
        entry = RollEntry(
            uid=row["seat"],
            college_key=row["college"],
            advisory=row["college"] in advisory,
            position=place,
        )
        voted = row["seat"] in contents
        gone = object() if row["seat"] in recused else None
        rows.append(CastBallot(entry, None, None, gone, PollSignature() if voted else None))
        if voted:
            text = canonical(contents[row["seat"]])
            proof = f"{draw.getrandbits(256):064x}"
            ballots.append(SecretBallot(box=box_for(rule, entry), content=text, proof=proof))
    draw.shuffle(ballots)
    return rows, ballots


def published(frozen: Any, recused: Any, told: Any) -> SecretRecords:
    """The records that a package of this election would give, past its hashes."""
    records: Any = object.__new__(SecretRecords)
    records.frozen, records.roll, records.recused = frozen, frozen["roll"], recused
    records.seats = {row["seat"]: row for row in records.roll}
    records.ballots, records.turnout, records.result = told
    records.facts, records.closed = records.result["secret"], set()
    return records


def telling(contents: list[str]) -> bool:
    """Say whether a group's figures would tell what somebody did."""
    return len(contents) < SMALLEST or len(set(contents)) < 2


def check_untold(rule: tally.Rule, ballots: list[SecretBallot], count: SecretCount) -> None:
    """Nothing of a group that tells too much is in the result."""
    groups: dict[str, list[str]] = {}
    for ballot in ballots:
        groups.setdefault(ballot.box, []).append(ballot.content)
    deciding = [found for box, found in groups.items() if box != "advisory"]
    if telling(groups.get("advisory", [])):
        assert count.result.advisory.inscrits == 0 and count.result.advisory_choice is None
    if rule.mode == "single" and len(rule.voting_colleges) > 1:
        assert not any(not g.advisory for g in count.result.groups)
    if rule.mode != "single" and any(map(telling, deciding)):
        assert not any(not g.advisory for g in count.result.groups) or len(deciding) == 1
    if telling([content for found in deciding for content in found]):
        assert not count.turnout


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_a_secret_box_gives_the_same_result(preset: str, draw: Random) -> None:
    for _again in range(6):
        rule = a_secret_rule(draw, preset)
        if rule is None:
            continue
        question, frozen, roll, contents, recused = an_election(draw, rule)
        more = [dict(row, seat=f"t{n}") for n, row in enumerate(roll) for _ in range(1)]
        names = list(question.options)
        for row in more:
            if draw.random() < 0.9:
                contents[row["seat"]] = a_content(draw, rule, names)
        advisory = {college.key for college in rule.colleges if college.advisory}
        roll = [row | {"advisory": row["college"] in advisory} for row in [*roll, *more]]
        frozen = frozen | {"roll": roll, "rule": rule.as_json()}
        voters = [
            tally.Voter(r["seat"], r["college"], r["advisory"], r["seat"] in recused) for r in roll
        ]
        open_count = tally.count_ballots(rule, voters, contents, None, question)
        rows, ballots = boxed(draw, rule, roll, contents, recused)
        poll: Any = SimpleNamespace(rule=rule, question=question)
        count = count_secret(poll, rows, ballots)
        same = ("outcome", "winners", "tied", "total")
        assert [getattr(count.result, k) for k in same] == [getattr(open_count, k) for k in same]
        check_untold(rule, ballots, count)
        facts = count.facts()
        sealed = json.loads(json.dumps(count.result.as_json() | {"secret": facts}))
        told = sheet_of(ballots, facts), turnout_of(rows, facts), sealed | {"lot_seed": SEED}
        records = published(frozen, recused, told)
        compare_count(records, *count_again(records))
