"""Taking a poll to Belenios and bringing its verified archive back, which counts it."""

from __future__ import annotations

import hashlib

from flask_babel import gettext as _

from council import clock
from council.access import Refused, check
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import Viewer
from council.polls import belenios, policies, steps
from council.polls.models import Phase, Poll, PollResult
from council.polls.models_belenios import BeleniosElection
from council.polls.queries_belenios import election_of, voting_rows
from council.transactions import Invalid, action, lock


def _election(poll: Poll, author: Viewer) -> BeleniosElection:
    known = election_of(poll)
    if known is None:
        organization_id, software_id = author.acts_for
        known = BeleniosElection(
            poll_id=poll.id,
            account_id=author.account_id,
            for_organization_id=organization_id,
            for_software_id=software_id,
        )
        db.session.add(known)
    return known


@action
def tell_address(poll: Poll, *, url: str, author: Viewer) -> BeleniosElection:
    """Tell the voters where to vote; the same address again changes nothing. Not once closed."""
    lock(poll)
    check(policies.can_hold_belenios(steps.as_of_now(author), poll))
    if poll.phase(clock.database_now(db.session())) in (Phase.CLOSED, Phase.COUNTED):
        raise Refused(_("Le scrutin est clos : l’adresse du vote ne change plus."))
    known = _election(poll, author)
    if known.url != url:
        known.url = url
        public = {"url": url}
        write_entry("belenios.addressed", subjects=[poll.record], actor=author, public=public)
    return known


@action
def bring_archive(
    poll: Poll, *, data: bytes, archive: belenios.Archive, author: Viewer
) -> PollResult:
    """Keep the verified archive of a closed poll, count it and seal the result, once.

    The caller had `belenios-tool` verify `data`. The same archive again changes nothing.
    """
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_hold_belenios(steps.as_of_now(author), poll))
    sha = hashlib.sha256(data).hexdigest()
    sealed = db.session.get(PollResult, poll.id)
    known = _election(poll, author)
    if sealed is not None and known.archive_sha256 == sha:
        return sealed
    if poll.phase(now) != Phase.CLOSED:
        raise Invalid({"file": _("Une archive se reçoit une fois, après la clôture du scrutin.")})
    try:
        belenios.check_archive(poll, archive, len(voting_rows(poll)))
        contents = belenios.contents_of(poll, archive)
    except belenios.ArchiveInvalid as invalid:
        raise Invalid({"file": str(invalid)}) from invalid
    known.archive, known.archive_sha256 = data, sha
    known.uuid, known.imported_at = archive.uuid, now
    result = steps.add_result(poll, now, belenios=(contents, sha, archive.voters))
    write_entry(
        "poll.counted",
        subjects=[poll.record],
        actor=author,
        public={
            "box_sha256": result.box_sha256,
            "result_sha256": result.sha256,
            "archive_sha256": sha,
            "belenios": archive.uuid,
            "voters": archive.voters,
        },
    )
    return result
