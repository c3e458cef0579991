"""Openings and closings of programmes as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urlsplit

from flask_babel import gettext as _
from icalendar import Calendar, Event

from council.programs.models import Program


def program_calendar(programs: Iterable[Program], *, base_url: str) -> bytes:
    """Return two events a programme, with stable UIDs and a SEQUENCE that follows its versions."""
    made = Calendar()
    made.add("prodid", "-//Conseil logiciels libres//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Dispositifs d’appui"))
    for program in programs:
        for when, name, title in (
            (program.opens_at, "opens", _("Ouverture : %(title)s", title=program.title)),
            (program.closes_at, "closes", _("Clôture : %(title)s", title=program.title)),
        ):
            event = Event()
            event.add("uid", f"{program.record.uid}-{name}@{urlsplit(base_url).hostname}")
            event.add("dtstamp", program.created_at.astimezone(UTC))
            event.add("summary", title)
            event.add("dtstart", when.astimezone(UTC))
            event.add("sequence", program.row_version - 1)
            event.add("status", "CANCELLED" if program.cancelled_at else "CONFIRMED")
            event.add("url", f"{base_url}/dispositifs/{program.reference}")
            made.add_component(event)
    return bytes(made.to_ical())
