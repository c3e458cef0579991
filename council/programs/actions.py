"""What may happen to a programme: published, changed, cancelled, awarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import database_now
from council.contributions.steps import by, for_whom
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.models import Organization
from council.organizations.queries import organization_named
from council.programs import policies
from council.programs.models import Program, ProgramState
from council.programs.queries_candidacies import links_of, prepared_awards
from council.programs.steps import (
    Call,
    add_program,
    add_version,
    call_of,
    write_call,
    write_criteria,
)
from council.records.models import LinkKind, RecordKind
from council.records.steps import link
from council.software.queries_reliances import public_bodies_of
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.programs.models_jury import Award


@action
def create_program(call: Call, *, body: str, author: Viewer) -> Program:
    """Publish a call for candidacies for a body."""
    check(policies.can_create_program(author, public_bodies_of(author)))
    organization = _body(body, author)
    _refuse_dates(call, database_now(db.session), announced=True)
    mandate = policies.holding_mandate(author, organization.id)
    program = add_program(call, organization_id=organization.id)
    add_version(program, acted=by(author, mandate))
    write_entry(
        "program.published",
        subjects=[program.record],
        actor=author,
        public={
            "reference": program.reference,
            "opens_at": call.opens_at.isoformat(),
            "closes_at": call.closes_at.isoformat(),
        },
        **for_whom(mandate),
    )
    return program


@action
def edit_program(
    program: Program, call: Call, *, seen: int, reason: str, author: Viewer
) -> Program:
    """Change a call as a new version; once it is open, its opening and criteria stay."""
    lock(program)
    at = database_now(db.session)
    check(policies.can_edit_program(author, program, at))
    if program.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié ce dispositif pendant que vous l’écriviez."),
            ours=call.body,
            theirs=program.body,
        )
    before, is_open = call_of(program), program.state_at(at) == ProgramState.OPEN
    if before == call:
        raise Invalid({"title": _("Rien n’a changé.")})
    if is_open and call.opens_at != before.opens_at:
        raise Invalid({"opens_at": _("Le dispositif est ouvert : sa date d’ouverture reste.")})
    if is_open and call.criteria != before.criteria:
        raise Invalid({"criteria": _("Le dispositif est ouvert : ses critères restent.")})
    _refuse_dates(call, at, announced=not is_open)
    write_call(program, call)
    if call.criteria != before.criteria:
        write_criteria(program, call.criteria)
    program.row_version += 1
    mandate = policies.holding_mandate(author, program.record.organization_id)
    version = add_version(program, reason=reason, acted=by(author, mandate))
    write_entry(
        "program.revised",
        subjects=[program.record],
        actor=author,
        public={
            "reference": program.reference,
            "version": version.number,
            "closes_at": call.closes_at.isoformat(),
        },
        **for_whom(mandate),
    )
    return program


@action
def cancel_program(program: Program, *, reason: str, author: Viewer) -> Program:
    """Cancel a programme; its page stays, with the reason."""
    lock(program)
    check(policies.can_cancel_program(author, program))
    program.cancelled_at = database_now(db.session)
    program.cancel_reason = reason
    program.row_version += 1
    write_entry(
        "program.cancelled",
        subjects=[program.record],
        actor=author,
        public={"reference": program.reference},
        private={"reason": reason},
        **for_whom(policies.holding_mandate(author, program.record.organization_id)),
    )
    return program


@action
def publish_awards(program: Program, *, note: str, author: Viewer) -> Program:
    """Publish who is awarded what; the programme then answers the laureates' needs."""
    lock(program)
    check(policies.can_award(author, program))
    awards = prepared_awards(program.id)
    if not awards and not note:
        raise Invalid({"note": _("Aucun lauréat : dites pourquoi.")})
    given = sum(award.amount_cents or 0 for award in awards)
    if program.total_cents is not None and given > program.total_cents:
        raise Invalid({"note": _("Les montants accordés dépassent l’enveloppe du dispositif.")})
    program.awarded_at = database_now(db.session)
    program.award_note = note
    program.row_version += 1
    _answer(awards, program)
    write_entry(
        "program.awarded",
        subjects=[program.record],
        actor=author,
        public={
            "reference": program.reference,
            "laureates": len(awards),
            "amount_cents": given,
        },
        **for_whom(policies.holding_mandate(author, program.record.organization_id)),
    )
    return program


def _answer(awards: Sequence[Award], program: Program) -> None:
    found = links_of(award.candidacy_id for award in awards)
    held = [award.candidacy.software for award in awards if award.candidacy.software]
    for records in (*found.values(), [software.record for software in held]):
        for record in records:
            is_need = record.kind == RecordKind.NEED
            link(program.record, record, LinkKind.ANSWERS if is_need else LinkKind.ABOUT)


def _body(name: str, author: Viewer) -> Organization:
    organization = organization_named(name)
    if organization is None:
        raise Invalid({"organization": _("Aucun organisme ne porte ce nom.")})
    is_own = organization.id in {body.id for body in public_bodies_of(author)}
    if not is_own and not author.is_secretariat:
        raise Invalid({"organization": _("Vous n’êtes pas mandaté par cet organisme.")})
    return organization


def _refuse_dates(call: Call, at: datetime, *, announced: bool) -> None:
    if call.closes_at <= call.opens_at:
        raise Invalid({"closes_at": _("La clôture vient après l’ouverture.")})
    if call.closes_at <= at:
        raise Invalid({"closes_at": _("La clôture doit être à venir.")})
    if announced and not call.criteria:
        raise Invalid({"criteria": _("Un critère au moins est attendu.")})
