"""Rows in words: what a list of the home page or of the dashboard says of each object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from council.contributions import models as contributions
from council.introductions import models as introductions
from council.meetings import models as meetings
from council.needs import models as needs
from council.needs.models import Need
from council.needs.models_filing import FilingConfirmation
from council.organizations.models import APPLICATION_KIND_LABELS, Application, Mandate, Seat, Title
from council.pages.lines_answers import answer_due_line, prepared_line, route_line
from council.pages.lines_commons import POLICIES, candidacy_line, program_line, watched_line
from council.pages.lines_decisions import decision_groups, decision_line
from council.pages.lines_funding import funding_line
from council.pages.lines_mails import REFUSED, refused_line
from council.pages.lines_maintainers import claim_line, unreached_line
from council.pages.lines_polls import objection_line
from council.pages.lines_reuses import review_line
from council.pages.lines_roadmap import milestone_line
from council.pages.queries import GROUP_SIZE, Duties, Home, Reading
from council.polls.models import Poll, RollEntry
from council.records.addresses import path_of_record
from council.records.models import RecordKind
from council.requests.models import Request
from council.roadmap import models as roadmap
from council.subjects import models as subjects
from council.web import paris, paris_day, time_left

Line = dict[str, Any]

TITLE_LABELS = {
    Title.MEMBER: _l("membre"),
    Title.ALTERNATE: _l("suppléance"),
    Title.REPRESENTATIVE: _l("représentation"),
    Title.MANAGER: _l("gestion de l’organisme"),
    Title.MAINTAINER: _l("maintenance"),
    Title.SECRETARIAT: _l("secrétariat"),
    Title.CHAIR: _l("présidence"),
    Title.ENDORSER: _l("soutien des avis"),
    Title.OBSERVER: _l("observation"),
    Title.ADMINISTRATOR: _l("administration du site"),
}
CONFIRMATIONS = "/presidence/a-confirmer"
FUNDINGS = "/contributions/financements"
FIGURES = (
    (RecordKind.NEED, _l("besoins"), "/besoins"),
    (RecordKind.CONTRIBUTION, _l("contributions"), "/contributions"),
    (RecordKind.REUSE, _l("réutilisations"), "/reutilisations"),
    (RecordKind.ROADMAP_ITEM, _l("chantiers"), "/feuille-de-route"),
    (RecordKind.DECISION, _l("décisions"), "/decisions"),
    (RecordKind.MEETING, _l("séances"), "/seances"),
    (RecordKind.ORGANIZATION, _l("organismes"), "/organismes"),
    (RecordKind.SOFTWARE, _l("logiciels"), "/logiciels"),
)


def _line(row: Any, **more: Any) -> Line:
    return {
        "title": more.pop("title", "") or row.title or _("Sans titre"),
        "url": path_of_record(row.record),
        "reference": row.reference,
        **more,
    }


def _holder(row: Any) -> str:
    holder = row.holder_organization or row.holder_software
    return holder.name if holder else ""


def poll_line(poll: Poll) -> Line:
    """An open poll: until when, and how long is left."""
    closes = _("ferme le %(when)s", when=paris(poll.closing))
    return _line(
        poll,
        kind=_("Scrutin ouvert"),
        badge=(time_left(poll.closing), "info") if poll.closing else None,
        details=[closes],
        lang=poll.lang,
    )


def need_line(need: Need, endorsements: int = 0) -> Line:
    """A need: whose it is, how many bodies share it."""
    state = needs.NeedState(need.state)
    shared = ngettext("%(num)d soutien", "%(num)d soutiens", endorsements)
    return _line(
        need,
        kind=_("Appel à contribution") if need.is_call else _("Besoin"),
        badge=(needs.STATE_LABELS[state], needs.STATE_TONES[state]),
        details=[_holder(need), shared if endorsements else ""],
    )


def contribution_line(contribution: contributions.Contribution) -> Line:
    """A contribution: what is given, by whom, where it stands."""
    state = contribution.current_state
    given = contributions.KIND_LABELS.get(contribution.kind, "")
    return _line(
        contribution,
        kind=_("Contribution"),
        badge=(contributions.STATE_LABELS[state], contributions.STATE_TONES[state]),
        details=[str(given), _holder(contribution) or contribution.offered_by_label],
    )


def item_line(item: roadmap.RoadmapItem) -> Line:
    """An item of the road map: its horizon, where it stands."""
    state = roadmap.ItemState(item.state)
    return _line(
        item,
        badge=(roadmap.STATE_LABELS[state], roadmap.STATE_TONES[state]),
        details=[item.theme, item.due_label],
    )


def meeting_line(meeting: meetings.Meeting) -> Line:
    """A meeting: its day and hours, who sits; its state only when it is out of the ordinary.

    What the title already says is not said again.
    """
    state = meetings.MeetingState(meeting.state)
    unusual = state in (meetings.MeetingState.MOVED, meetings.MeetingState.CANCELLED)
    day = paris_day(meeting.held_on)
    kind = str(meetings.KIND_LABELS[meetings.MeetingKind(meeting.kind)])
    hours = "–".join(t.strftime("%H:%M") for t in (meeting.starts, meeting.ends) if t)
    return _line(
        meeting,
        badge=(meetings.STATE_LABELS[state], meetings.STATE_TONES[state]) if unusual else None,
        details=[
            paris_day(meeting.held_on, "EEEE" if day in meeting.title else "EEEE d MMMM yyyy"),
            _("%(hours)s, heure de Paris", hours=hours) if hours else "",
            kind if kind not in meeting.title else "",
        ],
    )


def subject_line(subject: subjects.Subject) -> Line:
    """A subject put to the council: where it stands, since when."""
    state = subjects.SubjectState(subject.state)
    return _line(
        subject,
        badge=(subjects.STATE_LABELS[state], subjects.STATE_TONES[state]),
        details=[_("reçu le %(day)s", day=paris_day(subject.received_at))],
        lang=subject.language,
    )


def home_in_words(found: Home) -> dict[str, Any]:
    """Return what the home page prints, part by part."""
    return {
        "polls": [poll_line(poll) for poll in found.polls],
        "decisions": [decision_line(decision) for decision in found.decisions],
        "needs": [need_line(need, count) for need, count in found.needs],
        "contributions": [contribution_line(row) for row in found.contributions],
        "works": [item_line(item) for item in found.items],
        "next_meetings": [meeting_line(meeting) for meeting in found.coming],
        "last_meetings": [meeting_line(meeting) for meeting in found.held],
        "subjects": [subject_line(subject) for subject in found.subjects],
        "figures": [
            (found.counts[kind], label, url) for kind, label, url in FIGURES if kind in found.counts
        ],
    }


@dataclass(frozen=True)
class Duty:
    """One group of the dashboard: what is asked, its lines, where the others are."""

    key: str
    title: str
    lines: list[Line] = field(default_factory=list)
    help: str = ""
    more: tuple[str, str] | None = None


def _ballot(owed: tuple[Poll, RollEntry]) -> Line:
    poll, entry = owed
    line = poll_line(poll)
    return {
        **line,
        "kind": _("pour %(body)s", body=entry.organization_name),
        "url": f"{line['url']}/bulletin?siege={entry.uid}",
    }


def _answer(request: Request) -> Line:
    return _line(request, details=[_("avant le %(day)s", day=paris_day(request.due_on))])


def _since(prefix: str, at: datetime | None) -> list[str]:
    return [f"{prefix} {paris_day(at)}"] if at else []


def _need_waiting(need: Need) -> Line:
    return _line(need, details=_since(_("déposé le"), need.submitted_at))


def _denial(filing: FilingConfirmation) -> Line:
    return _line(filing.need, details=_since(_("démenti le"), filing.answered_at))


def _merge(asked: tuple[Any, Need, Need]) -> Line:
    _proposal, source, target = asked
    return _line(source, details=[_("avec %(need)s", need=target.title)])


def _introduction(row: introductions.Introduction) -> Line:
    asked = row.state == introductions.IntroductionState.PROPOSED
    day = paris_day(row.expires_on)
    return _line(
        row,
        details=[_("à accepter ou décliner avant le %(day)s", day=day) if asked else _("issue ?")],
    )


def _offer(contribution: contributions.Contribution) -> Line:
    state = contribution.current_state
    until = contribution.valid_until
    return _line(
        contribution,
        badge=(contributions.STATE_LABELS[state], contributions.STATE_TONES[state]),
        details=[
            contribution.offered_by_label,
            _("valable jusqu’au %(day)s", day=paris_day(until)) if until else "",
        ],
    )


def _application(application: Application) -> Line:
    return {
        "title": application.name,
        "url": f"/organismes/demandes/{application.uid}",
        "reference": application.number,
        "details": [
            str(APPLICATION_KIND_LABELS[application.kind]),
            application.organization_name or application.software_name,
            *_since(_("confirmée le"), application.confirmed_at),
        ],
    }


def _seat(seat: Seat) -> Line:
    return {
        "title": seat.organization.name,
        "url": CONFIRMATIONS,
        "details": [_("siège au collège %(college)s", college=seat.college.name)],
    }


def _mandate(mandate: Mandate) -> Line:
    body = mandate.organization
    return {
        "title": f"{mandate.account.name} – {TITLE_LABELS[Title(mandate.title)]}",
        "url": CONFIRMATIONS,
        "details": [body.name if body else ""],
    }


def _ending(mandate: Mandate) -> Line:
    body = mandate.organization
    return {
        "title": str(TITLE_LABELS[Title(mandate.title)]).capitalize(),
        "url": path_of_record(body.record) if body else "/compte",
        "details": [
            body.name if body else "",
            _("jusqu’au %(day)s", day=paris_day(mandate.ends_on)),
        ],
    }


def _draft(row: Any) -> Line:
    kinds = {"need": _("Besoin"), "reuse": _("Réutilisation")}
    return _line(row, kind=kinds.get(row.record.kind, _("Contribution")))


def _poll_draft(poll: Poll) -> Line:
    return _line(poll, details=[poll.rule_name], lang=poll.lang)


def _comments(reading: Reading) -> Line:
    count = ngettext("%(num)d commentaire attend", "%(num)d commentaires attendent", reading.count)
    return {
        "title": count,
        "url": "/discussion/a-relire",
        "details": _since(_("depuis le"), reading.since),
    }


def _unread(found: Duties) -> list[Reading]:
    return [found.comments] if found.comments and found.comments.count else []


def duties_in_words(found: Duties) -> list[Duty]:
    """Return the groups in which something waits, the most pressing first."""
    groups: tuple[tuple[str, Any, Sequence[Any], Callable[[Any], Line], str], ...] = (
        ("ballots", _("Bulletins à déposer"), found.ballots, _ballot, "/scrutins"),
        ("answers", _("Réponses attendues"), found.answers, _answer, "/demandes"),
        (
            "unreached",
            _("Questions à envoyer aux mainteneurs par courriel"),
            found.unreached,
            unreached_line,
            "/demandes?etat=sent",
        ),
        ("fundings", _("Financements partagés"), found.fundings, funding_line, FUNDINGS),
        ("merges", _("Fusions à confirmer ou refuser"), found.merges, _merge, ""),
        ("routes", _("Pistes à examiner"), found.routes, route_line, ""),
        ("milestones", _("Jalons en retard"), found.milestones, milestone_line, ""),
        (
            "introductions",
            _("Mises en relation : votre réponse"),
            found.introductions,
            _introduction,
            "/mises-en-relation",
        ),
        ("claims", _("Montrer que vous maintenez"), found.claims, claim_line, ""),
        ("offers", _("Contributions à accepter ou décliner"), found.offers, _offer, ""),
        ("deliveries", _("Livraisons à confirmer"), found.deliveries, _offer, ""),
        ("reviews", _("Bilans à donner"), found.reviews, review_line, ""),
        *decision_groups(found),
        (
            "applications",
            _("Demandes d’accès"),
            found.applications,
            _application,
            "/organismes/demandes",
        ),
        ("subjects", _("Sujets à examiner"), found.subjects, subject_line, "/sujets"),
        ("needs", _("Besoins à qualifier"), found.needs, _need_waiting, "/besoins"),
        ("comments", _("Commentaires à relire"), _unread(found), _comments, ""),
        ("denials", _("Besoins démentis par leur organisme"), found.denials, _denial, "/besoins"),
        (
            "official",
            _("Réponses officielles dues"),
            found.official,
            answer_due_line,
            "/besoins/sans-reponse",
        ),
        (
            "prepared",
            _("Réponses officielles à publier"),
            found.prepared,
            prepared_line,
            "/besoins/reponses/preparees",
        ),
        ("seats", _("Sièges à confirmer"), found.seats, _seat, CONFIRMATIONS),
        ("mandates", _("Mandats à confirmer"), found.mandates, _mandate, CONFIRMATIONS),
        ("polls", _("Scrutins à convoquer"), found.polls, _poll_draft, "/scrutins"),
        ("objections", _("Objections à traiter"), found.objections, objection_line, ""),
        ("drafts", _("Vos brouillons"), found.drafts, _draft, ""),
        ("gradings", _("Candidatures à noter"), found.gradings, candidacy_line, ""),
        ("programs", _("Dispositifs à conclure"), found.programs, program_line, "/dispositifs"),
        ("candidacies", _("Candidatures à déposer"), found.candidacies, candidacy_line, ""),
        ("watched", _("Communs à surveiller"), found.watched, watched_line, POLICIES),
        ("refused", _("Courriels refusés"), found.refused, refused_line, REFUSED),
        ("ending", _("Mandats qui prennent fin"), found.ending, _ending, ""),
    )
    return [
        Duty(
            key,
            title,
            [write(row) for row in rows[:GROUP_SIZE]],
            more=(_("Voir la suite"), url) if url and len(rows) > GROUP_SIZE else None,
        )
        for key, title, rows, write, url in groups
        if rows
    ]


def most_pressing(groups: Iterable[Duty], limit: int = 5) -> list[Line]:
    """Return the first lines of all groups, each saying what is asked, for the home page."""
    lines = [
        {**line, "details": [group.title, *(line.get("details") or [])]}
        for group in groups
        for line in group.lines
    ]
    return lines[:limit]
