"""Reads on polls held in Belenios."""

from __future__ import annotations

from typing import Any

from council.extensions import db
from council.organizations.models import Title
from council.organizations.queries import writing_for
from council.polls.belenios import contents_of, read_whole
from council.polls.models import Poll
from council.polls.models_belenios import BeleniosElection
from council.polls.queries import CastBallot, box_of

# Who is written to for a seat: the first of these titles that somebody holds.
TITLES = (Title.CHAIR, Title.MEMBER, Title.ALTERNATE)


def election_of(poll: Poll) -> BeleniosElection | None:
    """Return the Belenios election of a poll, None while nothing is told of it."""
    return db.session.get(BeleniosElection, poll.id)


def archive_of(poll: Poll) -> bytes | None:
    """Return the verified archive of a counted poll, None before."""
    election = election_of(poll)
    return None if election is None else election.archive


def archived_contents(poll: Poll) -> list[dict[str, Any]]:
    """Return ballots that give the result of a poll's archive; none before it is brought."""
    data = archive_of(poll)
    return [] if data is None else contents_of(poll, read_whole(data))


def voting_rows(poll: Poll) -> list[CastBallot]:
    """Return the seats that vote: the roll less recusals."""
    return [row for row in box_of(poll) if row.recusal is None]


def voters_of(poll: Poll) -> tuple[list[str], list[str]]:
    """Return the lines of Belenios's list of voters (address, then the seat as login), and the
    names of the seats for which nobody can be written to."""
    rows = voting_rows(poll)
    bodies = {row.entry.organization_id for row in rows if row.entry.organization_id is not None}
    people = writing_for(bodies, TITLES)
    lines, silent = [], []
    for row in rows:
        person = people.get(row.entry.organization_id or 0)
        if person is not None:
            lines.append(f"{person.email},{row.entry.uid}")
        else:
            silent.append(row.entry.organization_name)
    return lines, silent
