"""Reads on the journal: its head, its integrity, what happened to a record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from council.extensions import db
from council.journal.models import (
    GENESIS,
    JournalEntry,
    JournalHead,
    JournalPrivate,
    JournalSubject,
    commitment,
)
from council.records.models import Record


@dataclass(frozen=True)
class Fault:
    """The first entry that is not what was written, and what is wrong with it."""

    sequence: int
    problem: str


def head() -> JournalHead | None:
    """Return the journal's head, None while it is empty."""
    return db.session.get(JournalHead, 1)


def length() -> int:
    """Return the number of entries."""
    return db.session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def entries_about(record_id: int, *, limit: int = 200) -> list[JournalEntry]:
    """Return what happened to a record, newest first."""
    return list(
        db.session.scalars(
            select(JournalEntry)
            .join(JournalSubject, JournalSubject.sequence == JournalEntry.sequence)
            .where(JournalSubject.record_id == record_id)
            .order_by(JournalEntry.sequence.desc())
            .limit(limit)
        )
    )


def first_fault(published: tuple[int, str] | None = None) -> Fault | None:
    """Check the whole chain and return its first fault, None when it is intact.

    An altered, deleted, inserted or reordered entry, subject or private part is found; a tail cut
    off together with the head is found against a head published earlier, (sequence, hash).
    """
    fault = _chain_fault(published)
    if fault is None and published is not None and length() < published[0]:
        return Fault(published[0], "entrée publiée, absente : la fin du journal a été coupée")
    return fault


def _chain_fault(published: tuple[int, str] | None) -> Fault | None:
    previous, expected = GENESIS, 1
    for entry, subjects, private in _chain():
        if entry.sequence != expected:
            return Fault(expected, "entrée absente")
        if entry.previous_hash != previous:
            return Fault(entry.sequence, "ne suit pas l’entrée précédente")
        if entry.computed_hash() != entry.hash:
            return Fault(entry.sequence, "contenu modifié")
        if sorted(json.loads(entry.subjects)) != sorted(subjects):
            return Fault(entry.sequence, "sujets modifiés")
        if private is not None and commitment(*private) != entry.private_commitment:
            return Fault(entry.sequence, "partie privée modifiée")
        if published is not None and entry.sequence == published[0] and entry.hash != published[1]:
            return Fault(entry.sequence, "ce n’est pas l’entrée qui a été publiée")
        previous, expected = entry.hash, expected + 1
    last = head()
    if last is not None and (last.sequence, last.hash) != (expected - 1, previous):
        return Fault(last.sequence, "la tête ne correspond pas à la dernière entrée")
    if last is None and expected > 1:
        return Fault(expected - 1, "tête absente")
    return None


def _chain(batch: int = 500) -> Iterator[tuple[JournalEntry, list[str], tuple[str, str] | None]]:
    after = 0
    while True:
        entries = list(
            db.session.scalars(
                select(JournalEntry)
                .where(JournalEntry.sequence > after)
                .order_by(JournalEntry.sequence)
                .limit(batch)
            )
        )
        if not entries:
            return
        first, after = entries[0].sequence, entries[-1].sequence
        subjects: dict[int, list[str]] = {}
        for sequence, uid in db.session.execute(
            select(JournalSubject.sequence, Record.uid)
            .join(Record, Record.id == JournalSubject.record_id)
            .where(JournalSubject.sequence.between(first, after))
        ):
            subjects.setdefault(sequence, []).append(uid)
        private = {
            row.sequence: (row.salt, row.content)
            for row in db.session.scalars(
                select(JournalPrivate).where(JournalPrivate.sequence.between(first, after))
            )
        }
        for entry in entries:
            yield entry, subjects.get(entry.sequence, []), private.get(entry.sequence)
            db.session.expunge(entry)
