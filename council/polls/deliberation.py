"""What the page of a poll shows of its acts: the steps with their dates, and the next one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from council.organizations.viewer import Viewer
from council.polls import policies_acts, queries_acts
from council.polls.models import Poll
from council.polls.models_acts import ACT_LABELS, ACT_VERBS, ActKind, acts_asked


def deliberation_shown(poll: Poll, on_roll: bool, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """Return the acts of a poll in words, None where dates alone conduct it or it is a draft."""
    if not acts_asked(poll.rule) or poll.called_at is None:
        return {"deliberation": None}
    done = queries_acts.acts_of(poll)
    coming = queries_acts.next_act(poll, done, at)
    asked = acts_asked(poll.rule)
    steps: list[dict[str, Any]] = [
        {"label": _("Membres convoqués"), "at": poll.called_at, "until": None, "message": ""}
    ]
    reads = bool(policies_acts.can_read_debate(viewer, poll, on_roll))
    planned = {ActKind.VOTE_OPENED: poll.opening, ActKind.VOTE_CLOSED: poll.closing}
    for kind in asked:
        act = done.get(kind)
        steps.append(
            {
                "label": ACT_LABELS[kind],
                "at": act.created_at if act else None,
                "until": act.until if act else None,
                "planned": None if act else planned.get(kind),
                "message": act.message if act and reads else "",
            }
        )
    may = coming is not None and policies_acts.can_do_act(viewer, poll, coming, coming)
    return {
        "deliberation": {
            "steps": steps,
            "verb": ACT_VERBS[coming] if coming is not None else "",
            "may_act": bool(may),
            "debate": reads and poll.rule.sequence == "debate",
            "is_open": queries_acts.debate_is_open(done, poll, at),
        }
    }
