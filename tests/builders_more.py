"""More builders of `tests.builders`, which gives them all: introductions, milestones."""

from __future__ import annotations

from council.clock import now
from council.extensions import db
from council.introductions.models import Introduction, IntroductionState
from council.introductions.steps import Contact, accept, new_introduction
from council.needs.models import Need
from council.organizations.models import Organization
from council.records.due import parse_due
from council.roadmap.models import RoadmapItem
from council.roadmap.models_progress import Milestone
from council.roadmap.queries_progress import milestones_of


def introduction(
    row: Need,
    other: Need | None = None,
    *,
    body: Organization | None = None,
    state: str = "proposed",
) -> Introduction:
    """The holder of a need proposes to be put in touch with another's, or with an endorser."""
    needs = [row, *([other] if other is not None else [])]
    bodies = {need.record.organization_id or need.record.software_id or 0 for need in needs}
    made = new_introduction(
        needs,
        bodies | ({body.id} if body is not None else set()),
        message="Nous avons le même besoin fictif.",
        author=None,
        mandate=None,
        by_secretariat=False,
    )
    made.for_organization_id = row.record.organization_id
    made.for_software_id = row.record.software_id
    for party in made.parties:
        if party.body_id == made.proposing_body_id or state != "proposed":
            number = party.body_id
            contact = Contact(f"Contact Fictif {number}", f"contact{number}@exemple.invalid")
            accept(party, contact, account_id=None)
    if state != "proposed":
        made.accepted_at = now()
        made.state = IntroductionState(state)
        made.closed_at = now() if state != "accepted" else None
        made.state_reason = "Un motif fictif." if state == "separate" else ""
    db.session.commit()
    return made


def milestone(row: RoadmapItem, title: str = "Maquette", *, due: str = "") -> Milestone:
    """A milestone of an item, after the others."""
    number = 1 + len(milestones_of(row.id))
    made = Milestone(item_id=row.id, number=number, position=number, title=title)
    made.due = parse_due(due)
    db.session.add(made)
    db.session.commit()
    return made
