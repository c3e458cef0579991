"""Who opens and closes a debate and a vote by act, who reads and writes in a debate."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from council.access import Verdict, no, yes
from council.organizations.viewer import Viewer
from council.polls.models import Poll
from council.polls.models_acts import ACT_VERBS, ActKind
from council.polls.policies import can_see_result, may_conduct


def can_do_act(viewer: Viewer, poll: Poll, kind: ActKind, next_kind: ActKind | None) -> Verdict:
    """Who conducts a poll does its acts, each in its turn."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if kind == next_kind:
        return yes()
    if next_kind is None:
        return no(_("Aucun acte n’est à faire pour ce scrutin à ce moment."))
    return no(_("Cet acte n’est pas celui qui vient : « %(next)s ».", next=ACT_VERBS[next_kind]))


def can_read_debate(viewer: Viewer, poll: Poll, on_roll: bool) -> Verdict:
    """The debate is confidential to the roll and to who conducts the poll."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if poll.rule.sequence != "debate":
        return no(_("La règle de ce scrutin n’a pas de débat écrit."))
    if on_roll or may_conduct(viewer, poll):
        return yes()
    return no(_("Ce débat est confidentiel : seuls le lisent les inscrits et qui le conduit."))


def can_contribute(viewer: Viewer, poll: Poll, on_roll: bool, is_open: bool) -> Verdict:
    """The people of the roll write while the debate is open."""
    allowed = can_read_debate(viewer, poll, on_roll)
    if not allowed:
        return allowed
    if not on_roll:
        return no(_("Vous n’êtes pas mandaté pour un siège de la liste électorale de ce scrutin."))
    if not is_open:
        return no(_("Le débat n’est pas ouvert."))
    return yes()


def can_state_outcome(viewer: Viewer, poll: Poll, at: datetime) -> Verdict:
    """Who conducts a poll, and may read its result, says in words what came of it."""
    allowed = may_conduct(viewer, poll)
    return can_see_result(viewer, poll, False, at) if allowed else allowed
