"""What a person is reminded of: the duties of their to-do page that have a date, as data.

A duty that is not on that page is no duty, so nobody is reminded of what they do not owe, may not
see, or may not do. One reminder goes to all: the closing of a secret poll, lest a mail tell who has
not voted. A feature adds its line to REMINDERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.clock import PARIS, now
from council.organizations.viewer import TITLE_LABELS, Viewer
from council.pages.queries import duties
from council.polls.models import Poll, RollEntry
from council.polls.queries import seats_of_open_polls
from council.records.addresses import path_of_record

DRAFT = _l("Brouillon sans titre")


@dataclass(frozen=True)
class Reminder:
    """One sort of duty: where it is among a person's duties, its date, when it is recalled.

    `before`: days left at which it is recalled, before its date; `after`: days since its date, for
    what has no delay. Each stage comes once; only the latest reached is told.
    """

    key: str
    group: str
    sentence: Any
    when: Callable[[Any], date | datetime | None]
    row: Callable[[Any], Any] = lambda found: found
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    suffix: Callable[[Any], str] = lambda found: ""
    # Whose it is, where one thing is owed for several bodies.
    body: Callable[[Any], str] = lambda found: ""
    applies: Callable[[Any], bool] = lambda found: True
    # What is recalled to more people than those who owe it is not a group of duties.
    found_by: Callable[[Viewer], Sequence[Any]] | None = None


@dataclass(frozen=True)
class Recalled:
    """One thing recalled to a person at one stage; its key is used once for ever."""

    key: str
    sentence: str
    title: str
    reference: str
    path: str
    due_on: date | None


def _started(row: Any) -> datetime:
    moment: datetime = getattr(row, "updated_at", None) or row.record.created_at
    return moment


def _ballot_of(found: tuple[Poll, RollEntry]) -> str:
    """A vote cast in Belenios is told of on the poll's page."""
    return "" if found[0].rule.secrecy == "end_to_end" else f"/bulletin?siege={found[1].uid}"


REMINDERS = (
    Reminder(
        "decision_review",
        "rereadings",
        _l("Une décision est à réexaminer."),
        lambda found: found.review_on,
        after=(0, 30),
    ),
    Reminder(
        "decision_late",
        "lates",
        _l("L’application d’une décision est en retard."),
        lambda found: found.application_due,
        after=(1, 30),
    ),
    Reminder(
        "ballot",
        "ballots",
        _l("Un bulletin de votre organisme n’est pas déposé."),
        lambda found: found[0].closing,
        row=lambda found: found[0],
        before=(2,),
        suffix=_ballot_of,
        body=lambda found: found[1].organization_name,
        # Who voted in a secret poll is not to be read in what is owed to whom.
        applies=lambda found: found[0].rule.secrecy == "public",
    ),
    Reminder(
        "closing",
        "",
        _l("Un scrutin secret se clôt bientôt. Ce rappel va à tous, qu’ils aient voté ou non."),
        lambda found: found[0].closing,
        row=lambda found: found[0],
        before=(2,),
        suffix=_ballot_of,
        body=lambda found: found[1].organization_name,
        applies=lambda found: found[0].rule.secrecy != "public",
        found_by=lambda viewer: seats_of_open_polls(viewer, now()),
    ),
    Reminder(
        "answer",
        "answers",
        _l("Une réponse de mainteneur est attendue."),
        lambda request: request.due_on,
        before=(7, 2),
    ),
    Reminder(
        "merge",
        "merges",
        _l("Une réunion de besoins attend votre réponse."),
        lambda found: found[0].proposed_at,
        row=lambda found: found[1],
        after=(7, 21),
    ),
    Reminder(
        "delivery",
        "deliveries",
        _l("Une livraison attend d’être confirmée."),
        lambda contribution: contribution.delivered_on,
        after=(7, 30),
    ),
    Reminder(
        "draft",
        "drafts",
        _l("Un brouillon vous attend."),
        _started,
        after=(14,),
    ),
    Reminder(
        "ending",
        "ending",
        _l("Un de vos mandats prend fin."),
        lambda mandate: mandate.ends_on,
        before=(30, 7),
    ),
)


def day_of(moment: date | datetime | None) -> date | None:
    """Return the day of a date or of a moment, in Paris."""
    return moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment


def recalled_to(viewer: Viewer, day: date) -> list[Recalled]:
    """Return what this person is to be reminded of on that day, told before or not."""
    found = duties(viewer)
    return [
        line
        for reminder in REMINDERS
        for line in _lines(
            reminder,
            reminder.found_by(viewer) if reminder.found_by else getattr(found, reminder.group),
            day,
        )
    ]


def _lines(reminder: Reminder, found: Sequence[Any], day: date) -> Iterator[Recalled]:
    for duty in found:
        when = day_of(reminder.when(duty))
        stage = _stage(reminder, (when - day).days) if when is not None else None
        if stage is not None and reminder.applies(duty):
            yield _recalled(reminder, duty, when, stage)


def _stage(reminder: Reminder, left: int) -> str | None:
    before = [days for days in reminder.before if 0 <= left <= days]
    after = [days for days in reminder.after if -left >= days]
    return f"-{min(before)}" if before else f"+{max(after)}" if after else None


def _recalled(reminder: Reminder, duty: Any, when: date | None, stage: str) -> Recalled:
    row = reminder.row(duty)
    record = getattr(row, "record", None)
    if record is None:
        # A mandate: its body's page says who acts for it.
        acts_for = row.organization
        title = str(TITLE_LABELS[row.title]) + (f", {acts_for.name}" if acts_for else "")
        path, reference = (path_of_record(acts_for.record) if acts_for else "/compte"), ""
    else:
        title, reference = row.title or str(DRAFT), record.reference or ""
        path = path_of_record(record) + reminder.suffix(duty)
        body = reminder.body(duty)
        title = _("%(title)s, pour %(body)s", title=title, body=body) if body else title
    return Recalled(
        key=f"{reminder.key}:{row.id}:{when}:{stage}",
        sentence=str(reminder.sentence),
        title=title,
        reference=reference,
        path=path,
        due_on=when if reminder.before else None,
    )
