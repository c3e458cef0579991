"""Who may put a question to the council, and who answers it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.viewer import Viewer
from council.records.models import Audience
from council.subjects.models import (
    OPEN_STATES,
    Subject,
    SubjectOrigin,
    SubjectState,
    Who,
    transition,
)

ONLY_SECRETARIAT = _l("Réservé au secrétariat du conseil.")
NOT_NOW = _l("L’état de ce sujet ne le permet pas.")


def origins_open_to(viewer: Viewer) -> list[SubjectOrigin]:
    """Return in whose name this person may put a question."""
    origins = [SubjectOrigin.CITIZEN]
    if viewer.representing() is not None:
        origins.append(SubjectOrigin.BODY)
    if viewer.is_secretariat or viewer.is_chair:
        origins.append(SubjectOrigin.COUNCIL)
    return origins


def is_author(viewer: Viewer, subject: Subject) -> bool:
    """Say whether this person put the question, or represents the body that did."""
    if viewer.is_anonymous:
        return False
    body = subject.record.organization_id
    if body is not None:
        return viewer.representing(body) is not None
    return subject.account_id == viewer.account_id


def can_move_subject(viewer: Viewer, subject: Subject, target: SubjectState) -> Verdict:
    """The table of moves says who may do each, from which state."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    move = transition(subject.state, target)
    if move is None:
        return no(NOT_NOW)
    if Who.SECRETARIAT in move.who and viewer.is_secretariat:
        return yes()
    if Who.AUTHOR in move.who and is_author(viewer, subject):
        return yes()
    return no(ONLY_SECRETARIAT)


def can_edit_subject(viewer: Viewer, subject: Subject) -> Verdict:
    """The author edits what is not examined yet; the secretariat, until it is answered."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if subject.state not in OPEN_STATES:
        return no(NOT_NOW)
    if viewer.is_secretariat:
        return yes()
    if not is_author(viewer, subject):
        return no(ONLY_SECRETARIAT)
    if subject.state != SubjectState.RECEIVED:
        return no(_l("Ce sujet est retenu : écrivez au secrétariat pour le faire modifier."))
    return yes()


def can_see_whole_history(viewer: Viewer, subject: Subject) -> Verdict:
    """What was written before acceptance is read by the secretariat and the author."""
    if viewer.is_secretariat or is_author(viewer, subject):
        return yes()
    return no(ONLY_SECRETARIAT)


def can_prepare_vote(viewer: Viewer, subject: Subject) -> Verdict:
    """The secretariat and the chair prepare a poll or a decision on an accepted subject."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if subject.state not in {SubjectState.ACCEPTED, SubjectState.DELIBERATED}:
        return no(NOT_NOW)
    if viewer.is_secretariat or viewer.is_chair:
        return yes()
    return no(ONLY_SECRETARIAT)


def shown_name(subject: Subject) -> bool:
    """Say whether the person's name may be read by everybody."""
    return subject.show_name and subject.record.audience == Audience.PUBLIC
