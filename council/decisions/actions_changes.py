"""What a draft says it will do to published decisions, and passages blacked out afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.decisions import policies
from council.decisions.masks import blacked_out, without_marks
from council.decisions.models import Decision, DecisionVersion
from council.decisions.models_changes import KEEPING, DecisionChange
from council.decisions.queries import versions_of
from council.decisions.queries_changes import LONG_TEXTS, changes_of, find_change, marked_texts
from council.decisions.steps import add_version, show_sections
from council.decisions.steps_changes import refuse_change, withdraw_versions
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import ANONYMOUS
from council.records.models import LinkKind
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.markdown import Rendered
    from council.organizations.viewer import Viewer


@action
def declare_change(
    decision: Decision,
    *,
    author: Viewer,
    kind: LinkKind,
    target: Decision | None,
    body: str = "",
    rendered: Rendered | None = None,
) -> DecisionChange:
    """Write in a draft what it will do to a published decision; said twice, the last counts.

    `body` is the text the other will have from then on, passages to black out marked.
    """
    lock(decision)
    check(policies.can_edit_decision(author, decision))
    found = refuse_change(decision, target, "target")
    if body and kind not in KEEPING:
        raise Invalid({"body": _("Une décision remplacée ou abrogée garde son texte.")})
    known = {change.target_id: change for change in changes_of(decision.id)}
    change = known.get(found.id) or DecisionChange(decision_id=decision.id, target=found)
    change.kind, change.body = str(kind), body
    change.body_html = str(rendered.html) if rendered is not None and body else ""
    change.renderer_version = rendered.version if rendered is not None and body else ""
    db.session.add(change)
    decision.row_version += 1
    write_entry(
        "decision.change_declared",
        subjects=[decision.record],
        actor=author,
        public={"kind": str(kind), "of": found.reference},
    )
    db.session.flush()
    return change


@action
def drop_change(decision: Decision, change_id: int, *, author: Viewer) -> Decision:
    """Take out of a draft what it would do to another decision; once gone, it is gone."""
    lock(decision)
    check(policies.can_edit_decision(author, decision))
    change = find_change(decision.id, change_id)
    if change is None:
        return decision
    of = change.target.reference
    db.session.delete(change)
    decision.row_version += 1
    write_entry(
        "decision.change_dropped", subjects=[decision.record], actor=author, public={"of": of}
    )
    return decision


@action
def black_out(
    decision: Decision,
    *,
    author: Viewer,
    texts: Mapping[str, str],
    rendered: Mapping[str, Rendered],
    reason: str,
    seen_version: int,
) -> DecisionVersion:
    """Hide passages of a published decision: nothing else of its texts may change.

    The text before is kept for who conducts the council; versions that show it are withdrawn from
    everybody else, with the reason.
    """
    lock(decision)
    check(policies.can_black_out(author, decision))
    if decision.row_version != seen_version:
        raise Conflict(
            _("Cette décision a été modifiée entre-temps."),
            ours=texts.get("body", ""),
            theirs=decision.body,
        )
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi : le motif reste affiché.")})
    now_marked = marked_texts(decision)
    marked = {name: texts.get(name, now_marked[name]) for name in LONG_TEXTS}
    _only_marks_added(now_marked, marked)
    shown = versions_of(decision, ANONYMOUS)
    for name in LONG_TEXTS:
        setattr(decision, name, blacked_out(marked[name]))
    show_sections(decision, rendered)
    decision.row_version += 1
    version = add_version(decision, author=author, reason=_("occultation"), texts=marked)
    withdrawn = withdraw_versions(shown, author=author, reason=reason)
    write_entry(
        "decision.blacked_out",
        subjects=[decision.record],
        actor=author,
        public={
            "version": version.number,
            "sha256": version.sha256,
            "withdrawn": [each.number for each in withdrawn],
        },
    )
    return version


def _only_marks_added(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    errors = {
        name: _("Seules des marques [[ ]] peuvent être ajoutées : le reste du texte ne change pas.")
        for name in LONG_TEXTS
        if _plain(before[name]) != _plain(after[name])
    }
    if errors:
        raise Invalid(errors)
    if before == after:
        raise Invalid({"body": _("Entourez de [[ ]] les passages à occulter.")})


def _plain(text: str) -> str:
    return without_marks(text).replace("\r\n", "\n").strip()
