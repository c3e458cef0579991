"""What time does with introductions: expired, outcome asked twice, closed, contacts erased.

The worker runs these; each asks again under the lock, so that two workers do it once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from council.clock import now
from council.introductions import steps
from council.introductions.models import OUTCOMES, Introduction, IntroductionState
from council.journal.steps import write_entry
from council.transactions import action, lock


def _before(setting: str) -> datetime:
    return now() - timedelta(days=int(current_app.config[setting]))


@action
def expire_introduction(introduction: Introduction) -> bool:
    """Close a proposal whose last day has passed."""
    lock(introduction)
    late = introduction.current_state == IntroductionState.EXPIRED
    if not late or introduction.state != IntroductionState.PROPOSED:
        return False
    steps.close(introduction, IntroductionState.EXPIRED)
    return _journal("introduction.expired", introduction)


@action
def ask_outcome(introduction: Introduction) -> bool:
    """Ask both bodies what came of their contact, some time after both accepted."""
    lock(introduction)
    if _is_settled(introduction) or introduction.outcome_asked_at is not None:
        return False
    introduction.outcome_asked_at = now()
    return _journal("introduction.outcome_asked", introduction)


@action
def remind_outcome(introduction: Introduction) -> bool:
    """Ask a second time, and never a third."""
    lock(introduction)
    if _is_settled(introduction) or introduction.reminded_at is not None:
        return False
    introduction.reminded_at = now()
    return _journal("introduction.outcome_reminded", introduction)


@action
def close_unanswered(introduction: Introduction) -> bool:
    """Count as « sans réponse » what nobody told after two questions."""
    lock(introduction)
    if _is_settled(introduction):
        return False
    steps.close(introduction, IntroductionState.NO_REPLY)
    return _journal("introduction.closed", introduction)


@action
def erase_old_contacts(introduction: Introduction) -> bool:
    """Erase the contacts of an introduction whose outcome has long been known."""
    lock(introduction)
    kept = introduction.contacts_erased_at is None and introduction.state in OUTCOMES
    closed = introduction.closed_at
    if not kept or closed is None or closed > _before("COUNCIL_INTRODUCTION_CONTACT_DAYS"):
        return False
    steps.erase_contacts(introduction)
    return _journal("introduction.contacts_erased", introduction)


def _is_settled(introduction: Introduction) -> bool:
    return introduction.state != IntroductionState.ACCEPTED


def _journal(kind: str, introduction: Introduction) -> Any:
    public = {"reference": introduction.reference}
    write_entry(kind, subjects=[introduction.record], actor=None, public=public)
    return True
