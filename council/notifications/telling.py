"""What a journal kind tells: its notices, and the line that people who follow its record get."""

from __future__ import annotations

import json

from flask_babel import gettext as _

from council.contributions.models import LEGAL_FRAME_LABELS
from council.journal.models import JournalEntry
from council.notifications.events import EVENTS
from council.notifications.notice import FOLLOWERS, HOLDER, SHARERS, THREAD, Notice
from council.notifications.rules import NOTICES


def notices_of(kind: str) -> list[tuple[int, Notice]]:
    """Return the numbered notices of a journal kind, those sent at once first.

    Whoever has a part in the record, or follows it, hears of every event: in their summary.
    """
    listed = list(NOTICES.get(kind, ()))
    if kind in EVENTS:
        listed.append(Notice(EVENTS[kind], (HOLDER, SHARERS, THREAD, FOLLOWERS)))
    return sorted(enumerate(listed), key=lambda numbered: not numbered[1].at_once)


def said(notice: Notice, entry: JournalEntry) -> str:
    """Return the sentence of a notice, with the legal vehicle that the act named, if it did."""
    frame = json.loads(entry.public).get("legal_frame", "")
    if frame not in LEGAL_FRAME_LABELS or not entry.kind.endswith(".accepted"):
        return str(notice.sentence)
    vehicle = LEGAL_FRAME_LABELS[frame]
    return f"{notice.sentence} {_('Moyen juridique : %(frame)s.', frame=vehicle)}"


def sentence_of(entry: JournalEntry, number: int) -> str:
    """Return what a summary says of an act to whom it was owed by this notice."""
    notice = dict(notices_of(entry.kind)).get(number)
    sentence = said(notice, entry) if notice else str(EVENTS.get(entry.kind, entry.kind))
    return sentence.rstrip(".")
