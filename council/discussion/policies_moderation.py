"""Who may report, moderate, ask for a second look, open a thread to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.discussion.policies import GONE, NOT_YOURS
from council.discussion.queries import is_for_notes, is_quotable

if TYPE_CHECKING:
    from council.discussion.models import Comment
    from council.organizations.viewer import Viewer
    from council.records.models import Record

SECRETARIAT_ONLY = _l("La modération est réservée au secrétariat du conseil.")
NOT_HIDDEN = _l("Ce commentaire n’est pas masqué.")
HELD = _l("Ce commentaire attend d’être relu : publiez-le, ou dites pourquoi il ne l’est pas.")
NOT_HELD = _l("Ce commentaire n’attend pas d’être relu.")
OWN = _l("C’est votre commentaire : vous pouvez le modifier ou le retirer.")
REPORTED = _l("Vous avez déjà signalé ce commentaire : le secrétariat va le lire.")
NOT_REPORTED = _l("Aucun signalement n’attend sur ce commentaire.")
NOT_DECIDED = _l("La modération n’a rien décidé sur ce commentaire.")
ASKED = _l("Un nouvel examen a déjà été demandé : il ne se demande qu’une fois.")
NOT_ASKED = _l("Aucun nouvel examen n’attend sur ce commentaire.")
NEVER_OPEN = _l("Ce fil reste entre les membres du conseil : il ne s’ouvre pas.")


def _moderates(viewer: Viewer) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    return yes() if viewer.is_secretariat else no(SECRETARIAT_ONLY)


def can_report_comment(viewer: Viewer, comment: Comment, *, has_reported: bool) -> Verdict:
    """Say whether this person may report a comment: anybody registered, once, not their own."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if comment.account_id == viewer.account_id:
        return no(OWN)
    if not is_quotable(comment):
        return no(GONE)
    if has_reported:
        return no(REPORTED)
    return yes()


def can_read_queue(viewer: Viewer) -> Verdict:
    """Say whether this person may read what waits for moderation: the secretariat."""
    return _moderates(viewer)


def can_hide_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may hide a comment, with a reason everybody reads."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    if not comment.is_shown:
        return no(GONE)
    if comment.held_at is not None:
        return no(HELD)
    return yes()


def can_restore_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may show again a comment hidden by mistake."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    if comment.hidden_at is None:
        return no(NOT_HIDDEN)
    return yes()


def can_keep_comment(viewer: Viewer, comment: Comment, *, reports: int) -> Verdict:
    """Say whether this person may answer the reports of a comment by keeping it as it is."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    if not comment.is_shown:
        return no(GONE)
    return yes() if reports else no(NOT_REPORTED)


def can_release_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may let others read a comment that waits, or that was refused."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    if comment.withdrawn_at is not None:
        return no(GONE)
    return yes() if comment.held_at is not None else no(NOT_HELD)


def can_refuse_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may refuse a comment that waits, with a reason."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    return yes() if comment.is_waiting else no(NOT_HELD)


def can_ask_review(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may ask, once, that moderation look again at their comment."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if comment.account_id != viewer.account_id:
        return no(NOT_YOURS)
    if comment.withdrawn_at is not None:
        return no(GONE)
    if comment.hidden_at is None and comment.refused_at is None:
        return no(NOT_DECIDED)
    return no(ASKED) if comment.review_asked_at is not None else yes()


def can_maintain_decision(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may answer a second look by keeping what was decided."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    waits = comment.review_asked_at is not None and comment.review_answered_at is None
    return yes() if waits and comment.withdrawn_at is None else no(NOT_ASKED)


def can_open_thread(viewer: Viewer, record: Record) -> Verdict:
    """Say whether this person may open a thread to every registered person, or close it again."""
    verdict = _moderates(viewer)
    if not verdict:
        return verdict
    return no(NEVER_OPEN) if is_for_notes(record) else yes()
