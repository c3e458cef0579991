"""Who may comment, change or moderate what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.discussion.models import Comment
from council.discussion.queries import may_speak

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

NO_MANDATE = _l("Commenter demande un mandat : pour un organisme, un logiciel ou le conseil.")
COUNCIL_NOTES = _l("Les notes internes sont réservées aux membres du conseil.")
NOT_YOURS = _l("Ce commentaire n’est pas le vôtre.")
GONE = _l("Ce commentaire est déjà retiré ou masqué.")
SECRETARIAT_ONLY = _l("La modération est réservée au secrétariat du conseil.")
NOT_HIDDEN = _l("Ce commentaire n’est pas masqué.")


def can_post_comment(viewer: Viewer, *, council_only: bool = False) -> Verdict:
    """Say whether this person may comment a record they see, or leave a note to the council."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not may_speak(viewer):
        return no(NO_MANDATE)
    if council_only and not viewer.is_council:
        return no(COUNCIL_NOTES)
    return yes()


def can_follow(viewer: Viewer) -> Verdict:
    """Say whether this person may follow a record they see: anybody with an account."""
    return no(SIGN_IN) if viewer.is_anonymous else yes()


def can_edit_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may change a comment: its author, while it is shown."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if comment.account_id != viewer.account_id:
        return no(NOT_YOURS)
    if not comment.is_shown:
        return no(GONE)
    return yes()


def can_withdraw_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may take a comment back: its author, while it is shown."""
    return can_edit_comment(viewer, comment)


def can_hide_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may hide a comment, with a reason everybody reads."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    if not comment.is_shown:
        return no(GONE)
    return yes()


def can_restore_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may show again a comment hidden by mistake."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    if comment.hidden_at is None:
        return no(NOT_HIDDEN)
    return yes()
