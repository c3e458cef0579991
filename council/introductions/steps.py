"""Writes on introductions that several actions share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app

from council.clock import now, today
from council.extensions import db
from council.introductions.models import (
    Answer,
    Introduction,
    IntroductionParty,
    IntroductionState,
)
from council.introductions.queries import name_of
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import give_reference, link, new_record

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.viewer import MandateFact, Viewer


@dataclass(frozen=True)
class Contact:
    """The person a body names, told to the other body once both have accepted."""

    name: str
    email: str
    phone: str = ""
    note: str = ""


def new_introduction(
    needs: Sequence[Need],
    body_ids: Iterable[int],
    *,
    message: str,
    author: Viewer | None,
    mandate: MandateFact | None,
    by_secretariat: bool,
) -> Introduction:
    """Add a numbered proposal, read by its two bodies and the secretariat only."""
    low, high = (db.session.get_one(Record, number) for number in sorted(body_ids))
    record = new_record(
        RecordKind.INTRODUCTION,
        audience=Audience.SECRETARIAT,
        readers=[_token(low), _token(high)],
    )
    give_reference(record)
    ordered = sorted(needs, key=lambda need: need.id)
    days = int(current_app.config["COUNCIL_INTRODUCTION_ANSWER_DAYS"])
    introduction = Introduction(
        id=record.id,
        title=f"{name_of(low.id)} et {name_of(high.id)}",
        need_id=ordered[0].id,
        other_need_id=ordered[1].id if len(ordered) > 1 else None,
        low_body_id=low.id,
        high_body_id=high.id,
        message=message,
        by_secretariat=by_secretariat,
        expires_on=today() + timedelta(days=days),
        account_id=author.account_id if author is not None else None,
        for_organization_id=mandate.organization_id if mandate is not None else None,
        for_software_id=mandate.software_id if mandate is not None else None,
    )
    introduction.record = record
    introduction.parties = [IntroductionParty(body_id=row.id) for row in (low, high)]
    db.session.add(introduction)
    db.session.flush()
    for need in ordered:
        link(record, need.record, LinkKind.BORN_FROM)
    return introduction


def _token(body: Record) -> str:
    prefix = "org" if body.kind == RecordKind.ORGANIZATION else "record"
    return f"{prefix}:{body.id}"


def accept(party: IntroductionParty, contact: Contact, *, account_id: int | None) -> None:
    """Write a body's consent and the contact it names."""
    party.answer, party.answered_at, party.account_id = Answer.ACCEPTED, now(), account_id
    party.contact_name, party.contact_email = contact.name, contact.email
    party.contact_phone, party.contact_note = contact.phone, contact.note


def close(introduction: Introduction, state: IntroductionState, reason: str = "") -> None:
    """End an introduction in a state; contacts that were never shared are erased at once."""
    introduction.state, introduction.state_reason = state, reason
    introduction.closed_at = now()
    if introduction.accepted_at is None:
        erase_contacts(introduction)


def erase_contacts(introduction: Introduction) -> None:
    """Erase the contacts both bodies named."""
    introduction.contacts_erased_at = now()
    for party in introduction.parties:
        party.contact_name = party.contact_email = party.contact_phone = party.contact_note = ""
