"""What people do with needs: one verb, one transaction, one journal entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from council.access import Refused, check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.needs import policies, steps
from council.needs.models import Endorsement, Need, NeedState, NeedTag, Visibility
from council.needs.queries import endorsement_of
from council.needs.queries_rolls import frozen_roll
from council.organizations.models import Organization
from council.organizations.viewer import Viewer
from council.records.models import Attachment, Audience, Record, RecordLink, RecordReader
from council.records.queries import attachments_of
from council.records.steps import bump
from council.software.models import Software
from council.transactions import Conflict, Invalid, action, lock, quiet_action


@dataclass(frozen=True)
class NeedContent:
    """What a person typed about a need, with its HTML rendered beforehand, outside any lock."""

    fields: Mapping[str, Any]
    software: Sequence[Software] = ()
    html: Mapping[str, str] = field(default_factory=dict)
    # Normalized words; None leaves those the need has.
    tags: Sequence[str] | None = None

    @classmethod
    def of(
        cls,
        fields: Mapping[str, Any],
        software: Sequence[Software] = (),
        tags: Sequence[str] | None = None,
    ) -> NeedContent:
        """Return the content with its texts rendered; raises MarkdownRefused."""
        texts = {name: fields[name] for name in steps.MARKDOWN_FIELDS if name in fields}
        return cls(fields=fields, software=software, html=steps.render_texts(texts), tags=tags)


@quiet_action
def draft_need(content: NeedContent, *, holder: Organization | Software, author: Viewer) -> Need:
    """Begin a need that only its holder's people see; the secretariat's, only it and them."""
    held = {"organization" if isinstance(holder, Organization) else "software": holder}
    check(policies.can_file_for(author, **{f"{name}_id": row.id for name, row in held.items()}))
    own = _represents(author, holder)
    audience = Audience.HOLDERS if own else Audience.SECRETARIAT
    need = steps.new_need(audience=audience, author=author, **held)
    need.filed_by_secretariat = not own
    need.for_organization_id, need.for_software_id = steps.acting_for(need, author)
    _say(need, content)
    return need


def _say(need: Need, content: NeedContent) -> None:
    steps.write_need(need, content.fields, html=content.html)
    steps.set_software(need, content.software)
    if content.tags is not None:
        steps.set_tags(need, content.tags)


def _represents(author: Viewer, holder: Organization | Software) -> bool:
    if isinstance(holder, Organization):
        return author.representing(holder.id) is not None
    return holder.id in author.software_ids


@quiet_action
def edit_draft(need: Need, content: NeedContent, *, author: Viewer, seen_version: int) -> Need:
    """Change a need that was not submitted yet; Conflict when somebody else just did."""
    lock(need)
    check(policies.can_submit_need(author, need))
    _write(need, content, seen_version)
    return need


@quiet_action
def discard_draft(need: Need, *, author: Viewer) -> list[str]:
    """Throw away a need that was never submitted: nothing of it is kept.

    Returns the names of its documents' files, which the caller then removes.
    """
    lock(need)
    check(policies.can_discard_draft(author, need))
    number = need.id
    files = [document.uid for document in attachments_of(number)]
    for table, column in (
        (NeedTag, NeedTag.need_id),
        (Need, Need.id),
        (Attachment, Attachment.record_id),
        (RecordReader, RecordReader.record_id),
        (RecordLink, RecordLink.from_id),
    ):
        db.session.execute(delete(table).where(column == number))
    db.session.execute(delete(Record).where(Record.id == number))
    return files


@action
def submit_need(need: Need, *, author: Viewer) -> Need:
    """Hand a draft to the secretariat: it gets its number and its first version.

    A draft that does not say what the problem is and what would be enough raises Invalid.
    """
    lock(need)
    check(policies.can_submit_need(author, need))
    missing = _missing(need)
    if missing:
        raise Invalid(missing)
    reference = steps.submit(need)
    steps.add_version(need, author=author)
    _journal(need, "need.submitted", author, reference=reference)
    return need


def _missing(need: Need) -> dict[str, str]:
    asked = {
        "title": (need.title, _("Titre : dites le besoin en une phrase.")),
        "body": (need.body, _("Le problème : décrivez-le en quelques lignes.")),
        "enough": (
            need.enough or need.is_call,
            _("Ce qui suffirait : dites à quoi l’on verra que le besoin est satisfait."),
        ),
    }
    return {name: sentence for name, (said, sentence) in asked.items() if not said}


@action
def edit_need(
    need: Need, content: NeedContent, *, author: Viewer, seen_version: int, reason: str
) -> Need:
    """Change a submitted need, as a new version with its reason; Conflict when somebody else
    changed it since it was read."""
    lock(need)
    check(policies.can_edit_need(author, need))
    if need.state == NeedState.DRAFT:
        raise Refused(policies.WRONG_STATE)
    if not reason:
        raise Invalid({"reason": _("Dites en une phrase ce qui change et pourquoi.")})
    _write(need, content, seen_version)
    if need.state != NeedState.SUBMITTED:
        need.record.audience = steps.PUBLISHED_TO[Visibility(need.visibility)]
    version = steps.add_version(need, author=author, reason=reason)
    _journal(need, "need.edited", author, version=version.number)
    return need


@action
def retag_need(
    need: Need, tags: Sequence[str], *, author: Viewer, seen_version: int, reason: str
) -> Need:
    """File a submitted need under other words, as a new version with its reason."""
    lock(need)
    check(policies.can_retag_need(author, need))
    if not reason:
        raise Invalid({"reason": _("Dites en une phrase ce qui change et pourquoi.")})
    if list(tags) == need.tag_words:
        raise Invalid({"tags": _("Ce sont déjà les étiquettes de ce besoin.")})
    if not bump(need, Need.row_version, seen_version):
        raise Conflict(_("Ce besoin a été modifié par quelqu’un d’autre entre-temps."))
    steps.set_tags(need, tags)
    version = steps.add_version(need, author=author, reason=reason)
    _journal(need, "need.retagged", author, version=version.number)
    return need


def _write(need: Need, content: NeedContent, seen_version: int) -> None:
    if not bump(need, Need.row_version, seen_version):
        raise Conflict(
            _("Ce besoin a été modifié par quelqu’un d’autre pendant que vous l’écriviez."),
            ours=_as_text(content.fields),
            theirs=_as_text({name: getattr(need, name) for name in content.fields}),
        )
    _say(need, content)


def _as_text(fields: Mapping[str, Any]) -> str:
    texts = ("title", *steps.MARKDOWN_FIELDS)
    return "\n\n".join(str(fields[name]) for name in texts if fields.get(name))


@action
def publish_need(need: Need, *, author: Viewer) -> Need:
    """Qualify a submitted need: it can be read as far as its filer chose."""
    lock(need)
    check(policies.can_publish_need(author, need))
    steps.publish(need)
    _journal(need, "need.published", author, visibility=str(need.visibility))
    return need


@action
def decline_need(need: Need, *, author: Viewer, reason: str) -> Need:
    """Turn a submitted need down, with the reason its holder reads."""
    lock(need)
    check(policies.can_decline_need(author, need))
    _close(need, NeedState.DECLINED, reason)
    _journal(need, "need.declined", author, private={"reason": reason})
    return need


@action
def withdraw_need(need: Need, *, author: Viewer, reason: str) -> Need:
    """Take a submitted need back; its page stays, with the reason instead of the text."""
    lock(need)
    check(policies.can_withdraw_need(author, need))
    _close(need, NeedState.WITHDRAWN, reason)
    _journal(need, "need.withdrawn", author, private={"reason": reason})
    return need


def _close(need: Need, state: NeedState, reason: str) -> None:
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il sera lu sur la page du besoin.")})
    steps.close(need, state, reason)


@action
def record_outcome(need: Need, *, author: Viewer, outcome: NeedState, note: str = "") -> Need:
    """Note what came of a need (met, partly met, unmet), with a sentence if there is one."""
    lock(need)
    check(policies.can_record_outcome(author, need))
    if outcome not in policies.outcomes_of(need):
        raise Invalid({"outcome": _("Cet état n’est pas possible pour ce besoin.")})
    steps.close(need, outcome, note)
    if outcome == NeedState.PARTLY_MET:
        need.closed_at = None
    _journal(need, "need.concluded", author, outcome=str(outcome))
    return need


@action
def endorse_need(
    need: Need,
    *,
    author: Viewer,
    organization_id: int,
    version: int,
    agents_concerned: int | None = None,
    conditions: str = "",
    note: str = "",
) -> Endorsement:
    """Say for an organization "we have this need too", for the version that was read.

    One endorsement in force per organization: the database keeps it so.
    """
    lock(need)
    check(policies.can_endorse_need(author, need))
    bodies = {m.organization_id for m in policies.endorsing_mandates(author, need)}
    if organization_id not in bodies:
        raise Invalid({"organization": _("Vous n’avez pas de mandat pour celui-ci.")})
    if not 1 <= version <= steps.last_version(need.id):
        raise Invalid({"version": _("La version que vous avez lue n’existe pas.")})
    if endorsement_of(need.id, organization_id) is not None:
        raise Conflict(_("Votre organisme soutient déjà ce besoin."))
    endorsement = Endorsement(
        need_id=need.id,
        organization_id=organization_id,
        version_number=version,
        agents_concerned=agents_concerned,
        conditions=conditions,
        note=note,
        account_id=author.account_id,
        for_organization_id=organization_id,
    )
    db.session.add(endorsement)
    db.session.flush()
    body = db.session.get_one(Record, organization_id)
    write_entry(
        "need.endorsed",
        subjects=[need.record],
        actor=author,
        public={"organization": body.uid, "version": version},
        organization_id=organization_id,
    )
    return endorsement


@action
def withdraw_endorsement(
    endorsement: Endorsement, *, author: Viewer, reason: str = ""
) -> Endorsement:
    """Take an endorsement back, before any roll is frozen; the organization may endorse again."""
    need = lock(db.session.get_one(Need, endorsement.need_id))
    lock(endorsement)
    frozen = frozen_roll(need.id, author)
    check(policies.can_withdraw_endorsement(author, endorsement, frozen))
    endorsement.withdrawn_at = now()
    endorsement.withdrawn_reason = reason
    write_entry(
        "need.endorsement_withdrawn",
        subjects=[need.record],
        actor=author,
        organization_id=endorsement.organization_id,
    )
    return endorsement


@action
def maintain_endorsement(endorsement: Endorsement, *, author: Viewer, version: int) -> Endorsement:
    """Say that an endorsement holds for a later version of the need, the one that was read."""
    need = lock(db.session.get_one(Need, endorsement.need_id))
    lock(endorsement)
    check(policies.can_withdraw_endorsement(author, endorsement))
    if version != steps.last_version(need.id):
        raise Conflict(_("Le texte a encore changé : lisez sa dernière version."))
    if version == endorsement.version_number:
        raise Conflict(_("Votre soutien porte déjà sur cette version."))
    endorsement.version_number = version
    write_entry(
        "need.endorsement_maintained",
        subjects=[need.record],
        actor=author,
        public={"version": version},
        organization_id=endorsement.organization_id,
    )
    return endorsement


def _journal(
    need: Need,
    kind: str,
    author: Viewer,
    *,
    private: Mapping[str, Any] | None = None,
    **public: Any,
) -> None:
    # No word of the need itself: the journal is public, the need may not be.
    organization_id, software_id = steps.acting_for(need, author)
    write_entry(
        kind,
        subjects=[need.record],
        actor=author,
        public={**public, "by_secretariat": need.filed_by_secretariat} if public else None,
        private=private,
        organization_id=organization_id,
        software_id=software_id,
    )
