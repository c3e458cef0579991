"""Who may comment, change or moderate what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.discussion.models import Comment
from council.discussion.queries import is_for_notes, is_quotable, may_speak

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.records.models import Record

NO_MANDATE = _l("Commenter demande un mandat : pour un organisme, un logiciel ou le conseil.")
COUNCIL_NOTES = _l("Les notes internes sont réservées aux membres du conseil.")
NOT_YOURS = _l("Ce commentaire n’est pas le vôtre.")
GONE = _l("Ce commentaire est déjà retiré ou masqué.")
DEBATE = _l("Ce qui se dit ici reste entre les membres du conseil.")
NOT_QUOTABLE = _l("Ce commentaire ne peut pas être cité : il n’est pas affiché.")
NOT_READABLE = _l("Les versions d’un commentaire retiré, masqué ou non publié ne se lisent plus.")


def can_post_comment(
    viewer: Viewer, record: Record, *, council_only: bool = False, is_open: bool = False
) -> Verdict:
    """Say whether this person may comment a record they see, or leave a note to the council: by a
    mandate, or because the secretariat opened the thread to every registered person."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if is_for_notes(record) and not viewer.is_council:
        return no(DEBATE)
    if not may_speak(viewer) and not is_open:
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
    if not comment.is_shown or comment.refused_at is not None:
        return no(GONE)
    return yes()


def can_quote_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may quote a comment in theirs: it is shown to its whole thread."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not is_quotable(comment):
        return no(NOT_QUOTABLE)
    return yes()


def can_read_versions(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may read what a comment said before: everybody while it is shown,
    the secretariat when it is hidden, its author while it waits."""
    if comment.withdrawn_at is not None:
        return no(NOT_READABLE)
    if viewer.is_secretariat or is_quotable(comment):
        return yes()
    if comment.is_waiting and comment.account_id == viewer.account_id:
        return yes()
    return no(NOT_READABLE)


def can_withdraw_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """Say whether this person may take a comment back: its author, while it is shown."""
    if not viewer.is_anonymous and comment.account_id == viewer.account_id and comment.is_shown:
        return yes()
    return can_edit_comment(viewer, comment)
