"""What the home page shows to everybody, and what awaits one person; reads only."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from council.clock import now, today
from council.contributions.models import Contribution, ContributionState
from council.contributions.queries import drafts_of as contribution_drafts
from council.contributions.queries import in_state
from council.contributions.queries import listed as listed_contributions
from council.contributions.queries import visible_to as visible_contributions
from council.contributions.queries_duties import Waiting, fundings_owed
from council.decisions.models import (
    ActKind,
    Decision,
    DecisionAct,
    DecisionKind,
    DecisionState,
)
from council.decisions.queries import visible_to as visible_decisions
from council.decisions.queries_life import late_applications, polls_without_outcome, reviews_due
from council.discussion.queries_moderation import Reading, to_read
from council.extensions import db
from council.introductions.models import Introduction
from council.introductions.queries import owed as introductions_owed
from council.meetings.models import Meeting
from council.meetings.queries import coming, latest_held
from council.needs.models import OPEN_STATES, Endorsement, Need
from council.needs.models_answers import OfficialAnswer
from council.needs.models_filing import FilingConfirmation
from council.needs.models_routes import NeedRoute
from council.needs.queries import drafts_of as need_drafts
from council.needs.queries import visible_to as visible_needs
from council.needs.queries import waiting_needs
from council.needs.queries_answers import prepared
from council.needs.queries_delays import answers_due
from council.needs.queries_filing import denied_filings
from council.needs.queries_merging import consents_owed
from council.needs.queries_routes import routes_to_judge
from council.notifications.policies import can_mend_mails
from council.notifications.queries_refused import RefusedMail, given_up
from council.organizations.models import (
    Application,
    Mandate,
    Seat,
)
from council.organizations.models_maintainers import MaintainerProof
from council.organizations.queries import waiting_applications, waiting_mandates, waiting_seats
from council.organizations.queries_maintainers import claims_of
from council.organizations.viewer import REPRESENTING, Viewer
from council.pages.queries_reliances import Watched, in_danger
from council.polls.models import Poll, PollState, RollEntry
from council.polls.policies import conducts
from council.polls.queries import ballots_owed, list_polls
from council.polls.queries import visible_to as visible_polls
from council.polls.queries_objections import open_objections
from council.programs.models import Candidacy, Program
from council.programs.queries_candidacies import drafts_of as candidacy_drafts
from council.programs.queries_jury import to_conclude, to_grade
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.requests.models import Request, RequestState
from council.requests.queries import visible_to as visible_requests
from council.requests.queries_links import unreached
from council.reuses.queries import Owed, reviews_owed
from council.reuses.queries import drafts_of as reuse_drafts
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.models_progress import Milestone
from council.roadmap.queries_progress import late_milestones
from council.software.queries_holders import with_holder
from council.subjects.models import OPEN_STATES as OPEN_SUBJECTS
from council.subjects.models import Subject, SubjectState
from council.subjects.queries import visible_to as visible_subjects
from council.subjects.queries import waiting_subjects

Row = TypeVar("Row")

# One more than a group shows, so that a page knows whether there are others.
GROUP_SIZE = 8
# How many needs of the ranking are looked at together for those this reader may see.
HANDFUL = 20
ENDING_SOON = timedelta(days=60)


def _visible(model: Any, viewer: Viewer) -> Select[Any]:
    return select(model).join(model.record).where(record_visible_to(viewer))


@dataclass(frozen=True)
class Home:
    """What the home page shows, each part already limited to what fits."""

    at: datetime
    polls: Sequence[Poll]
    decisions: Sequence[Decision]
    needs: Sequence[tuple[Need, int]]
    contributions: Sequence[Contribution]
    items: Sequence[RoadmapItem]
    coming: Sequence[Meeting]
    held: Sequence[Meeting]
    subjects: Sequence[Subject]
    counts: dict[str, int]


def home(viewer: Viewer) -> Home:
    """Return what the home page shows to this viewer: at most 10 queries."""
    at = now()
    items = _visible(RoadmapItem, viewer).where(
        RoadmapItem.state.in_([ItemState.UNDER_WAY, ItemState.PLANNED])
    )
    subjects = visible_subjects(viewer).where(
        Subject.state.in_(OPEN_SUBJECTS), Subject.state != SubjectState.RECEIVED
    )
    return Home(
        at=at,
        polls=_first(list_polls(viewer, at, phase="open"), 4),
        decisions=_first(_published_decisions(viewer), 4),
        needs=most_needed(viewer),
        contributions=_first(listed_contributions(viewer), 4),
        items=_first(
            items.order_by(RoadmapItem.due_ends_on.desc().nulls_last(), RoadmapItem.id.desc()),
            4,
        ),
        coming=coming(viewer, limit=2),
        held=latest_held(viewer, limit=4),
        subjects=_first(subjects.order_by(Subject.received_at.desc()), 3),
        counts=counts(viewer),
    )


def _published_decisions(viewer: Viewer) -> Select[tuple[Decision]]:
    return (
        visible_decisions(viewer)
        .where(Decision.state == DecisionState.PUBLISHED)
        .order_by(Decision.adopted_on.desc(), Decision.id.desc())
    )


def most_needed(viewer: Viewer, *, limit: int = 5) -> list[tuple[Need, int]]:
    """Return the open needs with their number of endorsements, the most endorsed first, then the
    latest."""
    found = _most_endorsed(viewer, limit)
    if len(found) < limit:
        others = _open_needs(viewer).where(Need.id.not_in([need.id for need, _count in found]))
        latest = others.order_by(Need.filed_on.desc(), Need.id.desc()).limit(limit - len(found))
        found += [(need, 0) for need in db.session.scalars(latest).unique()]
    return found


def _most_endorsed(viewer: Viewer, limit: int) -> list[tuple[Need, int]]:
    # Counted in the index of endorsements alone, and looked at by handfuls from the top: ten
    # thousand needs are neither read nor sorted.
    given = func.count().label("given")
    ranked = (
        select(Endorsement.need_id, given)
        .where(Endorsement.withdrawn_at.is_(None))
        .group_by(Endorsement.need_id)
        .order_by(given.desc(), Endorsement.need_id.desc())
    )
    found: list[tuple[Need, int]] = []
    for start in itertools.count(0, HANDFUL):
        rows = db.session.execute(ranked.limit(HANDFUL).offset(start)).all()
        counts = {row.need_id: row.given for row in rows}
        needs = db.session.scalars(_open_needs(viewer).where(Need.id.in_(list(counts)))).unique()
        seen = {need.id: need for need in needs}
        found += [(seen[number], counts[number]) for number in counts if number in seen]
        if len(found) >= limit or len(rows) < HANDFUL:
            break
    return found[:limit]


def _open_needs(viewer: Viewer) -> Select[tuple[Need]]:
    query = visible_needs(viewer).where(Need.state.in_(OPEN_STATES))
    return with_holder(query, Need.holder_organization, Need.holder_software)


def counts(viewer: Viewer) -> dict[str, int]:
    """Return how many records of each kind this viewer may see, drafts left out."""
    rows = db.session.execute(
        select(Record.kind, func.count().label("total"))
        .where(record_visible_to(viewer), Record.reference.is_not(None))
        .group_by(Record.kind)
    )
    return {row.kind: row.total for row in rows}


def _first(query: Select[tuple[Row]], limit: int = GROUP_SIZE + 1) -> Sequence[Row]:
    return db.session.scalars(query.limit(limit)).unique().all()


@dataclass
class Duties:
    """What awaits one person, by kind of act; a list longer than GROUP_SIZE says there is more."""

    ballots: Sequence[tuple[Poll, RollEntry]] = ()
    answers: Sequence[Request] = ()
    unreached: Sequence[Request] = ()
    claims: Sequence[MaintainerProof] = ()
    offers: Sequence[Contribution] = ()
    deliveries: Sequence[Contribution] = ()
    needs: Sequence[Need] = ()
    denials: Sequence[FilingConfirmation] = ()
    subjects: Sequence[Subject] = ()
    applications: Sequence[Application] = ()
    seats: Sequence[Seat] = ()
    mandates: Sequence[Mandate] = ()
    polls: Sequence[Poll] = ()
    objections: Sequence[tuple[Poll, RollEntry]] = ()
    publications: Sequence[Decision] = ()
    endorsements: Sequence[Decision] = ()
    outcomes: Sequence[Poll] = ()
    lates: Sequence[Decision] = ()
    rereadings: Sequence[Decision] = ()
    merges: Sequence[Any] = ()
    fundings: Sequence[Waiting] = ()
    routes: Sequence[NeedRoute] = ()
    milestones: Sequence[tuple[Milestone, RoadmapItem]] = ()
    watched: Sequence[Watched] = ()
    gradings: Sequence[Candidacy] = ()
    candidacies: Sequence[Candidacy] = ()
    programs: Sequence[Program] = ()
    introductions: Sequence[Introduction] = ()
    official: Sequence[Need] = ()
    prepared: Sequence[OfficialAnswer] = ()
    drafts: Sequence[Any] = ()
    reviews: Sequence[Owed] = ()
    comments: Reading | None = None
    ending: Sequence[Mandate] = field(default_factory=tuple)
    refused: Sequence[RefusedMail] = ()


def duties(viewer: Viewer) -> Duties:
    """Return what awaits a person, each query made only for those it may concern."""
    found = Duties(
        ballots=ballots_owed(viewer, now()),
        answers=_answers_owed(viewer) if viewer.is_maintainer else (),
        claims=claims_of(viewer.email),
        drafts=_drafts(viewer) if viewer.mandates else (),
        ending=_ending(viewer) if viewer.mandates else (),
        introductions=introductions_owed(viewer),
        fundings=fundings_owed(viewer, limit=GROUP_SIZE + 1),
    )
    if viewer.is_representative or viewer.is_maintainer:
        answered = _contributions_for(viewer)
        found.offers = [c for c in answered if c.state == ContributionState.OFFERED]
        found.deliveries = [c for c in answered if c.state == ContributionState.DELIVERED]
        found.merges = consents_owed(viewer)
        found.reviews = reviews_owed(viewer, limit=GROUP_SIZE + 1)
    if viewer.is_representative or viewer.is_secretariat:
        found.unreached = unreached(viewer, GROUP_SIZE + 1)
        found.routes = routes_to_judge(viewer, limit=GROUP_SIZE + 1)
        found.milestones = late_milestones(viewer, limit=GROUP_SIZE + 1)
    found.gradings, found.programs = to_grade(viewer), to_conclude(viewer)
    found.candidacies = candidacy_drafts(viewer)
    if viewer.is_secretariat:
        found.needs = waiting_needs(viewer)
        found.denials = denied_filings(viewer)
        found.official = answers_due(viewer, limit=GROUP_SIZE + 1)
        found.prepared = prepared(viewer)
        found.subjects = waiting_subjects(viewer)
        found.applications = waiting_applications(viewer)
        found.watched = in_danger(viewer)
        found.comments = to_read(viewer)
    if can_mend_mails(viewer):
        found.refused = given_up(GROUP_SIZE + 1)
    if viewer.is_chair:
        found.seats = waiting_seats()
        found.mandates = waiting_mandates()
    if viewer.is_chair or viewer.is_secretariat:
        found.polls = _first(
            visible_polls(viewer).where(Poll.state == PollState.DRAFT).order_by(Poll.id)
        )
        found.publications = _first(_to_publish(viewer))
        found.outcomes = _first(polls_without_outcome(viewer))
        found.rereadings = _first(reviews_due(viewer))
        waiting = open_objections(viewer, now())
        found.objections = [row for row in waiting if conducts(viewer, row[0])]
    if viewer.is_chair or viewer.is_secretariat or viewer.is_representative or viewer.is_member:
        found.lates = _first(late_applications(viewer))
    if viewer.is_endorser:
        found.endorsements = _first(_to_endorse(viewer))
    return found


def _drafts(viewer: Viewer) -> Sequence[Any]:
    return [*need_drafts(viewer), *contribution_drafts(viewer), *reuse_drafts(viewer)]


def _answers_owed(viewer: Viewer) -> Sequence[Request]:
    query = visible_requests(viewer).where(
        Request.software_id.in_(sorted(viewer.software_ids)), Request.state == RequestState.SENT
    )
    return _first(query.order_by(Request.due_on, Request.id))


def _contributions_for(viewer: Viewer) -> Sequence[Contribution]:
    """Contributions offered or delivered to the bodies and software this person acts for."""
    organizations = sorted(
        m.organization_id
        for m in viewer.mandates
        if m.organization_id is not None and m.title in REPRESENTING
    )
    software = sorted(viewer.software_ids)
    target = aliased(Record)
    received = (
        select(RecordLink.from_id)
        .join(target, target.id == RecordLink.to_id)
        .where(
            or_(
                and_(
                    RecordLink.kind == LinkKind.ANSWERS,
                    target.kind == RecordKind.NEED,
                    _held_by(target, organizations, software),
                ),
                and_(RecordLink.kind == LinkKind.ABOUT, target.id.in_(software)),
            )
        )
    )
    query = visible_contributions(viewer).where(
        Contribution.id.in_(received),
        or_(in_state(ContributionState.OFFERED), Contribution.state == ContributionState.DELIVERED),
    )
    return _first(query.order_by(Contribution.id), 2 * GROUP_SIZE)


def _held_by(
    record: Any, organizations: Sequence[int], software: Sequence[int]
) -> ColumnElement[bool]:
    return or_(record.organization_id.in_(organizations), record.software_id.in_(software))


def _to_publish(viewer: Viewer) -> Select[tuple[Decision]]:
    return (
        visible_decisions(viewer)
        .where(Decision.state == DecisionState.ADOPTED)
        .order_by(Decision.adopted_on, Decision.id)
    )


def _to_endorse(viewer: Viewer) -> Select[tuple[Decision]]:
    said = select(DecisionAct.decision_id).where(
        DecisionAct.kind.in_([ActKind.ENDORSEMENT, ActKind.REFUSAL])
    )
    return (
        visible_decisions(viewer)
        .where(
            Decision.kind == DecisionKind.AVIS,
            Decision.state.in_([DecisionState.ADOPTED, DecisionState.PUBLISHED]),
            Decision.id.not_in(said),
        )
        .order_by(Decision.adopted_on, Decision.id)
    )


def _ending(viewer: Viewer, day: date | None = None) -> Sequence[Mandate]:
    day = day or today()
    query = (
        select(Mandate)
        .where(
            Mandate.id.in_([mandate.id for mandate in viewer.mandates]),
            Mandate.ends_on.between(day, day + ENDING_SOON),
        )
        .options(joinedload(Mandate.organization))
        .order_by(Mandate.ends_on)
    )
    return _first(query)
