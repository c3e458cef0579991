"""What the jury does, and what is given after it: named, graded, closed, awarded, followed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.access import check
from council.clock import database_now
from council.contributions.steps import by, for_whom
from council.extensions import db
from council.journal.steps import write_entry
from council.programs import policies, policies_candidacies
from council.programs.models import Candidacy, CandidacyState, Criterion, Program, Support
from council.programs.models_jury import (
    Award,
    AwardNote,
    CandidacyGrade,
    Juror,
    JurorRecusal,
)
from council.programs.queries_candidacies import award_of
from council.programs.queries_jury import (
    account_at,
    grades_by,
    is_interested,
    juror_for,
    jurors_of,
    recusal_of,
)
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST_JURORS = 50


@action
def name_juror(program: Program, *, email: str, author: Viewer) -> Juror:
    """Name a person of the site to the jury, by their address."""
    lock(program)
    check(policies.can_name_jury(author, program))
    account = account_at(email)
    if account is None:
        raise Invalid({"email": _("Personne n’a de compte à cette adresse.")})
    known = jurors_of(program.id)
    if account.id in {row.account_id for row in known}:
        raise Invalid({"email": _("Cette personne est déjà du jury.")})
    if len(known) >= MOST_JURORS:
        raise Invalid({"email": _("Cinquante personnes au plus.")})
    juror = Juror(program_id=program.id, account_id=account.id, named_by_id=author.account_id)
    db.session.add(juror)
    db.session.flush()
    _journal("juror.named", program, author, {"juror": account.uid})
    return juror


@action
def remove_juror(program: Program, juror: Juror, *, author: Viewer) -> Juror:
    """Take a person off the jury: their grades are no longer counted."""
    lock(program)
    check(policies.can_name_jury(author, program))
    lock(juror)
    if juror.removed_at is not None:
        raise Invalid({"email": _("Cette personne n’est plus du jury.")})
    juror.removed_at = database_now(db.session)
    _journal("juror.removed", program, author, {"place": juror.id})
    return juror


@action
def grade_candidacy(
    program: Program, candidacy: Candidacy, grades: Mapping[int, str], *, author: Viewer
) -> Candidacy:
    """Give, or give again, a grade on every criterion; read by nobody until the jury is closed."""
    lock(program, read=True)
    juror = juror_for(program.id, author)
    recused = juror is not None and recusal_of(juror.id, candidacy.id) is not None
    check(
        policies_candidacies.can_grade(
            author,
            program,
            candidacy,
            juror,
            interested=is_interested(candidacy, author),
            recused=recused,
            at=database_now(db.session),
        )
    )
    assert juror is not None
    lock(juror)
    criteria = set(
        db.session.scalars(select(Criterion.id).where(Criterion.program_id == program.id))
    )
    if set(grades) != criteria:
        raise Invalid({"grades": _("Donnez une mention à chaque critère.")})
    known, at = grades_by(juror.id, candidacy.id), database_now(db.session)
    for criterion, grade in grades.items():
        row = known.get(criterion)
        if row is None:
            row = CandidacyGrade(
                candidacy_id=candidacy.id, juror_id=juror.id, criterion_id=criterion
            )
            db.session.add(row)
        row.grade, row.graded_at = grade, at
    _journal(
        "candidacy.graded",
        program,
        author,
        {"number": candidacy.number},
        private={"grades": {str(key): value for key, value in sorted(grades.items())}},
    )
    return candidacy


@action
def recuse_juror(
    program: Program, candidacy: Candidacy, *, reason: str, author: Viewer
) -> JurorRecusal:
    """Say that one does not grade a candidacy; grades given to it are no longer counted."""
    lock(program, read=True)
    juror = juror_for(program.id, author)
    recused = juror is not None and recusal_of(juror.id, candidacy.id) is not None
    check(policies_candidacies.can_recuse_juror(author, program, candidacy, juror, recused=recused))
    assert juror is not None
    lock(juror)
    recusal = JurorRecusal(juror_id=juror.id, candidacy_id=candidacy.id, reason=reason)
    db.session.add(recusal)
    _journal(
        "juror.recused",
        program,
        author,
        {"number": candidacy.number},
        private={"reason": reason},
    )
    return recusal


@action
def close_jury(program: Program, *, author: Viewer) -> Program:
    """Close the jury: grades no longer change, and are read by the body and the jury."""
    lock(program)
    check(policies.can_close_jury(author, program, database_now(db.session)))
    graded = (
        select(func.count(CandidacyGrade.id))
        .join(Candidacy, Candidacy.id == CandidacyGrade.candidacy_id)
        .where(Candidacy.program_id == program.id)
    )
    waiting = select(func.count(Candidacy.id)).where(
        Candidacy.program_id == program.id, Candidacy.state == CandidacyState.SUBMITTED
    )
    if db.session.scalar(waiting) and not db.session.scalar(graded):
        raise Invalid({"jury": _("Aucune mention n’a été donnée : le jury n’a pas commencé.")})
    program.jury_closed_at = database_now(db.session)
    program.row_version += 1
    _journal("jury.closed", program, author, {})
    return program


@action
def prepare_award(
    program: Program,
    candidacy: Candidacy,
    *,
    reason: str,
    supports: Sequence[str],
    amount_cents: int | None,
    author: Viewer,
) -> Award:
    """Write, or write again, what a candidacy is given; nobody else reads it before the awards."""
    lock(program)
    check(policies.can_award(author, program))
    lock(candidacy)
    if candidacy.state != CandidacyState.SUBMITTED:
        raise Invalid({"reason": policies_candidacies.NOT_SUBMITTED})
    most = program.laureate_cents
    if most is not None and (amount_cents or 0) > most:
        raise Invalid({"amount": _("C’est plus que ce que l’appel prévoit par lauréat.")})
    if amount_cents and Support.MONEY not in supports:
        raise Invalid({"supports": _("Un montant est accordé : cochez « financement ».")})
    mandate = policies.holding_mandate(author, program.record.organization_id)
    award = award_of(candidacy.id)
    if award is None:
        award = Award(candidacy_id=candidacy.id, reason=reason)
        db.session.add(award)
    award.reason, award.supports, award.amount_cents = reason, list(supports), amount_cents
    for name, value in by(author, mandate).items():
        setattr(award, name, value)
    _journal("award.prepared", program, author, {"number": candidacy.number})
    return award


@action
def remove_award(program: Program, candidacy: Candidacy, *, author: Viewer) -> Candidacy:
    """Give up an award that was only prepared."""
    lock(program)
    check(policies.can_award(author, program))
    award = award_of(candidacy.id)
    if award is None:
        raise Invalid({"reason": policies_candidacies.NO_AWARD})
    db.session.delete(award)
    _journal("award.removed", program, author, {"number": candidacy.number})
    return candidacy


@action
def follow_up(program: Program, candidacy: Candidacy, *, text: str, author: Viewer) -> AwardNote:
    """Say what became of an award, dated."""
    lock(program, read=True)
    check(policies_candidacies.can_follow_up(author, candidacy, program))
    award = award_of(candidacy.id)
    if award is None:
        raise Invalid({"text": policies_candidacies.NO_AWARD})
    mandate = policies_candidacies.follow_up_mandate(author, candidacy, program)
    note = AwardNote(award_id=award.id, text=text, **by(author, mandate))
    db.session.add(note)
    db.session.flush()
    write_entry(
        "award.followed_up",
        subjects=[program.record],
        actor=author,
        public={"reference": program.reference, "number": candidacy.number},
        **for_whom(mandate),
    )
    return note


def _journal(
    kind: str,
    program: Program,
    author: Viewer,
    public: Mapping[str, object],
    *,
    private: Mapping[str, object] | None = None,
) -> None:
    mandate = policies.holding_mandate(author, program.record.organization_id)
    write_entry(
        kind,
        subjects=[program.record],
        actor=author,
        public={"reference": program.reference, **public},
        private=private,
        **for_whom(mandate),
    )
