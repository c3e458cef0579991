"""The result package: everything a stranger needs to check and count a poll again, in one file.

Nothing is computed here that was not sealed: the package is what was frozen, cast and journaled.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from council.extensions import db
from council.journal.models import JournalEntry, JournalPrivate
from council.polls.evidence_secret import secret_files
from council.polls.models import Ballot, CurrentBallot, Poll, PollResult, RollEntry
from council.polls.models_refusals import PollRefusal
from council.polls.queries import roll_of
from council.polls.queries_objections import closed_seats
from council.polls.queries_recusals import recusals_of
from council.polls.steps import moment_text, roll_document
from council.polls.words_ballots import content_said
from council.records.canonical import canonical
from council.records.cells import neutralized
from council.records.models import Record
from council.tally.consent import CLOSED
from council.tally.formats.writers import exports
from council.verifier import assemble
from council.verifier.records import ACTS

# The acts whose private part is published with the result: whose ballot it is, how a tie was cut.
REVEALED = ("ballot.cast", "casting_vote.cast", "objection.closed")
FAMILIES = ("poll.", "ballot.", "recusal.", "casting_vote.", "proxy.", "objection.")
# A zip file has no better date for what must be the same bytes each time.
EPOCH = (1980, 1, 1, 0, 0, 0)
READ_ME = """Paquet de résultat du scrutin {reference}
{title}

Pour tout vérifier et recompter, sans rien installer d’autre que Python :

    python3 verify.py PAQUET.zip

Avec une tête de journal publiée plus tôt (NUMÉRO:EMPREINTE), pour voir si la fin a été coupée :

    python3 verify.py PAQUET.zip --head NUMÉRO:EMPREINTE

parameters.json  ce qui a été figé à la convocation : question, options, règle, liste électorale
roll.json        la liste électorale
ballots.json     chaque bulletin reçu, avec ce que lie son reçu ; mêlés si le vote est secret
recusals.json    les organismes qui n’ont pas pris part au vote
events.json      les actes : prolongation, suspension, déport, procuration, objection fermée,
                 voix prépondérante
journal.jsonl    le journal depuis la convocation ; le contenu pour ce scrutin seulement
result.json      le résultat scellé
belenios.bel     l’archive de l’élection Belenios, quand le vote y a eu lieu
counters.json    ce que sont devenus les bulletins reçus et refusés
exports/         les votes dans les formats que d’autres programmes lisent
"""


def package_files(poll: Poll, result: PollResult) -> dict[str, bytes]:
    """Return the files of a poll's package by name, in the order of the archive."""
    roll = roll_of(poll)
    secret = secret_files(poll, result) if poll.rule.secrecy != "public" else None
    ballots = secret.ballots if secret is not None else _ballots(roll)
    journal = _journal(poll)
    texts = {
        "LISEZMOI.txt": READ_ME.format(reference=poll.reference, title=poll.title),
        "parameters.json": poll.frozen,
        "roll.json": canonical(roll_document(roll)),
        "ballots.json": canonical(ballots),
        "recusals.json": canonical(_recusals(poll, roll)),
        "events.json": canonical(_events(journal)),
        "journal.jsonl": "".join(canonical(line) + "\n" for line in journal),
        "result.json": result.content,
        "counters.json": canonical(
            counters(poll, ballots) if secret is None else secret.counters | refused(poll)
        ),
        "verify.py": assemble(),
    }
    closed = closed_seats(poll)
    contents = [
        {"choice": CLOSED} if row.get("seat") in closed else json.loads(row["content"])
        for row in ballots
        if row.get("counts", True)
    ]
    texts |= {
        f"exports/{name}": text
        for name, text in exports(poll.rule, poll.question, contents, poll.title).items()
    }
    if secret is None:
        texts["exports/bulletins.csv"] = _table(poll, roll, ballots)
    else:
        texts |= {"turnout.json": canonical(secret.turnout), "exports/bulletins.csv": secret.table}
    files = {name: text.encode() for name, text in texts.items()}
    if secret is not None and secret.archive:
        files["belenios.bel"] = secret.archive
    return files


def build_package(poll: Poll, result: PollResult) -> bytes:
    """Return the package as a zip file: the same state gives the same bytes."""
    files = package_files(poll, result)
    manifest = {
        "format": 1,
        "reference": poll.reference,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, "manifest.json": canonical(manifest).encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ballots(roll: Sequence[RollEntry]) -> list[dict[str, Any]]:
    """Return every revision of every ballot in the roll's order, with what its receipt binds."""
    seats = {entry.id: entry for entry in roll}
    rows = db.session.execute(
        select(Ballot, CurrentBallot.ballot_id)
        .outerjoin(CurrentBallot, CurrentBallot.ballot_id == Ballot.id)
        .join(RollEntry, RollEntry.id == Ballot.roll_entry_id)
        .where(RollEntry.id.in_(seats))
        .order_by(RollEntry.position, Ballot.revision)
    )
    return [
        {
            "seat": seats[ballot.roll_entry_id].uid,
            "revision": ballot.revision,
            "content": ballot.content,
            "reason": ballot.reason,
            "cast_at": moment_text(ballot.cast_at),
            "nonce": ballot.nonce,
            "receipt": ballot.receipt,
            "by_proxy": ballot.proxy_id is not None,
            "counts": current is not None,
        }
        for ballot, current in rows
    ]


def _journal(poll: Poll) -> list[dict[str, Any]]:
    """Return the journal's headers from the call on, and the bodies of what is of this poll."""
    called = db.session.scalar(_about(poll).where(JournalEntry.kind == "poll.called"))
    if called is None:
        raise ValueError("a poll that was never called has no package")
    rows = db.session.execute(
        select(JournalEntry, JournalPrivate)
        .outerjoin(JournalPrivate, JournalPrivate.sequence == JournalEntry.sequence)
        .where(JournalEntry.sequence >= called.sequence)
        .order_by(JournalEntry.sequence)
        .execution_options(yield_per=1000)
    )
    own = canonical([poll.record.uid])
    return [_line(entry, private, own) for entry, private in rows]


def _about(poll: Poll) -> Any:
    own = canonical([poll.record.uid])
    return select(JournalEntry).where(JournalEntry.subjects == own)


def _line(entry: JournalEntry, private: JournalPrivate | None, own: str) -> dict[str, Any]:
    line = {**entry.header(), "hash": entry.hash}
    if entry.subjects != own or not entry.kind.startswith(FAMILIES):
        return line
    line["body"] = entry.body()
    if private is not None and entry.kind in REVEALED:
        line["private"] = {"salt": private.salt, "content": private.content}
    return line


def _events(journal: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the acts of a poll that its journal tells, in order, with their facts."""
    found = []
    for line in journal:
        body = line.get("body")
        if body is None or body["kind"] not in ACTS:
            continue
        private = json.loads(line["private"]["content"]) if "private" in line else {}
        facts = {**json.loads(body["public"]), **private}
        head = {"sequence": line["sequence"], "kind": body["kind"], "at": body["at"]}
        found.append(head | {"facts": facts})
    return found


def _recusals(poll: Poll, roll: Sequence[RollEntry]) -> list[dict[str, Any]]:
    """Return who took no part, with the journal's entry; those known at the call have none here."""
    told = {
        json.loads(entry.public)["organization"]: entry.sequence
        for entry in db.session.scalars(_about(poll).where(JournalEntry.kind.like("recusal.%")))
        if poll.called_at is not None and entry.at >= (moment_text(poll.called_at) or "")
    }
    seats: dict[int, list[str]] = {}
    for entry in roll:
        seats.setdefault(entry.organization_id, []).append(entry.uid)
    return [
        {
            "organization": uid,
            "seats": seats[recusal.organization_id],
            "reason": recusal.reason,
            "established": recusal.established,
            "sequence": told.get(uid),
        }
        for recusal, _name in recusals_of(poll)
        if recusal.organization_id in seats
        for uid in [_uid_of(recusal.organization_id)]
    ]


def _uid_of(record_id: int) -> str:
    return str(db.session.get_one(Record, record_id).uid)


def counters(poll: Poll, ballots: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what became of the ballots received, and of those refused by cause."""
    counted = sum(1 for row in ballots if row["counts"])
    replaced = len(ballots) - len({row["seat"] for row in ballots})
    return {
        "received": len(ballots),
        "replaced": replaced,
        "withdrawn": len(ballots) - replaced - counted,
        "counted": counted,
    } | refused(poll)


def refused(poll: Poll) -> dict[str, Any]:
    """Return how many ballots were refused, by cause."""
    rows = db.session.execute(
        select(PollRefusal.cause, PollRefusal.number)
        .where(PollRefusal.poll_id == poll.id)
        .order_by(PollRefusal.cause)
    )
    return {"rejected": {row.cause: row.number for row in rows}}


def _table(poll: Poll, roll: Sequence[RollEntry], ballots: Sequence[Mapping[str, Any]]) -> str:
    """Return the named ballots that count as a table, for people who open spreadsheets."""
    cast = {row["seat"]: row for row in ballots if row["counts"]}
    closed = closed_seats(poll)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["organisme", "collège", "voix", "bulletin", "explication", "par procuration"])
    for entry in roll:
        row = cast.get(entry.uid)
        said = content_said(poll, json.loads(row["content"])) if row is not None else ""
        said += " (fermée)" if entry.uid in closed else ""
        voice = "consultative" if entry.advisory else "délibérative"
        cells = [entry.organization_name, entry.college_name, voice, said]
        cells += [row["reason"], "oui" if row["by_proxy"] else ""] if row else ["", ""]
        table.writerow([neutralized(cell) for cell in cells])
    return out.getvalue()
