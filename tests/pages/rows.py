"""Rows the home page and the dashboard read, put straight in their tables; each commits."""

from __future__ import annotations

import itertools
import json
from datetime import date, time, timedelta
from typing import Any

from council.clock import now, today
from council.contributions.models import Contribution
from council.decisions.models import Decision
from council.extensions import db
from council.meetings.models import Meeting
from council.needs.models import Endorsement, Need
from council.organizations.models import Organization, Seat
from council.polls.models import Poll, RollEntry
from council.records.models import Audience, LinkKind, RecordKind, RecordLink
from council.records.steps import new_record
from council.requests.models import Request
from council.roadmap.models import RoadmapItem
from council.subjects.models import Subject
from council.tally.presets import PRESETS

_numbers = itertools.count(1)


def _added(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def _id(kind: RecordKind, prefix: str, *, draft: bool = False, **holder: Any) -> int:
    holder.setdefault("audience", Audience.PUBLIC)
    reference = None if draft else f"{prefix}-2026-{next(_numbers):04}"
    return new_record(kind, reference=reference, **holder).id


def need(title: str, body: Organization, *, state: str = "published", **more: Any) -> Need:
    """A need of a body, public unless it is a draft or told otherwise."""
    usual = Audience.HOLDERS if state == "draft" else Audience.PUBLIC
    audience = more.pop("audience", usual)
    number = _id(
        RecordKind.NEED,
        "B",
        draft=state == "draft",
        organization_id=body.id,
        audience=audience,
    )
    return _added(Need(id=number, title=title, state=state, **more))


def endorsement(subject: Need, body: Organization) -> Endorsement:
    """A body shares a need."""
    return _added(Endorsement(need_id=subject.id, organization_id=body.id, version_number=1))


def contribution(title: str, body: Organization, *, state: str = "offered") -> Contribution:
    """A body's offer."""
    number = _id(RecordKind.CONTRIBUTION, "C", draft=state == "draft", organization_id=body.id)
    return _added(Contribution(id=number, title=title, state=state, kind="code", offered_at=now()))


def answers(offer: Contribution, subject: Need) -> RecordLink:
    """An offer answers a need."""
    return _added(RecordLink(from_id=offer.id, to_id=subject.id, kind=LinkKind.ANSWERS))


def request(title: str, body: Organization, software_id: int) -> Request:
    """A question to the maintainers of a software."""
    number = _id(RecordKind.REQUEST, "D", organization_id=body.id, software_id=software_id)
    return _added(
        Request(
            id=number,
            title=title,
            question="Accepteriez-vous ?",
            software_id=software_id,
            due_on=today() + timedelta(days=20),
        )
    )


def item(title: str) -> RoadmapItem:
    """An item under way."""
    number = _id(RecordKind.ROADMAP_ITEM, "F")
    return _added(RoadmapItem(id=number, title=title, state="under_way", due_label="S1 2027"))


def meeting(title: str, held_on: date, *, state: str = "planned") -> Meeting:
    """A session of one hour and a half."""
    number = _id(RecordKind.MEETING, "R")
    return _added(
        Meeting(
            id=number,
            title=title,
            kind="plenary",
            held_on=held_on,
            state=state,
            starts=time(16, 30),
            ends=time(18, 0),
        )
    )


def subject(title: str, *, state: str = "accepted") -> Subject:
    """A question from a citizen."""
    audience = Audience.SECRETARIAT if state == "received" else Audience.PUBLIC
    number = _id(RecordKind.SUBJECT, "Q", audience=audience)
    return _added(Subject(id=number, title=title, body="…", origin="citizen", state=state))


def decision(title: str, *, state: str = "published") -> Decision:
    """An avis adopted in the spring."""
    audience = Audience.PUBLIC if state == "published" else Audience.COUNCIL
    number = _id(RecordKind.DECISION, "CLL", draft=state != "published", audience=audience)
    return _added(Decision(id=number, title=title, state=state, adopted_on=date(2026, 4, 2)))


def poll(title: str, *, state: str = "called", audience: str = Audience.PUBLIC) -> Poll:
    """A poll called yesterday that closes in five days, or a draft."""
    number = _id(RecordKind.POLL, "S", draft=state == "draft", audience=audience)
    preset = PRESETS["majorite-simple"]
    dates: dict[str, Any] = {}
    if state != "draft":
        dates = {
            "opens_at": now() - timedelta(days=1),
            "closes_at": now() + timedelta(days=5),
            "called_at": now() - timedelta(days=1),
            "frozen_sha256": "0" * 64,
        }
    return _added(
        Poll(
            id=number,
            title=title,
            text="Question",
            html="<p>Question</p>",
            renderer_version="1",
            options=[],
            rule_key="majorite-simple",
            rule_name=preset["name"],
            rule_json=json.dumps(preset["rule"]),
            rule_sha256="0" * 64,
            state=state,
            **dates,
        )
    )


def roll_entry(vote: Poll, seat: Seat, body: Organization) -> RollEntry:
    """A seat on the roll of a poll."""
    return _added(
        RollEntry(
            poll_id=vote.id,
            seat_id=seat.id,
            organization_id=body.id,
            organization_name=body.name,
            college_key="ecosysteme",
            college_name="Écosystème",
            weight="1",
            advisory=False,
            position=1,
        )
    )
