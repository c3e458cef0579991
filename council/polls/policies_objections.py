"""Who may read and close an objection before a poll closes, and why not."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from council.access import Verdict, no, yes
from council.organizations.viewer import Viewer
from council.polls.models import DONE, Phase, Poll
from council.polls.policies import conducts


def can_close_objection(
    viewer: Viewer, poll: Poll, at: datetime, *, own: bool, objects: bool
) -> Verdict:
    """An open objection is closed by the seat that made it (`own`) or by who conducts the poll,
    while ballots are received; `objects` says that there is one."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if not own and not conducts(viewer, poll):
        return no(_("Une objection se ferme par son auteur, ou par qui conduit ce scrutin."))
    phase = poll.phase(at)
    if phase in DONE:
        return no(_("Le scrutin est clos : une objection encore ouverte le reste."))
    if phase != Phase.OPEN:
        return no(_("Une objection se ferme tant que le scrutin est ouvert."))
    if not objects:
        return no(_("Aucune objection n’est ouverte pour ce siège."))
    return yes()
