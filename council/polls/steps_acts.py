"""When a vote opens and closes, where dates do it and where acts do."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import ngettext

from council import clock
from council.polls.models import Poll
from council.polls.models_acts import acts_asked
from council.tally import Rule
from council.transactions import Invalid

# A vote that no act closes ends by itself, so that none stays open for ever.
GRACE = timedelta(days=7)
# A debate that no act ends: the vote then lapses, without having opened.
LAPSE = timedelta(days=60)
INSTANT = timedelta(microseconds=1)


def set_dates(poll: Poll, starts: datetime, closes: datetime) -> None:
    """Write when a poll being called opens and closes; what acts will do is announced only."""
    poll.opens_at, poll.closes_at = starts, closes
    if acts_asked(poll.rule):
        poll.announced_opens_at = starts
        set_closing(poll, closes)


def vote_waits(poll: Poll) -> bool:
    """Say whether an act has still to open the vote."""
    return poll.rule.sequence == "debate" and poll.opens_at != poll.announced_opens_at


def set_closing(poll: Poll, closes: datetime, *, opened_at: datetime | None = None) -> None:
    """Write when a poll closes; `opened_at` is when an act opens its vote."""
    if not acts_asked(poll.rule):
        poll.closes_at = closes
        return
    waits = poll.rule.sequence == "debate" and (
        poll.announced_closes_at is None or vote_waits(poll)
    )
    poll.announced_closes_at = closes
    if opened_at is not None:
        poll.opens_at = poll.announced_opens_at = opened_at
    elif waits:
        poll.closes_at = closes + LAPSE
        poll.opens_at = poll.closes_at - INSTANT
        return
    poll.closes_at = closes + GRACE if poll.rule.closed_by == "act" else closes


def refuse_short(rule: Rule, now: datetime, starts: datetime, closes: datetime) -> None:
    """Refuse an opening sooner, or a vote shorter, than the rule says."""
    if not clock.at_least_days(now, starts, rule.notice_days):
        text = ngettext(
            "Cette règle demande une convocation un jour avant.",
            "Cette règle demande une convocation %(num)d jours avant.",
            rule.notice_days,
        )
        raise Invalid({"opens_at": text})
    if not clock.at_least_days(starts, closes, rule.minimum_days):
        text = ngettext(
            "Cette règle demande un vote d’au moins un jour.",
            "Cette règle demande un vote d’au moins %(num)d jours.",
            rule.minimum_days,
        )
        raise Invalid({"closes_at": text})
