"""The addresses of everything public, for search engines (sitemaps.org 0.9)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from council.exchange.datasets_decisions import address_of
from council.extensions import db
from council.journal.models import JournalEntry, JournalSubject
from council.organizations.viewer import ANONYMOUS
from council.records.addresses import FOLDERS, path_of
from council.records.models import Record
from council.records.queries import visible_to

# The standard takes 50,000; smaller files are made while one waits for them.
SIZE = 5_000
PAGES = (
    "/", "/besoins", "/contributions", "/demandes", "/feuille-de-route", "/scrutins", "/decisions",
    "/decisions/application", "/seances", "/logiciels", "/organismes", "/sujets", "/dispositifs",
    "/reutilisations", "/regles", "/donnees", "/chiffres", "/composants-partages", "/a-propos",
    "/aide", "/mentions-legales", "/donnees-personnelles", "/accessibilite", "/plan-du-site",
    "/securite",
)  # fmt: skip


def _public() -> Select[tuple[int]]:
    return select(Record.id).where(
        visible_to(ANONYMOUS), Record.reference.is_not(None), Record.kind.in_(list(FOLDERS))
    )


def parts() -> list[int]:
    """Return the numbers of the files that list records."""
    total = db.session.scalar(select(func.count()).select_from(_public().subquery())) or 0
    return list(range(1, -(-total // SIZE) + 1))


def addresses(part: int) -> Iterator[tuple[str, str]]:
    """Give the addresses of one file and the moment each was last written about."""
    ids = _public().order_by(Record.id).limit(SIZE).offset((part - 1) * SIZE).subquery()
    last = (
        select(JournalSubject.record_id, func.max(JournalEntry.at).label("at"))
        .join(JournalEntry, JournalEntry.sequence == JournalSubject.sequence)
        .where(JournalSubject.record_id.in_(select(ids.c.id)))
        .group_by(JournalSubject.record_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Record.kind, Record.reference, Record.uid, last.c.at)
        .join(ids, ids.c.id == Record.id)
        .outerjoin(last, last.c.record_id == Record.id)
        .order_by(Record.id)
    ).all()
    for row in rows:
        yield address_of(path_of(row.kind, row.reference, row.uid)), (row.at or "")[:10]
