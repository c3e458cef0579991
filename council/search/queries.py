"""Searching for a viewer: the index first, titles in the database when it cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from sqlalchemy import String, cast, func, literal, or_, select, union_all

from council.extensions import db
from council.journal.models import OutboxMessage
from council.organizations.models import Organization
from council.organizations.viewer import audiences_of
from council.records.addresses import path_of
from council.records.models import Record
from council.records.queries import visible_to
from council.records.titles import NAMES
from council.search.analysis import REFERENCE, fold, normalize
from council.search.documents import is_indexed
from council.search.engine import PER_PAGE, Hit, Page
from council.search.indexer import TOPIC, engine
from council.search.parser import clean

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

FALLBACK_WORDS = 5
# The most records that a page says cite it.
CITING = 30


@dataclass(frozen=True)
class Found:
    """A hit with what the database says of it: where it is read, whose it is."""

    hit: Hit
    path: str
    organization: str


@dataclass(frozen=True)
class Results:
    """A page of results for a viewer; `is_fallback` when only titles were looked at."""

    page: Page
    found: Sequence[Found]
    is_fallback: bool = False


def narrowed(viewer: Viewer) -> list[int]:
    """Return the records this viewer may not see whose change has not reached the index."""
    owed = select(OutboxMessage.payload["record_id"].as_integer()).where(
        OutboxMessage.topic == TOPIC, OutboxMessage.done_at.is_(None)
    )
    return list(
        db.session.scalars(select(Record.id).where(Record.id.in_(owed), ~visible_to(viewer)))
    )


def search_records(
    text: str,
    viewer: Viewer,
    *,
    filters: Mapping[str, str] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = PER_PAGE,
) -> Results:
    """Return what this viewer may see and is looking for."""
    found = engine().search(
        text,
        tokens=audiences_of(viewer),
        filters=filters,
        sort=sort,
        page=page,
        size=size,
        excluded=narrowed(viewer),
    )
    if found.unusable:
        titles = _by_title(text, viewer, filters or {}, page, size)
        return Results(titles, _completed(titles.hits, viewer), is_fallback=True)
    return Results(found, _completed(found.hits, viewer))


def similar_records(
    text: str,
    viewer: Viewer,
    *,
    kinds: Iterable[str] = (),
    limit: int = 5,
    but: Iterable[int] = (),
    loose: bool = False,
) -> list[Found]:
    """Return the visible records that resemble a text, best first; nothing while there is no index.

    `but` are records to leave out, such as the one whose text it is; `loose` gives all that share
    a word, for a caller who weighs them otherwise.
    """
    hits = engine().similar(
        text,
        tokens=audiences_of(viewer),
        limit=limit,
        kinds=kinds,
        excluded=[*narrowed(viewer), *but],
        loose=loose,
    )
    return _completed(hits, viewer)


def citing(reference: str, viewer: Viewer, *, but: int) -> list[Found]:
    """Return the visible records whose text names a reference, the latest first.

    Read in the index: nothing while it cannot be used.
    """
    page = engine().search(
        reference,
        tokens=audiences_of(viewer),
        sort="date",
        size=CITING,
        excluded=narrowed(viewer),
    )
    # Words taken as beginnings or apart are no citation.
    hits = [hit for hit in page.hits if hit.id != but and not page.widened]
    return _completed(hits, viewer) if hits else []


def find_exactly(text: str, viewer: Viewer) -> Record | None:
    """Return the one visible record whose whole reference was typed, in any way."""
    match = REFERENCE.fullmatch(text.strip().lower())
    if match is None:
        return None
    prefix, year, number = match[1].upper(), match[2], match[3]
    digits = {number, number.lstrip("0").zfill(3), number.lstrip("0").zfill(4)}
    forms = [f"{prefix}-{year}-{each}" for each in sorted(digits)]
    records = db.session.scalars(
        select(Record).where(Record.reference.in_(forms), visible_to(viewer)).limit(2)
    ).all()
    return records[0] if len(records) == 1 else None


def _completed(hits: Sequence[Hit], viewer: Viewer) -> list[Found]:
    """Add what the database knows, and leave out what this viewer may no longer see."""
    rows = db.session.execute(
        select(Record.id, Record.kind, Record.reference, Record.uid, Organization.name)
        .outerjoin(Organization, Organization.id == Record.organization_id)
        .where(Record.id.in_([hit.id for hit in hits]), visible_to(viewer))
    )
    known = {row.id: row for row in rows}
    return [
        Found(
            hit=replace(hit, reference=known[hit.id].reference or ""),
            path=path_of(known[hit.id].kind, known[hit.id].reference, known[hit.id].uid),
            organization=known[hit.id].name or "",
        )
        for hit in hits
        if hit.id in known
    ]


def _by_title(text: str, viewer: Viewer, filters: Mapping[str, str], page: int, size: int) -> Page:
    """Look for the words in titles and references, as they are written; newest record first."""
    words = clean(text).replace('"', " ").split()[:FALLBACK_WORDS]
    titles = union_all(
        *(
            select(table.c.id, cast(table.c[column], String).label("title"))
            for table, column in (
                (db.metadata.tables[table], column) for table, column in NAMES.values()
            )
        )
    ).subquery()
    query: Any = (
        select(Record.id, Record.kind, Record.reference, titles.c.title)
        .join(titles, titles.c.id == Record.id)
        .where(visible_to(viewer), is_indexed())
    )
    for word in words:
        reference = func.lower(func.coalesce(Record.reference, literal("")))
        query = query.where(
            or_(
                titles.c.title.icontains(word, autoescape=True),
                reference.contains(fold(word), autoescape=True),
            )
        )
    if filters.get("kind"):
        query = query.where(Record.kind == filters["kind"])
    if filters.get("year"):
        query = query.where(Record.reference.contains(f"-{filters['year']}-", autoescape=True))
    if filters.get("organization", "").isdigit():
        query = query.where(Record.organization_id == int(filters["organization"]))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(
        query.order_by(Record.id.desc()).limit(size).offset((page - 1) * size)
    )
    hits = [_title_hit(row) for row in rows]
    return Page(hits=tuple(hits), total=total, number=page, size=size)


def _title_hit(row: Any) -> Hit:
    title = normalize(row.title or "")
    return Hit(
        id=row.id,
        reference=row.reference or "",
        kind=row.kind,
        title=title,
        title_html=escape(title),
        snippet=Markup(),
        state="",
        organization="",
        date=None,
        score=0.0,
    )
