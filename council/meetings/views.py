"""Pages of the council's meetings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.feeds import Entry, atom
from council.markdown import render_markdown
from council.meetings import actions, policies, queries
from council.meetings.calendar import calendar, meeting_event
from council.meetings.forms import ConcludeMeetingForm, EditMeetingForm, PlanMeetingForm
from council.meetings.models import (
    KIND_LABELS,
    STATE_LABELS,
    STATE_TONES,
    Meeting,
    MeetingKind,
    MeetingState,
)
from council.organizations.viewer import ANONYMOUS
from council.records.addresses import path_of_record
from council.records.titles import titles_of
from council.web import paginate

bp = Blueprint("meetings", __name__)


def get_meeting(reference: str) -> Meeting:
    """Return the meeting, or answer 404 when it does not exist or may not be seen."""
    return queries.find_meeting(reference, current_viewer()) or abort(404)


def _calendar(meetings: Any, name: str) -> Response:
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    host = urlsplit(base).hostname or "localhost"
    events = [meeting_event(meeting, base_url=base, host=host) for meeting in meetings]
    return Response(calendar(events, name=name), mimetype="text/calendar")


@bp.get("/seances")
@public
def index():
    """List the meetings, latest first."""
    viewer = current_viewer()
    kind = request.args.get("formation", "")
    page = paginate(queries.meetings(viewer, kind=kind if kind in set(MeetingKind) else ""))
    return render_template(
        "meetings/index.html",
        page=page,
        kind=kind,
        kind_options=[("", _("Toutes")), *((k.value, v) for k, v in KIND_LABELS.items())],
        may_plan=policies.can_plan_meeting(viewer),
    )


@bp.get("/seances.ics")
@public
def calendar_file():
    """Give every meeting as a calendar to subscribe to."""
    meetings = db.session.scalars(queries.meetings(current_viewer())).all()
    return _calendar(meetings, current_app.config["COUNCIL_SITE_NAME"])


@bp.get("/seances.atom")
@public
def feed():
    """Give the latest meetings as a feed, as everybody reads them."""
    meetings = db.session.scalars(queries.meetings(ANONYMOUS).limit(30)).all()
    return atom(_("Séances"), "/seances", [_entry(meeting) for meeting in meetings])


def _entry(meeting: Meeting) -> Entry:
    state = str(STATE_LABELS[meeting.state])
    return Entry(
        uid=meeting.record.uid,
        title=meeting.title,
        path=path_of_record(meeting.record),
        updated=meeting.updated_at,
        summary=f"{state} – {meeting.note}" if meeting.note else state,
    )


@bp.get("/seances/<ref:reference>")
@public
def show(reference: str):
    """Show a meeting: when, where, agenda, minutes, what was discussed."""
    viewer = current_viewer()
    meeting = get_meeting(reference)
    discussed = queries.discussed_at(meeting.id, viewer)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        discussed=discussed,
        titles=titles_of(discussed),
        versions=queries.versions_of(meeting.id),
        moves=policies.moves_of(meeting) if policies.can_plan_meeting(viewer) else [],
        may_edit=policies.can_edit_meeting(viewer, meeting),
        timeline=timeline_of(meeting.id, viewer),
        thread=thread_of(meeting.id, viewer),
    )


@bp.get("/seances/<ref:reference>.ics")
@public
def meeting_calendar(reference: str):
    """Give one meeting as a calendar file."""
    meeting = get_meeting(reference)
    return _calendar([meeting], meeting.title)


@bp.get("/seances/nouvelle")
@requires("secretariat", "chair")
def new():
    """Show the form that convenes a meeting."""
    return render_template("meetings/form.html", form=PlanMeetingForm(), meeting=None)


@bp.post("/seances/nouvelle")
@requires("secretariat", "chair")
def plan():
    """Convene a meeting."""
    form = PlanMeetingForm()
    if form.validate_on_submit():
        meeting = form.run(
            actions.plan_meeting,
            author=current_viewer(),
            kind=form.kind.data,
            held_on=form.held_on.data,
            starts=form.starts.data,
            ends=form.ends.data,
            place=form.place.data,
            note=form.note.data,
            agenda=form.agenda.data,
            rendered=render_markdown(form.agenda.data),
        )
        if meeting is not None:
            flash(_("La séance est convoquée."))
            return redirect(url_for("meetings.show", reference=meeting.reference), 303)
    return render_template("meetings/form.html", form=form, meeting=None), form.status


@bp.get("/seances/<ref:reference>/modifier")
@requires("registered")
def edit(reference: str):
    """Show the form that keeps a meeting's page."""
    meeting = get_meeting(reference)
    check(policies.can_edit_meeting(current_viewer(), meeting))
    return render_template("meetings/form.html", form=EditMeetingForm(obj=meeting), meeting=meeting)


@bp.post("/seances/<ref:reference>/modifier")
@requires("registered")
def save(reference: str):
    """Keep a meeting's page."""
    meeting = get_meeting(reference)
    check(policies.can_edit_meeting(current_viewer(), meeting))
    form = EditMeetingForm()
    if form.validate_on_submit():
        saved = form.run(
            actions.edit_meeting,
            meeting,
            author=current_viewer(),
            seen_version=form.seen_version,
            held_on=form.held_on.data,
            starts=form.starts.data,
            ends=form.ends.data,
            place=form.place.data,
            note=form.note.data,
            agenda=form.agenda.data,
            agenda_rendered=render_markdown(form.agenda.data),
            minutes=form.minutes.data,
            minutes_rendered=render_markdown(form.minutes.data),
        )
        if saved is not None:
            return redirect(url_for("meetings.show", reference=reference), 303)
    return render_template("meetings/form.html", form=form, meeting=meeting), form.status


@bp.get("/seances/<ref:reference>/<any(held, cancelled):state>")
@requires("registered")
def concluding(reference: str, state: str):
    """Ask what is needed to note that a meeting took place, or to cancel it."""
    meeting = get_meeting(reference)
    check(policies.can_conclude_meeting(current_viewer(), meeting, state))
    move = policies.find_transition(meeting, state)
    form = ConcludeMeetingForm()
    return render_template("meetings/conclude.html", form=form, meeting=meeting, move=move)


@bp.post("/seances/<ref:reference>/<any(held, cancelled):state>")
@requires("registered")
def conclude(reference: str, state: str):
    """Note that a meeting took place, or cancel it."""
    meeting = get_meeting(reference)
    check(policies.can_conclude_meeting(current_viewer(), meeting, state))
    form = ConcludeMeetingForm()
    if form.validate_on_submit():
        done = form.run(
            actions.conclude_meeting,
            meeting,
            state=state,
            author=current_viewer(),
            reason=form.reason.data,
        )
        if done is not None:
            return redirect(url_for("meetings.show", reference=reference), 303)
    move = policies.find_transition(meeting, state)
    page = render_template("meetings/conclude.html", form=form, meeting=meeting, move=move)
    return page, form.status


@bp.app_template_filter("meeting_state")
def meeting_state(state: str) -> str:
    """Say a meeting's state in words."""
    return str(STATE_LABELS[MeetingState(state)])


@bp.app_template_filter("meeting_tone")
def meeting_tone(state: str) -> str:
    """Return the tone of a meeting's badge."""
    return STATE_TONES[MeetingState(state)]


@bp.app_template_filter("meeting_kind")
def meeting_kind(kind: str) -> str:
    """Say who sits."""
    return str(KIND_LABELS[MeetingKind(kind)])
