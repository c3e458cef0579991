"""What may happen to a candidacy: written, submitted, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete

from council.access import check
from council.clock import database_now
from council.contributions.steps import by, for_whom, one_software
from council.extensions import db
from council.journal.steps import write_entry
from council.programs import policies_candidacies as policies
from council.programs.models import Candidacy, CandidacyLink, CandidacyState, Program
from council.programs.queries_candidacies import needs_called
from council.programs.steps import (
    Application,
    link_candidacy,
    number_candidacy,
    write_candidacy,
)
from council.records.models import Record
from council.transactions import Conflict, Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST_LINKS = 20


@quiet_action
def draft_candidacy(
    program: Program,
    content: Application,
    *,
    mandate_id: int,
    needs: Sequence[str] = (),
    software: Sequence[str] = (),
    author: Viewer,
) -> Candidacy:
    """Begin a candidacy, for a body or a software; read by its own people alone."""
    lock(program, read=True)
    check(policies.can_apply(author, program, database_now(db.session)))
    fitting = {m.id: m for m in policies.applying_mandates(author, program)}
    mandate = fitting.get(mandate_id)
    if mandate is None:
        raise Invalid({"holder": _("Choisissez pour qui vous candidatez.")})
    is_software = mandate.software_id is not None
    candidacy = Candidacy(
        program_id=program.id,
        organization_id=None if is_software else mandate.organization_id,
        software_id=mandate.software_id,
        title="",
        **by(author, mandate),
    )
    write_candidacy(candidacy, content)
    db.session.add(candidacy)
    db.session.flush()
    link_candidacy(candidacy, _records(needs, software, author))
    return candidacy


@quiet_action
def edit_candidacy(
    candidacy: Candidacy,
    program: Program,
    content: Application,
    *,
    needs: Sequence[str] = (),
    software: Sequence[str] = (),
    seen: int,
    author: Viewer,
) -> Candidacy:
    """Change a draft; Conflict when a colleague just did."""
    lock(candidacy)
    check(policies.can_edit_candidacy(author, candidacy, program, database_now(db.session)))
    if candidacy.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié cette candidature pendant que vous l’écriviez."),
            ours=content.body,
            theirs=candidacy.body,
        )
    write_candidacy(candidacy, content)
    link_candidacy(candidacy, _records(needs, software, author))
    candidacy.row_version += 1
    return candidacy


@quiet_action
def discard_candidacy(candidacy: Candidacy, program: Program, *, author: Viewer) -> bool:
    """Throw a draft away; nobody but its own people ever read it."""
    lock(candidacy)
    check(policies.can_edit_candidacy(author, candidacy, program, database_now(db.session)))
    db.session.execute(delete(CandidacyLink).where(CandidacyLink.candidacy_id == candidacy.id))
    db.session.delete(candidacy)
    return True


@action
def submit_candidacy(candidacy: Candidacy, program: Program, *, author: Viewer) -> Candidacy:
    """Submit a draft before the closing moment, by the database's clock."""
    lock(program)
    lock(candidacy)
    at = database_now(db.session)
    check(policies.can_edit_candidacy(author, candidacy, program, at))
    if not candidacy.body:
        raise Invalid({"body": _("Écrivez d’abord ce que vous demandez et pourquoi.")})
    # The number first: a state and no number would be refused by the database.
    number = number_candidacy(candidacy)
    candidacy.state = CandidacyState.SUBMITTED
    candidacy.submitted_at = at
    candidacy.row_version += 1
    _journal("candidacy.submitted", candidacy, program, author, {"number": number})
    return candidacy


@action
def withdraw_candidacy(
    candidacy: Candidacy, program: Program, *, reason: str, author: Viewer
) -> Candidacy:
    """Withdraw a candidacy, with its reason, until the jury has given its grades."""
    lock(program)
    lock(candidacy)
    check(policies.can_withdraw_candidacy(author, candidacy, program))
    candidacy.withdrawn_at = database_now(db.session)
    candidacy.state = CandidacyState.WITHDRAWN
    candidacy.withdrawal_reason = reason
    candidacy.row_version += 1
    _journal("candidacy.withdrawn", candidacy, program, author, {"number": candidacy.number})
    return candidacy


def _journal(
    kind: str, candidacy: Candidacy, program: Program, author: Viewer, public: dict[str, object]
) -> None:
    # Who is a candidate may be a secret until the awards: it stays in the private part.
    write_entry(
        kind,
        subjects=[program.record],
        actor=author,
        public={"reference": program.reference, **public},
        private={"candidacy": candidacy.uid, "reason": candidacy.withdrawal_reason},
        **for_whom(policies.own_mandate(author, candidacy)),
    )


def _records(needs: Sequence[str], software: Sequence[str], viewer: Viewer) -> list[Record]:
    if len(needs) + len(software) > MOST_LINKS:
        raise Invalid({"needs": _("Vingt besoins et logiciels au plus.")})
    found = needs_called(needs, viewer)
    for reference in needs:
        if reference not in found:
            sentence = _("Aucun besoin visible ne porte le numéro %(ref)s.", ref=reference)
            raise Invalid({"needs": sentence})
    named = [one_software(name, viewer) for name in software]
    return [*found.values(), *(row.record for row in named if row is not None)]
