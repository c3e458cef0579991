"""What a step of the chain says in words: its state, its date, who is waited for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from council import clock
from council.contributions import models as contributions
from council.contributions.words_funding import gathered
from council.decisions import models as decisions
from council.introductions import models as introductions
from council.meetings import models as meetings
from council.needs import models as needs
from council.needs import models_answers
from council.polls import models as polls
from council.programs import models as programs
from council.records.models import RecordKind
from council.requests import models as requests
from council.reuses import models as reuses
from council.roadmap import models as roadmap
from council.subjects import models as subjects

if TYPE_CHECKING:
    from council.chain.queries import Link
    from council.contributions.queries_funding import Shown

_MODULES: dict[str, Any] = {
    RecordKind.SUBJECT: subjects,
    RecordKind.NEED: needs,
    RecordKind.INTRODUCTION: introductions,
    RecordKind.CONTRIBUTION: contributions,
    RecordKind.REQUEST: requests,
    RecordKind.ROADMAP_ITEM: roadmap,
    RecordKind.POLL: polls,
    RecordKind.DECISION: decisions,
    RecordKind.MEETING: meetings,
    RecordKind.REUSE: reuses,
    RecordKind.PROGRAM: programs,
}


def current_state(link: Link) -> str:
    """Return the state of today: what dates decide (lapsed, expired, open) is computed."""
    if link.record.kind == RecordKind.POLL:
        poll = polls.Poll(state=link.state, opens_at=link.started, closes_at=link.ended)
        return poll.phase(clock.now())
    passed = link.until is not None and link.until < clock.today()
    if link.record.kind == RecordKind.CONTRIBUTION and link.state == "offered" and passed:
        return contributions.ContributionState.LAPSED
    if link.record.kind == RecordKind.REQUEST and link.state == "sent" and passed:
        return requests.RequestState.EXPIRED
    if link.record.kind == RecordKind.INTRODUCTION and link.state == "proposed" and passed:
        return introductions.IntroductionState.EXPIRED
    return link.state


def state_of(link: Link) -> tuple[Any, str]:
    """Return the label and tone of a step's state."""
    module = _MODULES[link.record.kind]
    state = current_state(link)
    return module.STATE_LABELS[state], module.STATE_TONES[state]


def date_of(link: Link) -> date | datetime | None:
    """Return the day that a reader looks for on a step, and the hour at which a poll closes."""
    if link.record.kind == RecordKind.POLL:
        return link.told or link.ended or link.started
    if link.record.kind == RecordKind.REQUEST:
        return _paris_day(link.ended or link.started)
    return link.day or _paris_day(link.started)


def _paris_day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.PARIS).date() if moment is not None else None


def holder_of(link: Link) -> str:
    """Return the body behind a step."""
    if link.record.kind == RecordKind.CONTRIBUTION:
        return link.label or link.holder
    if link.record.kind == RecordKind.ROADMAP_ITEM:
        return link.holder or link.other
    if link.record.kind in {RecordKind.POLL, RecordKind.DECISION, RecordKind.MEETING}:
        return ""
    return link.holder


def note_of(link: Link) -> str:
    """Return one more fact of a step: the answer, the horizon, the outcome."""
    kind = link.record.kind
    if kind == RecordKind.NEED and link.label:
        state = models_answers.OfficialState(link.label)
        return _("réponse officielle : %(state)s", state=models_answers.OFFICIAL_LABELS[state])
    if kind == RecordKind.REQUEST:
        if not link.label:
            return _("à %(software)s", software=link.other)
        choice = requests.CHOICE_LABELS[requests.AnswerChoice(link.label)]
        return _("%(software)s répond : %(choice)s", software=link.other, choice=choice)
    if kind == RecordKind.ROADMAP_ITEM and link.label:
        return _("échéance : %(due)s", due=link.label)
    if kind == RecordKind.CONTRIBUTION and link.other:
        return str(contributions.OUTCOME_LABELS[contributions.Outcome(link.other)])
    if kind == RecordKind.REUSE and link.other:
        if not link.label:
            return _("bilan donné")
        return ngettext(
            "bilan : %(num)d agent concerné", "bilan : %(num)d agents concernés", int(link.label)
        )
    if kind == RecordKind.DECISION:
        return str(decisions.KIND_LABELS[decisions.DecisionKind(link.label)])
    return ""


def noted(link: Link, funding: Shown | None) -> str:
    """Return a step's note, with what is gathered of its cost when it is shared."""
    parts = [note_of(link)]
    if funding is not None:
        parts.append(_("financement partagé : %(sum)s", sum=gathered(funding)))
    return " · ".join(part for part in parts if part)


def waits_for(link: Link) -> str:
    """Return who owes the next act, empty when nobody does or when a link must tell."""
    state = (link.record.kind, current_state(link))
    if state in {("request", "sent"), ("request", "expired")}:
        return _("les mainteneurs de %(software)s", software=link.other)
    if state == ("introduction", "proposed"):
        return _("les organismes mis en relation")
    if state in {("contribution", "accepted"), ("contribution", "under_way")}:
        return holder_of(link)
    if state in _SECRETARIAT:
        return _("le secrétariat")
    if state == ("poll", "open"):
        return _("les inscrits")
    if state == ("decision", "proposed"):
        return _("le conseil")
    return ""


def waits_for_receiver(link: Link) -> bool:
    """Say whether the holder of the need owes the next act of a contribution."""
    return link.record.kind == RecordKind.CONTRIBUTION and (
        current_state(link) == "offered" or (link.state == "delivered" and bool(link.started))
    )


_SECRETARIAT = {
    ("need", "submitted"),
    ("subject", "received"),
    ("roadmap_item", "proposed"),
    ("poll", "closed"),
    ("poll", "counted"),
    ("decision", "adopted"),
}
