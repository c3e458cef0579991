"""Who may read, prepare, publish and amend an official answer, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.models import SETTLED_STATES, Need
from council.needs.policies import SECRETARIAT_ONLY

if TYPE_CHECKING:
    from council.needs.models_answers import OfficialAnswer
    from council.organizations.viewer import Viewer

NOT_PUBLISHED = _l("Une réponse officielle se donne à un besoin publié.")
ALREADY_PUBLISHED = _l("La réponse est publiée : elle se modifie avec un motif.")
NOT_YET = _l("La réponse n’est pas encore publiée.")


def can_publish_answers(viewer: Viewer) -> Verdict:
    """Say whether this person may publish official answers that were prepared."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    return yes() if viewer.is_secretariat else no(SECRETARIAT_ONLY)


def can_prepare_answer(viewer: Viewer, need: Need, answer: OfficialAnswer | None) -> Verdict:
    """Say whether this person may write the official answer of a need, not published yet."""
    verdict = can_publish_answers(viewer)
    if not verdict:
        return verdict
    if answer is not None and answer.is_published:
        return no(ALREADY_PUBLISHED)
    return yes() if need.state in SETTLED_STATES else no(NOT_PUBLISHED)


def can_discard_answer(viewer: Viewer, answer: OfficialAnswer) -> Verdict:
    """Say whether this person may throw a prepared answer away; nothing published ever is."""
    verdict = can_publish_answers(viewer)
    if not verdict:
        return verdict
    return no(ALREADY_PUBLISHED) if answer.is_published else yes()


def can_amend_answer(viewer: Viewer, need: Need, answer: OfficialAnswer) -> Verdict:
    """Say whether this person may change a published answer, as a new version."""
    verdict = can_publish_answers(viewer)
    if not verdict:
        return verdict
    if not answer.is_published:
        return no(NOT_YET)
    return yes() if need.state in SETTLED_STATES else no(NOT_PUBLISHED)
