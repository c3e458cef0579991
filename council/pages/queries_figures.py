"""The figures page: counts and delays of what everybody may read, the same for every reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, extract, func, select
from sqlalchemy.orm import aliased

from council.contributions.models import Contribution, ContributionState, PriceVisibility, Tax
from council.extensions import db
from council.introductions.models import OUTCOMES, Introduction
from council.needs.models import SETTLED_STATES, Endorsement, Need, NeedState
from council.records.delays import Delay, delay_of
from council.records.models import Audience, LinkKind, Record, RecordLink
from council.requests.models import Request, RequestState
from council.requests.queries_delays import AnswerDelays, delays_of_all
from council.reuses.models import Reuse, ReuseState
from council.software.models import Software

# Money that was agreed, not only offered.
AGREED = (
    ContributionState.ACCEPTED,
    ContributionState.UNDER_WAY,
    ContributionState.DELIVERED,
    ContributionState.CONFIRMED,
)


def _public(query: Select[Any], model: Any) -> Select[Any]:
    return query.join(Record, Record.id == model.id).where(Record.audience == Audience.PUBLIC)


@dataclass(frozen=True)
class Money:
    """What was agreed in public for a software, in cents, by tax; hundredths of days beside."""

    software: str
    reference: str
    cents: dict[str, int]
    days_hundredths: int
    count: int


@dataclass(frozen=True)
class Introductions:
    """How many bodies were put in touch, what came of it, how long both took to accept: numbers
    only, never which."""

    proposed: int
    accepted: int
    outcomes: dict[str, int]
    delay: Delay | None


@dataclass(frozen=True)
class Reuses:
    """How many reuses are published, how many have a review, how many agents these count."""

    published: int
    reviewed: int
    agents: int


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    needs_by_state: dict[str, int]
    needs_by_year: list[tuple[int, int, int]]
    endorsements: int
    qualification: Delay | None
    conclusion: Delay | None
    answers: AnswerDelays
    answers_by_software: list[AnswerDelays]
    unanswered: int
    contributions_by_kind: list[tuple[str, int]]
    money: list[Money]
    introductions: Introductions
    reuses: Reuses


def figures() -> Figures:
    """Return the figures of what is public: ten queries at most, whatever the size."""
    states = _needs_by_state()
    answers, by_software = delays_of_all()
    return Figures(
        needs_by_state=states,
        needs_by_year=_needs_by_year(),
        endorsements=_endorsements(),
        qualification=delay_of(_moments(Need.submitted_at, Need.published_at)),
        conclusion=delay_of(_moments(Need.published_at, Need.closed_at)),
        answers=answers,
        answers_by_software=by_software,
        unanswered=_unanswered(),
        contributions_by_kind=_contributions_by_kind(),
        money=money_by_software(),
        introductions=_introductions(),
        reuses=_reuses(),
    )


def _introductions() -> Introductions:
    columns = (Introduction.state, Introduction.proposed_at, Introduction.accepted_at)
    rows = db.session.execute(select(*columns)).all()
    states = Counter(row.state for row in rows)
    return Introductions(
        proposed=len(rows),
        accepted=sum(row.accepted_at is not None for row in rows),
        outcomes={outcome: states[outcome] for outcome in OUTCOMES},
        delay=delay_of((row.proposed_at, row.accepted_at) for row in rows),
    )


def _reuses() -> Reuses:
    counted = select(
        func.count(Reuse.id), func.count(Reuse.reviewed_at), func.sum(Reuse.agents_reached)
    )
    query = _public(counted, Reuse).where(Reuse.state == ReuseState.PUBLISHED)
    published, reviewed, agents = db.session.execute(query).one()
    return Reuses(published, reviewed, int(agents or 0))


def _needs_by_state() -> dict[str, int]:
    query = _public(select(Need.state, func.count()), Need).where(Need.state.in_(SETTLED_STATES))
    counted = dict(db.session.execute(query.group_by(Need.state)).all())
    return {state: counted.get(state, 0) for state in SETTLED_STATES}


def _needs_by_year() -> list[tuple[int, int, int]]:
    year = extract("year", Need.filed_on)
    met = func.sum(case((Need.state == NeedState.MET, 1), else_=0))
    query = _public(select(year, func.count(), met), Need).where(Need.state.in_(SETTLED_STATES))
    rows = db.session.execute(query.group_by(year).order_by(year))
    return [(int(filed), count, int(done or 0)) for filed, count, done in rows]


def _endorsements() -> int:
    query = _public(select(func.count(Endorsement.id)).join_from(Need, Endorsement), Need)
    return db.session.scalar(query.where(Endorsement.withdrawn_at.is_(None))) or 0


def _moments(start: Any, end: Any) -> Sequence[Any]:
    # Imported needs carry the moment of their import: only what was filed here is measured.
    query = _public(select(start, end), Need).where(Need.source == "", end.is_not(None))
    return db.session.execute(query).all()


def _unanswered() -> int:
    query = _public(select(func.count(Request.id)), Request)
    return db.session.scalar(query.where(Request.state == RequestState.SENT)) or 0


def _contributions_by_kind() -> list[tuple[str, int]]:
    query = _public(select(Contribution.kind, func.count()), Contribution).where(
        Contribution.state.in_(AGREED)
    )
    rows = db.session.execute(query.group_by(Contribution.kind)).all()
    return sorted(((kind, count) for kind, count in rows), key=lambda row: (-row[1], row[0]))


def money_by_software() -> list[Money]:
    """Return what was agreed for each software whose prices are public, the most given first.

    A price that its author keeps to some readers is counted nowhere here, its offer neither.
    """
    name = aliased(Record)
    query = (
        _public(
            select(
                Software.name,
                name.reference,
                Contribution.tax,
                Contribution.amount_cents,
                Contribution.days_hundredths,
            ),
            Contribution,
        )
        .join(RecordLink, RecordLink.from_id == Contribution.id)
        .join(Software, Software.id == RecordLink.to_id)
        .join(name, name.id == Software.id)
        .where(
            RecordLink.kind == LinkKind.ABOUT,
            name.audience == Audience.PUBLIC,
            Contribution.state.in_(AGREED),
            Contribution.price_visibility == PriceVisibility.PUBLIC,
            Contribution.amount_cents.is_not(None) | Contribution.days_hundredths.is_not(None),
        )
    )
    cents: dict[tuple[str, str], Counter[str]] = {}
    days: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for software, reference, tax, amount, hundredths in db.session.execute(query):
        key = (software, reference)
        cents.setdefault(key, Counter())[tax] += amount or 0
        days[key] += hundredths or 0
        counts[key] += 1
    found = [
        Money(key[0], key[1], {tax: cents[key][tax] for tax in Tax}, days[key], counts[key])
        for key in cents
    ]
    return sorted(found, key=lambda row: (-sum(row.cents.values()), row.software))
