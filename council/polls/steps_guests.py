"""Writing guests on the roll: no commit, no journal."""

from __future__ import annotations

from council.polls.models import Poll, RollEntry
from council.polls.queries_guests import guests_for
from council.polls.words_guests import ROLL_NAMES
from council.records.steps import add_readers
from council.tally.parts import guest_college


def invite_guests(poll: Poll, after: int) -> list[RollEntry]:
    """Return the entries of the guests of today, after that many seats, and let them read the
    poll, whoever else does."""
    guests = guests_for(poll)
    bodies = {f"org:{g.organization_id}" for g in guests if g.organization_id is not None}
    software = {f"record:{g.software_id}" for g in guests if g.software_id is not None}
    add_readers(poll.record, bodies | software)
    return [
        RollEntry(
            poll_id=poll.id,
            organization_id=guest.organization_id,
            software_id=guest.software_id,
            organization_name=guest.name,
            college_key=guest_college(guest.kind),
            college_name=ROLL_NAMES[guest.kind],
            weight="0",
            advisory=True,
            position=position,
        )
        for position, guest in enumerate(guests, after + 1)
    ]
