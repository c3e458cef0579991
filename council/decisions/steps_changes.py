"""Writes of what a decision does to others, that several actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.clock import now
from council.decisions.masks import blacked_out
from council.decisions.models import Decision, DecisionState, DecisionVersion
from council.decisions.models_changes import KEEPING, DecisionChange, VersionWithdrawal
from council.decisions.queries_changes import changes_already, changes_of, marked_texts
from council.decisions.steps import add_version
from council.extensions import db
from council.records.models import LinkKind, Record
from council.records.steps import link
from council.transactions import Invalid, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

ENDED = {
    LinkKind.SUPERSEDES: DecisionState.SUPERSEDED,
    LinkKind.REPEALS: DecisionState.REPEALED,
}


def refuse_change(decision: Decision, target: Decision | None, field: str) -> Decision:
    """Return the target when a decision may change it; Invalid on `field` when it may not."""
    if target is None or target.id == decision.id:
        raise Invalid({field: _("Donnez le numéro d’une autre décision.")})
    if target.state != DecisionState.PUBLISHED:
        raise Invalid({field: _("%(number)s n’est pas en vigueur.", number=target.reference or "")})
    if changes_already(target.id, decision.id):
        raise Invalid(
            {
                field: _(
                    "%(number)s change déjà cette décision : deux décisions ne se changent pas "
                    "l’une l’autre.",
                    number=target.reference or "",
                )
            }
        )
    return target


def replaced_by(decision: Decision, successor: Decision | None, kind: LinkKind) -> None:
    """Write on both sides that a published decision ends another."""
    if successor is None or successor.id == decision.id:
        raise Invalid({"successor": _("Donnez le numéro de la décision qui la remplace.")})
    if successor.state != DecisionState.PUBLISHED:
        raise Invalid({"successor": _("La décision qui remplace doit être publiée.")})
    if changes_already(decision.id, successor.id):
        raise Invalid({"successor": _("Cette décision change déjà celle qui la remplacerait.")})
    link(successor.record, decision.record, kind)


def make_changes(decision: Decision, *, author: Viewer) -> list[DecisionChange]:
    """Do what a decision just published says it does to others; return what was done.

    The others are locked in the order of their records; one that is no longer in force since the
    draft was written stops the publication, with a sentence.
    """
    changes = changes_of(decision.id)
    for change in changes:
        refuse_change(decision, lock(change.target), "changes")
    for change in changes:
        target, kind = change.target, LinkKind(change.kind)
        link(decision.record, target.record, kind)
        change.done_at = now()
        if kind in KEEPING:
            if change.body:
                _rewrite(target, change, decision, author=author)
        else:
            target.state, target.closed_at = ENDED[kind], now()
            target.closing_reason = _ended_by(kind, decision.reference or "")
        target.row_version += 1
    return changes


def _ended_by(kind: LinkKind, number: str) -> str:
    if kind == LinkKind.REPEALS:
        return _("Abrogée par %(number)s.", number=number)
    return _("Remplacée par %(number)s.", number=number)


def _rewrite(
    target: Decision, change: DecisionChange, decision: Decision, *, author: Viewer
) -> DecisionVersion:
    """Give a decision that stays in force the text it has from now on, as its next version."""
    texts = marked_texts(target) | {"body": change.body}
    target.body, target.body_html = blacked_out(change.body), change.body_html
    target.renderer_version = change.renderer_version
    number = decision.reference or ""
    if change.kind == LinkKind.CORRECTS:
        reason = _("erratum %(number)s", number=number)
    else:
        reason = _("modifiée par %(number)s", number=number)
    return add_version(target, author=author, reason=reason, texts=texts)


def withdraw_versions(
    versions: list[DecisionVersion], *, author: Viewer, reason: str
) -> list[DecisionVersion]:
    """Stop showing versions to everybody; those already withdrawn stay as they are."""
    new = [v for v in versions if db.session.get(VersionWithdrawal, v.id) is None]
    organization_id, software_id = author.acts_for
    db.session.add_all(
        VersionWithdrawal(
            version_id=version.id,
            reason=reason,
            account_id=author.account_id,
            for_organization_id=organization_id,
            for_software_id=software_id,
        )
        for version in new
    )
    return new


def records_of(changes: list[DecisionChange]) -> list[Record]:
    """Return the records of the decisions that changes are about."""
    return [change.target.record for change in changes]
