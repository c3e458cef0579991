"""Making and changing the rules that polls may be given."""

from __future__ import annotations

from flask_babel import gettext as _

from council import tally
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import Viewer
from council.polls import policies, queries_rules, steps
from council.polls.models import Rule
from council.records.steps import bump
from council.transactions import Conflict, Invalid, action, lock


@action
def add_rule(name: str, rule: tally.Rule, *, author: Viewer) -> Rule:
    """Add a rule that polls may be given."""
    check(policies.can_edit_rules(steps.as_of_now(author)))
    _refuse_taken_name(name, None)
    organization_id, software_id = author.acts_for
    row = Rule(
        name=name,
        content=rule.canonical(),
        sha256=rule.sha256,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(row)
    db.session.flush()
    _note_rule("rule.created", row, author)
    return row


@action
def edit_rule(row: Rule, name: str, rule: tally.Rule, *, author: Viewer, seen_version: int) -> Rule:
    """Change a rule for polls to come: those already prepared keep the text they copied."""
    lock(row)
    check(policies.can_edit_rules(steps.as_of_now(author)))
    _refuse_taken_name(name, row)
    if not bump(row, Rule.row_version, seen_version):
        raise Conflict(
            _("Une autre personne a modifié cette règle pendant que vous écriviez."),
            ours=rule.canonical(),
            theirs=row.content,
        )
    row.name, row.content, row.sha256 = name, rule.canonical(), rule.sha256
    _note_rule("rule.edited", row, author)
    return row


def _refuse_taken_name(name: str, but: Rule | None) -> None:
    taken = [
        rule
        for rule in queries_rules.rules()
        if rule.name.casefold() == name.casefold() and (but is None or rule.row is not but)
    ]
    if taken:
        raise Invalid({"name": _("Une règle porte déjà ce nom.")})


def _note_rule(kind: str, row: Rule, author: Viewer) -> None:
    write_entry(
        kind,
        subjects=[],
        actor=author,
        public={"rule": row.uid, "name": row.name, "sha256": row.sha256},
    )
