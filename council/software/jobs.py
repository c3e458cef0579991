"""What the worker does for the catalogue: looks for the word that shows who maintains a software.

What it finds gives no mandate: the secretariat reads it, dated, when it decides.
"""

from __future__ import annotations

import time
from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, select

from council.clock import now
from council.extensions import db
from council.fetch import OUTSIDE, FetchRefused, safe_fetch
from council.organizations.models import Application, ApplicationKind, ApplicationState
from council.organizations.models_maintainers import MaintainerProof
from council.organizations.proofs import proof_word
from council.organizations.steps_maintainers import look_for_proof
from council.software.models import Software
from council.software.places import places
from council.software.queries import software_named
from council.transactions import quiet_action

SECONDS = 8.0
LEASE = timedelta(minutes=10)
# How long to wait after each look, the last one again and again until it is given up.
WAITS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
)
LOOKED_FOR = timedelta(days=30)


def check_proofs() -> None:
    """Look for the words of the applicants that are due; reads only when none is."""
    if not current_app.config["FETCH"]:
        return
    if db.session.scalar(_unmatched().limit(1)) is not None:
        match_applications()
    if db.session.scalar(_due().limit(1)) is None:
        return
    until = time.monotonic() + SECONDS
    for number, word, addresses in take_proofs():
        url, error = "", ""
        for address in addresses:
            if url or time.monotonic() > until:
                break
            url, error = _look(address, word, error)
        keep_seen(number, url, error)


def _unmatched() -> Select[tuple[Application]]:
    known = select(MaintainerProof.application_id)
    named = select(Software.id).where(Software.name == Application.software_name)
    return select(Application).where(
        Application.kind == ApplicationKind.MAINTAINER,
        Application.state == ApplicationState.WAITING,
        Application.id.not_in(known),
        Application.confirmed_at > now() - LOOKED_FOR,
        named.exists(),
    )


def _due() -> Select[tuple[MaintainerProof]]:
    return (
        select(MaintainerProof)
        .join(MaintainerProof.application)
        .where(MaintainerProof.due_at <= now(), Application.state == ApplicationState.WAITING)
        .order_by(MaintainerProof.due_at, MaintainerProof.application_id)
    )


@quiet_action
def match_applications() -> None:
    """Tie the applications that came by the front door to the software they name."""
    for application in db.session.scalars(_unmatched().limit(20)).all():
        software = software_named(application.software_name)
        if software is not None:
            look_for_proof(application, software.id)


@quiet_action
def take_proofs() -> list[tuple[int, str, list[str]]]:
    """Lease the proofs to look for now: each with its word and the pages to read."""
    taken = []
    query = _due().limit(2).with_for_update(of=MaintainerProof, skip_locked=True)
    for proof in db.session.scalars(query).all():
        software = db.session.get_one(Software, proof.software_id)
        proof.due_at = now() + LEASE
        pages = places(software.repository, software.website, current_app.config["FORGES"])
        taken.append((proof.application_id, proof_word(proof.application), pages))
    return taken


def _look(address: str, word: str, error: str) -> tuple[str, str]:
    try:
        found = safe_fetch(address, door=current_app.config.get("FETCH_DOOR", OUTSIDE))
    except FetchRefused as refusal:
        return "", error or f"{address} : {refusal.reason}"[:200]
    if found.status == 200 and word in found.text():
        return address, ""
    if found.status in {200, 404}:
        return "", error
    return "", error or f"{address} : HTTP {found.status}"[:200]


@quiet_action
def keep_seen(number: int, url: str, error: str) -> None:
    """Keep, dated, where the word was seen or that it was not; give up after a month."""
    proof = db.session.get_one(MaintainerProof, number, with_for_update=True)
    moment = now()
    proof.checked_at, proof.error = moment, error
    if url:
        proof.found_at, proof.found_url, proof.due_at = moment, url, None
        return
    wait = WAITS[min(proof.checks, len(WAITS) - 1)]
    proof.checks += 1
    confirmed_at = proof.application.confirmed_at
    is_over = confirmed_at is not None and moment - confirmed_at > LOOKED_FOR
    proof.due_at = None if is_over else moment + wait


PERIODIC = (check_proofs,)
