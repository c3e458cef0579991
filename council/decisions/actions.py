"""What happens to decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.accounts.policies import recently_confirmed
from council.clock import PARIS, now, today
from council.decisions import policies
from council.decisions.models import ActKind, Decision, DecisionState
from council.decisions.queries import (
    poll_outcome,
    publication_asked_by,
    source_poll,
)
from council.decisions.steps import (
    add_act,
    add_draft,
    add_version,
    long_texts,
    move_what_is_decided,
    publish,
    write_texts,
)
from council.decisions.steps_changes import ENDED, make_changes, records_of, replaced_by
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.records.attachments import store
from council.records.models import Audience, LinkKind, Record
from council.records.queries import find_attachment
from council.records.steps import link, set_audience
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from pathlib import Path

    from council.decisions.steps import Texts
    from council.organizations.viewer import Viewer
    from council.records.attachments import Upload
    from council.records.models import Attachment


@action
def draft_decision(
    *, author: Viewer, texts: Texts, rendered: Mapping[str, Rendered], sources: Sequence[Record]
) -> Decision:
    """Begin a decision, read by the council only, born from these records."""
    check(policies.can_draft_decision(author))
    decision = add_draft(author=author)
    write_texts(decision, texts, rendered)
    for source in sources:
        link(decision.record, source, LinkKind.BORN_FROM)
    add_version(decision, author=author, texts=long_texts(texts))
    write_entry(
        "decision.drafted", subjects=[decision.record], actor=author, public={"kind": texts.kind}
    )
    return decision


@action
def edit_decision(
    decision: Decision,
    *,
    author: Viewer,
    texts: Texts,
    rendered: Mapping[str, Rendered],
    seen_version: int,
) -> Decision:
    """Rewrite a draft; Conflict when somebody changed it since version `seen_version`."""
    lock(decision)
    check(policies.can_edit_decision(author, decision))
    if decision.row_version != seen_version:
        raise Conflict(
            _("Ce projet a été modifié entre-temps."), ours=texts.body, theirs=decision.body
        )
    write_texts(decision, texts, rendered)
    decision.row_version += 1
    version = add_version(decision, author=author, texts=long_texts(texts))
    write_entry(
        "decision.edited",
        subjects=[decision.record],
        actor=author,
        public={"version": version.number, "sha256": version.sha256},
    )
    return decision


@action
def propose_decision(decision: Decision, *, author: Viewer) -> Decision:
    """Put a draft before the council."""
    lock(decision)
    check(policies.can_move_decision(author, decision, DecisionState.PROPOSED))
    decision.state = DecisionState.PROPOSED
    decision.row_version += 1
    write_entry("decision.proposed", subjects=[decision.record], actor=author)
    return decision


@action
def adopt_decision(
    decision: Decision, *, author: Viewer, adopted_on: date, outcome: str
) -> Decision:
    """Record that the text was adopted, on which day; the text is frozen from then on."""
    lock(decision)
    poll = source_poll(decision.id)
    check(policies.can_adopt_decision(author, decision, poll_outcome=poll_outcome(poll)))
    if adopted_on > today():
        raise Invalid({"adopted_on": _("Une décision n’est pas adoptée dans l’avenir.")})
    closed = poll.closes_at if poll is not None else None
    if closed is not None and adopted_on < closed.astimezone(PARIS).date():
        raise Invalid({"adopted_on": _("Le jour d’adoption ne précède pas la fin du scrutin.")})
    decision.state = DecisionState.ADOPTED
    decision.adopted_on = adopted_on
    decision.outcome = outcome or decision.outcome
    decision.tally_published = poll is not None
    decision.row_version += 1
    version = add_version(decision, author=author, reason=_("adoption"))
    add_act(
        decision,
        ActKind.ADOPTION,
        author=author,
        acted_on=adopted_on,
        organization_id=author.acts_for[0],
    )
    write_entry(
        "decision.adopted",
        subjects=[decision.record],
        actor=author,
        public={"adopted_on": adopted_on.isoformat(), "sha256": version.sha256},
    )
    return decision


@action
def endorse_decision(
    decision: Decision, *, endorser: Viewer, supports: bool, acted_on: date, text: str
) -> Decision:
    """Record the State's support of an adopted decision, or its refusal, as a dated act."""
    lock(decision)
    check(policies.can_endorse_decision(endorser, decision))
    if acted_on > today():
        raise Invalid({"acted_on": _("Un acte n’est pas daté dans l’avenir.")})
    if decision.adopted_on is not None and acted_on < decision.adopted_on:
        raise Invalid({"acted_on": _("Le soutien ne précède pas l’adoption.")})
    mandate = endorser.mandate_for("endorser")
    organization_id = mandate.organization_id if mandate is not None else None
    kind = ActKind.ENDORSEMENT if supports else ActKind.REFUSAL
    add_act(
        decision,
        kind,
        author=endorser,
        acted_on=acted_on,
        organization_id=organization_id,
        by_label=mandate.body if mandate is not None else "",
        text=text,
    )
    decision.row_version += 1
    write_entry(
        "decision.endorsed" if supports else "decision.endorsement_refused",
        subjects=[decision.record],
        actor=endorser,
        organization_id=organization_id,
        public={"acted_on": acted_on.isoformat()},
    )
    return decision


@action
def ask_publication(decision: Decision, *, author: Viewer) -> Decision:
    """Ask that an adopted decision be published: a second person confirms it."""
    lock(decision)
    check(policies.can_ask_publication(author, decision, publication_asked_by(decision.id)))
    check(recently_confirmed(author))
    add_act(
        decision,
        ActKind.PUBLICATION_ASKED,
        author=author,
        acted_on=today(),
        organization_id=author.acts_for[0],
    )
    write_entry("decision.publication_asked", subjects=[decision.record], actor=author)
    return decision


@action
def publish_decision(decision: Decision, *, author: Viewer, second_person: bool) -> Decision:
    """Publish an adopted decision under its number, with the result of its poll.

    With `second_person`, somebody else must have asked for it. What it decides moves: items are
    planned, subjects answered, needs planned; so do the decisions it corrects, amends, replaces
    or repeals.
    """
    lock(decision)
    asked = publication_asked_by(decision.id)
    if second_person:
        check(policies.can_confirm_publication(author, decision, asked))
    else:
        check(policies.can_publish_decision(author, decision))
    check(recently_confirmed(author))
    poll = source_poll(decision.id)
    version = publish(decision, poll, author=author)
    changes = make_changes(decision, author=author)
    moved = move_what_is_decided(decision, poll, author=author)
    before = [poll.record] if poll is not None else []
    done = [{"kind": change.kind, "of": change.target.reference} for change in changes]
    write_entry(
        "decision.published",
        subjects=[decision.record, *before, *records_of(changes), *moved],
        actor=author,
        public={"number": decision.reference, "sha256": version.sha256}
        | ({"changes": done} if done else {}),
    )
    return decision


@action
def close_decision(
    decision: Decision,
    *,
    state: DecisionState,
    author: Viewer,
    reason: str,
    successor: Decision | None = None,
) -> Decision:
    """Supersede, repeal or withdraw a decision; its page stays and says so, with the reason.

    Superseding names the decision that replaces it, repealing may name one.
    """
    # In the order of their rows: two decisions that would replace each other wait, never block.
    for each in sorted({decision, *([successor] if successor else [])}, key=lambda d: d.id):
        lock(each)
    check(policies.can_move_decision(author, decision, state))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi : le motif reste affiché.")})
    kind = next((kind for kind, ended in ENDED.items() if ended == state), None)
    if kind is not None and (successor is not None or state == DecisionState.SUPERSEDED):
        replaced_by(decision, successor, kind)
    decision.state = state
    decision.closing_reason = reason
    decision.closed_at = now()
    decision.row_version += 1
    if decision.reference is None:
        set_audience(decision.record, Audience.COUNCIL)
    write_entry(
        f"decision.{state}",
        subjects=[decision.record, *([successor.record] if successor is not None else [])],
        actor=author,
        public={"state": str(state)},
    )
    db.session.flush()
    return decision


@action
def attach_document(
    decision: Decision,
    upload: Upload,
    *,
    author: Viewer,
    audience: Audience,
    folder: Path,
    quota: int,
) -> Attachment:
    """Attach a checked document; a working one (audience council) is never published."""
    lock(decision)
    check(policies.can_attach_document(author, decision))
    document = store(
        decision.record, upload, folder=folder, quota=quota, audience=audience, field="document"
    )
    write_entry(
        "decision.document_attached",
        subjects=[decision.record],
        actor=author,
        public={"sha256": document.sha256, "size": document.size, "audience": str(audience)},
    )
    return document


@action
def remove_document(decision: Decision, uid: str, *, author: Viewer) -> Decision:
    """Take a document away from a decision that was never published; once gone, it is gone."""
    lock(decision)
    check(policies.can_remove_document(author, decision))
    document = find_attachment(decision.id, uid)
    if document is None:
        return decision
    sha256 = document.sha256
    db.session.delete(document)
    write_entry(
        "decision.document_removed",
        subjects=[decision.record],
        actor=author,
        public={"sha256": sha256},
    )
    return decision
