"""Builders of support programmes, in a state; each commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from council.accounts.models import Account
from council.clock import now
from council.extensions import db
from council.organizations.models import Organization
from council.programs.models import Candidacy, CandidacyState, Criterion, Program
from council.programs.models_jury import Award, CandidacyGrade, Juror
from council.programs.steps import (
    Application,
    Call,
    add_program,
    add_version,
    link_candidacy,
    number_candidacy,
    write_candidacy,
)
from council.software.models import Software

# Days from now to the opening and the closing.
DATES = {"announced": (5, 10), "open": (-5, 5)}
CRITERIA = (("Intérêt général", 3), ("Faisabilité", 1))


def program(
    holder: Organization,
    *,
    state: str = "open",
    criteria: Sequence[tuple[str, int]] = CRITERIA,
    **said: Any,
) -> Program:
    """A programme of a body: announced, open, closed, judged, awarded or cancelled."""
    opens, closes = (timedelta(days=days) for days in DATES.get(state, (-10, -1)))
    words = {"title": "Accélérateur fictif", "body": "Nous soutenons des **communs**."}
    call = Call(
        **{**words, **said},
        opens_at=now().replace(second=0, microsecond=0) + opens,
        closes_at=now().replace(second=0, microsecond=0) + closes,
        criteria=tuple(criteria),
    )
    row = add_program(call, organization_id=holder.id)
    add_version(row)
    if state in {"judged", "awarded"}:
        row.jury_closed_at = now()
    if state == "awarded":
        row.awarded_at = now()
    if state == "cancelled":
        row.cancelled_at, row.cancel_reason = now(), "Un motif fictif."
    db.session.commit()
    return row


def candidacy(
    to: Program,
    holder: Organization | Software,
    *,
    state: str = "submitted",
    about: Sequence[Any] = (),
    **said: Any,
) -> Candidacy:
    """A candidacy of a body or a software, about these needs and software."""
    held = "organization_id" if isinstance(holder, Organization) else "software_id"
    row = Candidacy(program_id=to.id, title="", **{held: holder.id})
    words = {"title": "Candidature fictive", "body": "Voici **pourquoi**."}
    write_candidacy(row, Application(**{**words, **said}))
    db.session.add(row)
    db.session.flush()
    link_candidacy(row, [noun.record for noun in about])
    if state != "draft":
        number_candidacy(row)
        row.state, row.submitted_at = CandidacyState.SUBMITTED, now()
    if state == "withdrawn":
        row.state, row.withdrawn_at = CandidacyState.WITHDRAWN, now()
        row.withdrawal_reason = "Un motif fictif."
    db.session.commit()
    return row


def juror(to: Program, person: Account) -> Juror:
    """A person of a jury."""
    row = Juror(program_id=to.id, account_id=person.id)
    db.session.add(row)
    db.session.commit()
    return row


def grades(by: Juror, given_to: Candidacy, *given: str) -> None:
    """The grades of a juror, in the order of the criteria."""
    query = db.select(Criterion.id).where(Criterion.program_id == given_to.program_id)
    for criterion, grade in zip(
        db.session.scalars(query.order_by(Criterion.position)), given, strict=True
    ):
        db.session.add(
            CandidacyGrade(
                candidacy_id=given_to.id, juror_id=by.id, criterion_id=criterion, grade=grade
            )
        )
    db.session.commit()


def award(given_to: Candidacy, **said: Any) -> Award:
    """What a laureate is given."""
    row = Award(candidacy_id=given_to.id, **{"reason": "Utile à tous.", **said})
    db.session.add(row)
    db.session.commit()
    return row
