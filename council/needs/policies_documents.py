"""Who may read, attach and withdraw the documents of a need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.policies import ALREADY_CLOSED, EDITABLE, HOLDER_ONLY, can_read_text, holds

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.viewer import Viewer
    from council.records.models import Attachment


def _keeps(viewer: Viewer, need: Need) -> bool:
    return holds(viewer, need) or viewer.is_secretariat


def can_read_document(viewer: Viewer, need: Need, document: Attachment) -> Verdict:
    """Say whether a document of a need that may be seen is given: it follows the need's readers;
    a withdrawn one, the holder's people and the secretariat."""
    verdict = can_read_text(viewer, need)
    if not verdict or _keeps(viewer, need) or not document.is_withdrawn:
        return verdict
    return no(_l("Ce document a été retiré."))


def can_attach_document(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may attach a document to a need whose text may still change."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not _keeps(viewer, need):
        return no(HOLDER_ONLY)
    return yes() if need.state in EDITABLE else no(ALREADY_CLOSED)


def can_withdraw_document(viewer: Viewer, need: Need, document: Attachment) -> Verdict:
    """Say whether this person may withdraw a document, in whatever state its need is."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not _keeps(viewer, need):
        return no(HOLDER_ONLY)
    return no(_l("Ce document est déjà retiré.")) if document.is_withdrawn else yes()
