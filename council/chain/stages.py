"""The state of any link of the chain in words, its tone, and who is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from council.contributions import models as contributions
from council.decisions import models as decisions
from council.needs import models as needs
from council.polls import models as polls
from council.records.models import RecordKind
from council.requests import models as requests
from council.roadmap import models as roadmap
from council.subjects import models as subjects


@dataclass(frozen=True)
class Stage:
    """A state in words."""

    label: Any
    tone: str
    waiting_for: Any = ""


# Kind → its states, their words, their tones.
_STATES: dict[str, tuple[Any, Any, Any]] = {
    RecordKind.NEED: (needs.NeedState, needs.STATE_LABELS, needs.STATE_TONES),
    RecordKind.CONTRIBUTION: (
        contributions.ContributionState,
        contributions.STATE_LABELS,
        contributions.STATE_TONES,
    ),
    RecordKind.REQUEST: (requests.RequestState, requests.STATE_LABELS, requests.STATE_TONES),
    RecordKind.ROADMAP_ITEM: (roadmap.ItemState, roadmap.STATE_LABELS, roadmap.STATE_TONES),
    RecordKind.SUBJECT: (subjects.SubjectState, subjects.STATE_LABELS, subjects.STATE_TONES),
    RecordKind.POLL: (polls.Phase, polls.STATE_LABELS, polls.STATE_TONES),
    RecordKind.DECISION: (decisions.DecisionState, decisions.STATE_LABELS, decisions.STATE_TONES),
}

_SECRETARIAT = _l("le secrétariat")
_MEMBERS = _l("les membres du conseil")
_HOLDER = _l("le porteur du besoin")
_WAITING: dict[tuple[str, str], Any] = {
    (RecordKind.NEED, "submitted"): _SECRETARIAT,
    (RecordKind.SUBJECT, "received"): _SECRETARIAT,
    (RecordKind.CONTRIBUTION, "offered"): _HOLDER,
    (RecordKind.CONTRIBUTION, "accepted"): _l("l’auteur de la contribution"),
    (RecordKind.CONTRIBUTION, "delivered"): _HOLDER,
    (RecordKind.REQUEST, "sent"): _l("les mainteneurs"),
    (RecordKind.ROADMAP_ITEM, "proposed"): _l("le conseil"),
    (RecordKind.POLL, "open"): _MEMBERS,
    (RecordKind.DECISION, "proposed"): _MEMBERS,
    (RecordKind.DECISION, "adopted"): _l("la publication"),
}


def stage_of(
    kind: str,
    state: str,
    moment: date | datetime | None,
    until: date | datetime | None,
    *,
    now: datetime,
    today: date,
) -> Stage:
    """Return the stage of a record; what follows from dates is computed, never read."""
    enum, labels, tones = _STATES[kind]
    if kind == RecordKind.POLL and state == "called":
        state = _phase(moment, until, now)
    elif kind == RecordKind.REQUEST and state == "sent" and _passed(until, today):
        state = "expired"
    elif kind == RecordKind.CONTRIBUTION and state == "offered" and _passed(until, today):
        state = "lapsed"
    value = enum(state)
    return Stage(labels[value], tones[value], _WAITING.get((kind, state), ""))


def _phase(opens: date | datetime | None, closes: date | datetime | None, now: datetime) -> str:
    last = datetime.max.replace(tzinfo=UTC)
    if (opens if isinstance(opens, datetime) else last) > now:
        return "coming"
    return "open" if now < (closes if isinstance(closes, datetime) else last) else "closed"


def _passed(until: date | datetime | None, today: date) -> bool:
    return isinstance(until, date) and not isinstance(until, datetime) and until < today


def note_of(kind: str, note: str) -> Any:
    """Return a record's note in words: the answer given, the outcome confirmed, the horizon."""
    if not note:
        return ""
    if kind == RecordKind.REQUEST:
        return requests.CHOICE_LABELS[requests.AnswerChoice(note)]
    if kind == RecordKind.CONTRIBUTION:
        return contributions.OUTCOME_LABELS[contributions.Outcome(note)]
    return note
