"""Reads on the rules a poll may be given."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from council import tally
from council.extensions import db
from council.polls.held import missing_for
from council.polls.models import Poll, Rule
from council.tally.presets import PRESETS


@dataclass(frozen=True)
class ShownRule:
    """A rule that a poll may be given: a shipped one (read-only) or one made through the pages."""

    key: str
    name: str
    rule: tally.Rule
    row: Rule | None = None

    @property
    def is_preset(self) -> bool:
        """Say whether the rule ships with the program and cannot be edited."""
        return self.row is None


def preset_rules() -> list[ShownRule]:
    """Return the rules shipped with the program by which a vote can be held here."""
    shipped = [
        ShownRule(key, preset["name"], tally.Rule.from_json(preset["rule"]))
        for key, preset in PRESETS.items()
    ]
    return [shown for shown in shipped if missing_for(shown.rule) is None]


def rules() -> list[ShownRule]:
    """Return every rule a poll may be given, the shipped ones first."""
    made = db.session.scalars(select(Rule).order_by(Rule.name))
    return preset_rules() + [ShownRule(row.uid, row.name, row.rule, row) for row in made]


def find_rule(key: str) -> ShownRule | None:
    """Return a rule by its key: a shipped rule's name, or a made rule's uid."""
    shipped = next((rule for rule in preset_rules() if rule.key == key), None)
    if shipped is not None:
        return shipped
    if not key.isalnum():
        # What is typed in an address may be anything, NUL included: no rule has such a key.
        return None
    row = db.session.scalar(select(Rule).where(Rule.uid == key))
    return None if row is None else ShownRule(row.uid, row.name, row.rule, row)


# Offered first while no poll was called by another rule.
FIRST = ("avis-ecosysteme", "majorite-simple", "consensus-apparent")


def rules_by_use() -> tuple[list[ShownRule], list[ShownRule]]:
    """Return the rules in use, then the others: in use are those made here or already called by."""
    called = set(db.session.scalars(select(Poll.rule_key).where(Poll.called_at.is_not(None))))
    everyone = rules()
    used = [rule for rule in everyone if rule.row is not None or rule.key in {*FIRST, *called}]
    return used, [rule for rule in everyone if rule not in used]
