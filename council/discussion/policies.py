"""Who may say what, and who may take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.discussion.models import Comment

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def can_comment(viewer: Viewer) -> Verdict:
    """People mandated for a body or a software comment; so do the secretariat and the chair."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_representative or viewer.is_maintainer or viewer.is_council:
        return yes()
    return no(_l("Pour commenter, il faut un mandat d’un organisme ou d’un logiciel."))


def can_note(viewer: Viewer) -> Verdict:
    """Notes for the council only are written by those who read them."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_member or viewer.is_secretariat or viewer.is_chair:
        return yes()
    return no(_l("Les notes internes sont réservées au conseil."))


def can_edit_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """People edit and withdraw what they wrote, while it is shown."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if comment.account_id != viewer.account_id:
        return no(_l("Seule la personne qui a écrit un commentaire le modifie."))
    if not comment.is_shown:
        return no(_l("Ce commentaire n’est plus affiché."))
    return yes()


def can_hide_comment(viewer: Viewer, comment: Comment) -> Verdict:
    """The secretariat moderates, with a reason shown in a public log."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat:
        return no(_l("La modération est faite par le secrétariat."))
    if not comment.is_shown:
        return no(_l("Ce commentaire n’est plus affiché."))
    return yes()
