"""Asking an organization whether a need filed for it is its own, and what it answers."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue, write_entry
from council.needs import policies_filing as policies
from council.needs import steps
from council.needs.links import PURPOSE
from council.needs.models import Need
from council.needs.models_filing import ANSWERABLE, FilingAnswer, FilingConfirmation
from council.needs.queries_filing import filing_of
from council.organizations.models import Organization
from council.organizations.viewer import Viewer
from council.software.models import Software
from council.transactions import Conflict, Invalid, action, lock, quiet_action

# An address is kept that long after the answer, in case it is disputed.
ADDRESS_KEPT_FOR = timedelta(days=365)


@action
def ask_confirmation(need: Need, *, email: str, author: Viewer) -> FilingConfirmation:
    """Owe an organization a mail with the link by which it confirms or denies a need.

    The question replaces the one that was not answered: its link dies.
    """
    lock(need)
    last = filing_of(need.id)
    check(policies.can_ask_confirmation(author, need, last))
    if last is not None and last.answer == FilingAnswer.ASKED:
        last.answer, last.answered_at = FilingAnswer.REPLACED, now()
        db.session.flush()
    filing = FilingConfirmation(need_id=need.id, email=email, asked_by_id=author.account_id)
    db.session.add(filing)
    db.session.flush()
    enqueue(
        "mail",
        f"mail:{PURPOSE}:{filing.id}",
        {
            "template": "confirm_filing",
            "email": email,
            "context": {"title": need.title, "reference": need.reference, "body": _body(need)},
            "link": {"purpose": PURPOSE, "id": filing.id},
        },
    )
    write_entry("need.confirmation_asked", subjects=[need.record], actor=author)
    return filing


def _body(need: Need) -> str:
    record = need.record
    if record.organization_id is not None:
        return db.session.get_one(Organization, record.organization_id).name
    return db.session.get_one(Software, record.software_id).name


@action
def confirm_filing(filing: FilingConfirmation) -> FilingConfirmation:
    """Note that the organization says the need is its own; whoever holds the link answers."""
    return _answer(filing, FilingAnswer.CONFIRMED, "need.confirmed")


@action
def deny_filing(filing: FilingConfirmation, *, reason: str) -> FilingConfirmation:
    """Note that the organization says the need is not its own, and why; nothing is lost."""
    if not reason:
        raise Invalid({"reason": _("Dites en une phrase ce qui ne convient pas.")})
    return _answer(filing, FilingAnswer.DENIED, "need.denied", reason)


def _answer(
    filing: FilingConfirmation, answer: FilingAnswer, kind: str, reason: str = ""
) -> FilingConfirmation:
    need = lock(db.session.get_one(Need, filing.need_id))
    lock(filing)
    if filing.answer != FilingAnswer.ASKED or need.state not in ANSWERABLE:
        raise Conflict(_("Cette question a déjà sa réponse."))
    filing.answer, filing.answered_at, filing.reason = answer, now(), reason
    filing.version_number = steps.last_version(need.id)
    record = need.record
    write_entry(
        kind,
        subjects=[record],
        actor=None,
        public={"version": filing.version_number},
        private={"reason": reason} if reason else None,
        organization_id=record.organization_id,
        software_id=record.software_id,
    )
    return filing


@quiet_action
def forget_addresses() -> None:
    """Forget the addresses that were asked, a year after the answer."""
    db.session.execute(
        update(FilingConfirmation)
        .where(
            FilingConfirmation.answered_at < now() - ADDRESS_KEPT_FOR,
            FilingConfirmation.email != "",
        )
        .values(email="")
        .execution_options(synchronize_session=False)
    )
