"""meetings.csv: date, starts, ends, kind, state, note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.importers.needs import day
from council.exchange.kinds import BadRow, Bodies, Kind, choice, text
from council.exchange.readers import read_csv
from council.meetings.models import Meeting, MeetingKind, MeetingState
from council.meetings.steps import add_meeting, add_version

COLUMNS = ("date", "starts", "ends", "kind", "state", "note")
REQUIRED = ("date", "kind", "state")


def _hour(values: Mapping[str, Any], column: str) -> time | None:
    value = text(values, column, most=5)
    if not value:
        return None
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise BadRow(f"{column} : « {value} » n’est pas une heure HH:MM") from error


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row."""
    fields = {
        "held_on": day(values, "date"),
        "starts": _hour(values, "starts"),
        "ends": _hour(values, "ends"),
        "kind": choice(values, "kind", [kind.value for kind in MeetingKind]),
        "state": choice(values, "state", [state.value for state in MeetingState]),
        "note": text(values, "note", most=500),
    }
    if fields["starts"] and fields["ends"] and fields["ends"] <= fields["starts"]:
        raise BadRow("ends : la fin vient après le début")
    return fields


def create(fields: dict[str, Any], bodies: Bodies) -> Meeting:
    """Add a meeting."""
    meeting = add_meeting(imported=True, **fields)
    add_version(meeting, author=None)
    return meeting


def change(
    meeting: Meeting, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the columns that changed in the file, as a new version."""
    for column in columns:
        setattr(meeting, column, fields[column])
    meeting.row_version += 1
    add_version(meeting, author=None)


def row_of(meeting: Meeting, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a meeting as a row."""
    return {
        "date": meeting.held_on.isoformat(),
        "starts": meeting.starts.isoformat("minutes") if meeting.starts else "",
        "ends": meeting.ends.isoformat("minutes") if meeting.ends else "",
        "kind": meeting.kind,
        "state": meeting.state,
        "note": meeting.note,
    }


MEETINGS = Kind(
    name="meetings",
    label=_l("Séances"),
    columns=COLUMNS,
    required=REQUIRED,
    key=("date", "kind"),
    read=lambda data: read_csv(data, COLUMNS, REQUIRED),
    model=Meeting,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
)
