"""Commons on which public policies rely: whose questions go unanswered, whom nobody funds.

What is public alone is counted, so that a warning is the same for every reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from council.clock import today
from council.contributions.models import (
    Contribution,
    ContributionKind,
    ContributionMove,
    ContributionState,
)
from council.extensions import db
from council.programs.models import Candidacy, CandidacyLink, Program
from council.programs.models_jury import Award
from council.records.models import Audience, LinkKind, Record, RecordKind, RecordLink
from council.requests.models import Request, RequestState
from council.software.models import Software, SoftwareKind
from council.software.queries_bases import components_of
from council.software.queries_reliances import in_force

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.software.models_reliances import Reliance

FUNDING = (
    ContributionKind.FUNDING,
    ContributionKind.HOSTING,
    ContributionKind.AGENT_TIME,
    ContributionKind.SKILLS_SPONSORSHIP,
)
AGREED = (
    ContributionState.ACCEPTED,
    ContributionState.UNDER_WAY,
    ContributionState.DELIVERED,
    ContributionState.CONFIRMED,
)


@dataclass(frozen=True)
class Unanswered:
    """A question to maintainers whose due date has passed."""

    record: Record
    title: str
    software_id: int
    due_on: date


@dataclass
class Warning:
    """What is wrong with a commons and with what it is based on."""

    unanswered: list[Unanswered] = field(default_factory=list)
    unfunded: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.unanswered or self.unfunded)


@dataclass(frozen=True)
class Watched:
    """A policy in force, with the warning of the commons it relies on (false when all is well)."""

    reliance: Reliance
    warning: Warning


def funding_months() -> int:
    """Return for how many months a funding counts."""
    return int(current_app.config["COUNCIL_FUNDING_MONTHS"])


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, the last of the month when there is none."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def watched(reliances: Sequence[Reliance]) -> list[Watched]:
    """Return policies with the warnings of what they rely on; four queries at most."""
    found = warnings_of({row.software_id for row in reliances})
    return [Watched(row, found[row.software_id]) for row in reliances]


def in_danger(viewer: Viewer) -> list[Watched]:
    """Return the policies in force that rely on a commons with a warning, by name."""
    rows = db.session.scalars(in_force(viewer)).all()
    return [row for row in watched(rows) if row.warning]


def warnings_of(software_ids: Iterable[int]) -> dict[int, Warning]:
    """Return the warning of each software, what it is based on included."""
    roots = components_of(software_ids)
    if not roots:
        return {}
    everything = set(roots).union(*roots.values())
    names = _names(everything)
    funded = _funded(everything)
    late: dict[int, list[Unanswered]] = {}
    for asked in _late(everything):
        late.setdefault(asked.software_id, []).append(asked)
    found = {}
    for root, below in roots.items():
        concerned = [root, *sorted(below, key=lambda number: names.get(number, ""))]
        found[root] = Warning(
            [asked for number in concerned for asked in late.get(number, ())],
            [names[number] for number in concerned if number in names and number not in funded],
        )
    return found


def _names(ids: Iterable[int]) -> dict[int, str]:
    # A standard is nobody's to fund here: what implements it is.
    rows = db.session.execute(
        select(Software.id, Software.name)
        .join(Record, Record.id == Software.id)
        .where(
            Software.id.in_(sorted(ids)),
            Software.kind != SoftwareKind.STANDARD,
            Record.audience == Audience.PUBLIC,
        )
    )
    return dict(rows.all())


def _late(ids: Iterable[int]) -> list[Unanswered]:
    rows = db.session.execute(
        select(Record, Request.title, Request.software_id, Request.due_on)
        .join(Request, Request.id == Record.id)
        .where(
            Request.software_id.in_(sorted(ids)),
            Request.state == RequestState.SENT,
            Request.due_on < today(),
            Record.audience == Audience.PUBLIC,
        )
        .order_by(Request.due_on, Request.id)
    )
    return [Unanswered(*row) for row in rows]


def _funded(ids: set[int]) -> set[int]:
    """Which software somebody funds: a contribution about it, or that answers its needs."""
    need, cited = aliased(Record), aliased(RecordLink)
    rows = db.session.execute(
        select(RecordLink.to_id, need.software_id, cited.to_id)
        .join(Contribution, Contribution.id == RecordLink.from_id)
        .join(Record, Record.id == Contribution.id)
        .outerjoin(need, (need.id == RecordLink.to_id) & (need.kind == RecordKind.NEED))
        .outerjoin(cited, (cited.from_id == need.id) & (cited.kind == LinkKind.ABOUT))
        .where(
            RecordLink.kind.in_([LinkKind.ABOUT, LinkKind.ANSWERS]),
            or_(
                RecordLink.to_id.in_(sorted(ids)),
                need.software_id.in_(sorted(ids)),
                cited.to_id.in_(sorted(ids)),
            ),
            Record.audience == Audience.PUBLIC,
            Contribution.kind.in_(FUNDING),
            Contribution.state.in_(AGREED),
            _is_recent(),
        )
    )
    found = {number for row in rows for number in row if number in ids}
    return found | _awarded(ids)


def _awarded(ids: set[int]) -> set[int]:
    """Which software a support programme gave money to, its candidate or what it is about."""
    rows = db.session.execute(
        select(Candidacy.software_id, CandidacyLink.record_id)
        .join(Award, Award.candidacy_id == Candidacy.id)
        .join(Program, Program.id == Candidacy.program_id)
        .outerjoin(CandidacyLink, CandidacyLink.candidacy_id == Candidacy.id)
        .where(Award.amount_cents > 0, Program.awarded_at >= _first_moment())
    )
    return {number for row in rows for number in row if number in ids}


def _is_recent() -> Any:
    moment = _first_moment()
    day = moment.date()
    moved = select(ContributionMove.contribution_id).where(ContributionMove.created_at >= moment)
    return or_(
        Contribution.delivered_on >= day,
        Contribution.offered_at >= moment,
        Contribution.id.in_(moved),
    )


def _first_moment() -> datetime:
    return datetime.combine(months_before(today(), funding_months()), time.min, UTC)
