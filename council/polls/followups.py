"""What follows an objection that stopped a proposal: a motion on its text, or the discussion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from council.polls import queries, queries_results
from council.polls.models import DONE, Poll
from council.polls.policies import can_see_result
from council.polls.policies_followups import can_put_to_vote, goes_to_a_motion
from council.polls.queries_followups import followups_of
from council.tally import METHODS

if TYPE_CHECKING:
    from council.access import Verdict
    from council.organizations.viewer import Viewer


def followups_shown(poll: Poll, outcome: str, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a result that may be read shows of what follows an objection."""
    if outcome != "discussion" or not METHODS[poll.rule.method].on_proposal:
        return {"follows": "", "followups": []}
    followups = followups_of(poll, viewer)
    return {
        "follows": "motion" if goes_to_a_motion(poll.rule) else "discussion",
        "followups": followups,
        "put_to_vote": can_put_to_vote(viewer, poll, outcome, bool(followups)),
    }


def may_put_to_vote(poll: Poll, viewer: Viewer, at: datetime) -> Verdict:
    """Say whether this person may prepare the motion that follows a poll."""
    outcome = ""
    on_roll = bool(queries.my_entries(poll, viewer))
    if poll.phase(at) in DONE and can_see_result(viewer, poll, on_roll, at):
        outcome = queries_results.outcome_of(poll, queries.box_of(poll)).result.outcome
    return can_put_to_vote(viewer, poll, outcome, bool(followups_of(poll, viewer)))


def motion_on(poll: Poll) -> dict[str, str]:
    """Return what the draft of the motion on the same text begins with."""
    return {
        "title": poll.title,
        "text": poll.text,
        "shown_to": poll.shown_to,
        "meaning_for": _("La proposition est adoptée malgré l’objection."),
        "meaning_against": _("La proposition n’est pas adoptée."),
    }
