"""What the worker does for needs: addresses forgotten, reminders of official answers owed."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from council.needs.actions_filing import forget_addresses
from council.needs.actions_reminders import remind
from council.needs.models import Need
from council.needs.models_answers import ReminderStage
from council.needs.queries_delays import deadline_of, reminders_owed
from council.organizations.models import Title
from council.organizations.queries import people_with
from council.records.addresses import path_of_record
from council.web import paris_day

# Needs told of in one mail; what is left waits for the worker's next turn.
AT_ONCE = 500


def remind_of_answers() -> int:
    """Remind the secretariat, in one mail a person, of the answers that became late, then of
    those whose delay is half spent; return how many needs were told of.

    A need that is late already when it is first looked at is told of as late only.
    """
    late = reminders_owed(ReminderStage.LATE, limit=AT_ONCE)
    half = reminders_owed(ReminderStage.HALF, limit=AT_ONCE)
    if not (late or half):
        return 0
    people = [account.id for account in people_with(Title.SECRETARIAT) if account.is_active]
    if not people:
        return 0
    with force_locale("fr"):
        sentences = {
            ReminderStage.LATE: _("Des réponses officielles sont en retard."),
            ReminderStage.HALF: _(
                "Des réponses officielles sont attendues : la moitié du délai est passée."
            ),
        }
        said = {need.id: _said(need) for need in (*late, *half)}
    told = 0
    for stage, needs in ((ReminderStage.LATE, late), (ReminderStage.HALF, half)):
        items = {need.id: said[need.id] for need in needs}
        context = {"sentence": sentences[stage], "more": "/besoins/sans-reponse"}
        # What is late is told of as late: its half is noted, and nobody hears of it twice.
        overdue = [need for need in needs if stage == ReminderStage.HALF and _is_late(need)]
        remind(stage, {n.id: items.pop(n.id) for n in overdue}, people=(), context=context)
        told += remind(stage, items, people=people, context=context)
    return told


def _is_late(need: Need) -> bool:
    deadline = deadline_of(need)
    return deadline is not None and deadline.is_late


def _said(need: Need) -> dict[str, Any]:
    deadline = deadline_of(need)
    detail = ""
    if deadline is not None:
        days = abs(deadline.days_left)
        left = ngettext("encore %(num)d jour", "encore %(num)d jours", days)
        late = ngettext("en retard de %(num)d jour", "en retard de %(num)d jours", days)
        day = paris_day(deadline.due_on)
        detail = _("avant le %(day)s : ", day=day) + (late if deadline.is_late else left)
    return {
        "title": need.title,
        "reference": need.reference or "",
        "path": path_of_record(need.record),
        "detail": detail,
    }


PERIODIC = (forget_addresses, remind_of_answers)
