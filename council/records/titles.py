"""What any record is called, whatever its kind, in one query."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, union_all

from council.extensions import db
from council.records.models import Record, RecordKind

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})

# Kind → table and column that names it. Tables of higher features are known by name only.
NAMES = {
    RecordKind.ORGANIZATION: ("organizations", "name"),
    RecordKind.SOFTWARE: ("software", "name"),
    RecordKind.NEED: ("needs", "title"),
    RecordKind.INTRODUCTION: ("introductions", "title"),
    RecordKind.CONTRIBUTION: ("contributions", "title"),
    RecordKind.REUSE: ("reuses", "title"),
    RecordKind.PROGRAM: ("programs", "title"),
    RecordKind.REQUEST: ("requests", "title"),
    RecordKind.ROADMAP_ITEM: ("roadmap_items", "title"),
    RecordKind.SUBJECT: ("subjects", "title"),
    RecordKind.MEETING: ("meetings", "title"),
    RecordKind.POLL: ("polls", "title"),
    RecordKind.DECISION: ("decisions", "title"),
}


KIND_LABELS = {
    RecordKind.ORGANIZATION: _l("Organisme"),
    RecordKind.SOFTWARE: _l("Logiciel"),
    RecordKind.NEED: _l("Besoin"),
    RecordKind.INTRODUCTION: _l("Mise en relation"),
    RecordKind.CONTRIBUTION: _l("Contribution"),
    RecordKind.REUSE: _l("Réutilisation"),
    RecordKind.PROGRAM: _l("Dispositif d’appui"),
    RecordKind.REQUEST: _l("Demande aux mainteneurs"),
    RecordKind.ROADMAP_ITEM: _l("Chantier"),
    RecordKind.SUBJECT: _l("Sujet"),
    RecordKind.MEETING: _l("Séance"),
    RecordKind.POLL: _l("Scrutin"),
    RecordKind.DECISION: _l("Décision"),
}

# What the list of a kind is called.
LISTS = {
    RecordKind.ORGANIZATION: _l("Organismes"),
    RecordKind.SOFTWARE: _l("Logiciels"),
    RecordKind.NEED: _l("Besoins"),
    RecordKind.INTRODUCTION: _l("Mises en relation"),
    RecordKind.CONTRIBUTION: _l("Contributions"),
    RecordKind.REUSE: _l("Réutilisations"),
    RecordKind.PROGRAM: _l("Dispositifs d’appui"),
    RecordKind.REQUEST: _l("Demandes aux mainteneurs"),
    RecordKind.ROADMAP_ITEM: _l("Feuille de route"),
    RecordKind.SUBJECT: _l("Sujets"),
    RecordKind.MEETING: _l("Séances"),
    RecordKind.POLL: _l("Scrutins"),
    RecordKind.DECISION: _l("Décisions"),
}


def titles_of(records: Iterable[Record]) -> dict[int, str]:
    """Return the title of each record by its id; the caller has checked who may see them."""
    ids: dict[str, list[int]] = {}
    for record in records:
        ids.setdefault(record.kind, []).append(record.id)
    queries = []
    for kind, numbers in sorted(ids.items()):
        table_name, column = NAMES[RecordKind(kind)]
        table = db.metadata.tables[table_name]
        queries.append(select(table.c.id, table.c[column]).where(table.c.id.in_(numbers)))
    if not queries:
        return {}
    rows = db.session.execute(union_all(*queries) if len(queries) > 1 else queries[0])
    return dict(rows.all())


def sort_key(title: str) -> str:
    """Return what a list sorts a title by: no case, no accent, no leading quotation mark.

    « Échanger » stands beside « echanger », as in a dictionary; databases compare bytes.
    """
    spread = unicodedata.normalize("NFKD", title.translate(_LIGATURES)).casefold()
    plain = "".join(c for c in spread if not unicodedata.combining(c))
    return plain.lstrip(" «»\"'’“”()[]…-–—")[:200]
