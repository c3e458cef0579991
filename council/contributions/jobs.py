"""What the worker does for contributions: asks forges what became of what was sent to them."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from council.accounts.steps import wait_turn
from council.clock import now
from council.contributions.forges import question, told
from council.contributions.jobs_funding import tell_fundings
from council.contributions.models_upstream import UpstreamLink
from council.contributions.queries_upstream import due_links
from council.contributions.steps_upstream import note_failure, note_told
from council.extensions import db
from council.fetch import OUTSIDE, FetchRefused, safe_fetch
from council.transactions import quiet_action

# A few at a time, and never for long: mails wait behind.
BATCH = 4
SECONDS = 6.0
LEASE = timedelta(minutes=10)
NOBODY_TO_ASK = timedelta(days=30)
# What a forge answers to who asks too much.
TOO_MANY = frozenset({403, 429, 503})
HOST_REST = timedelta(hours=1)


def refresh_links() -> None:
    """Ask forges about the addresses that are due, one a host; reads only when none is."""
    if not current_app.config["FETCH"] or db.session.scalar(due_links(1)) is None:
        return
    until = time.monotonic() + SECONDS
    for number, address in take_links():
        if time.monotonic() > until:
            break
        _ask(number, address)


@quiet_action
def take_links() -> list[tuple[int, str]]:
    """Lease the addresses to ask about now, each with whom to ask; put off the others."""
    wait_turn("upstream links")
    forges, hosts, taken = current_app.config["FORGES"], set[str](), []
    for link in db.session.scalars(due_links()):
        address = question(link.url, forges)
        if address is None:
            link.due_at = now() + NOBODY_TO_ASK
        elif link.host not in hosts and len(taken) < BATCH:
            hosts.add(link.host)
            link.asked_at, link.due_at = now(), now() + LEASE
            taken.append((link.id, address))
    return taken


def _ask(number: int, address: str) -> None:
    door = current_app.config.get("FETCH_DOOR", OUTSIDE)
    try:
        found = safe_fetch(address, door=door, accept="application/json")
    except FetchRefused as refusal:
        keep(number, None, refusal.reason)
        return
    if found.status == 200:
        keep(number, found.body, "")
        return
    keep(number, None, f"HTTP {found.status}")
    if found.status in TOO_MANY:
        let_rest(number)


@quiet_action
def keep(number: int, body: bytes | None, error: str) -> None:
    """Keep what a forge told of an address, or that it did not answer."""
    link = db.session.get(UpstreamLink, number, with_for_update=True)
    if link is None:  # Taken off the contribution meanwhile.
        return
    if body is None:
        note_failure(link, error)
    else:
        note_told(link, told(body))


@quiet_action
def let_rest(number: int) -> None:
    """Ask nothing more of a forge for a while: it says that it is asked too much."""
    host = db.session.get_one(UpstreamLink, number).host
    db.session.execute(
        update(UpstreamLink)
        .where(UpstreamLink.host == host, UpstreamLink.due_at < now() + HOST_REST)
        .values(due_at=now() + HOST_REST)
        .execution_options(synchronize_session=False)
    )


PERIODIC = (refresh_links, tell_fundings)
