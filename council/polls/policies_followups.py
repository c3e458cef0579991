"""Who may put to the vote what an objection stopped, and why not."""

from __future__ import annotations

from flask_babel import gettext as _

from council.access import Verdict, no, yes
from council.organizations.viewer import Viewer
from council.polls.models import DONE, Poll
from council.polls.policies import conducts
from council.tally import Rule


def goes_to_a_motion(rule: Rule) -> bool:
    """Say whether a rule puts what an objection stops to the vote, for or against."""
    return rule.parameters.get("on_objection") == "motion"


def can_put_to_vote(viewer: Viewer, poll: Poll, outcome: str, again: bool) -> Verdict:
    """What an objection stopped is put to the vote, once, by who conducts the poll, where its rule
    says so; `outcome` is empty for who may not read it, `again` says that it was already."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if not conducts(viewer, poll):
        return no(_("Seul qui conduit ce scrutin met au vote ce qu’une objection a arrêté."))
    if not goes_to_a_motion(poll.rule):
        return no(_("La règle de ce scrutin ne met pas au vote ce qu’une objection arrête."))
    if poll.state not in DONE or outcome != "discussion":
        return no(_("Aucune objection n’a arrêté cette proposition."))
    if again:
        return no(_("Ce texte est déjà mis au vote."))
    return yes()
