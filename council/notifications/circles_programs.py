"""People around a support programme: its candidates, its jury, who was just named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry
from council.programs.models import Candidacy, CandidacyState
from council.programs.models_jury import Juror
from council.records.models import Record

Mandated = Callable[[Iterable[int], Iterable[int]], list[Account]]


def applicants(records: Sequence[Record], mandated: Mandated) -> list[Account]:
    """Return the people of the bodies and software that are candidates, drafts included."""
    rows = db.session.execute(
        select(Candidacy.organization_id, Candidacy.software_id).where(
            Candidacy.program_id.in_([record.id for record in records]),
            Candidacy.state != CandidacyState.WITHDRAWN,
        )
    ).all()
    return mandated(
        {body for body, _software in rows if body is not None},
        {software for _body, software in rows if software is not None},
    )


def jury(records: Sequence[Record]) -> list[Account]:
    """Return the jury of a programme."""
    named = select(Juror.account_id).where(
        Juror.program_id.in_([record.id for record in records]), Juror.removed_at.is_(None)
    )
    return list(db.session.scalars(select(Account).where(Account.id.in_(named))))


def named(entry: JournalEntry) -> list[Account]:
    """Return the person whom an entry names to a jury."""
    uid = json.loads(entry.public).get("juror", "")
    return list(db.session.scalars(select(Account).where(Account.uid == uid)))
