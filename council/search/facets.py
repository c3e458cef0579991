"""How results may be narrowed: each facet's values in words, counted, with their addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.contributions.models import STATE_LABELS as CONTRIBUTION_STATES
from council.decisions.models import STATE_LABELS as DECISION_STATES
from council.extensions import db
from council.needs.models import STATE_LABELS as NEED_STATES
from council.organizations.queries import colleges
from council.records.addresses import FOLDERS
from council.records.models import Record, RecordKind
from council.records.queries import visible_to
from council.records.titles import LISTS, titles_of
from council.requests.models import STATE_LABELS as REQUEST_STATES
from council.roadmap.models import STATE_LABELS as ITEM_STATES
from council.search.parser import clean
from council.subjects.models import STATE_LABELS as SUBJECT_STATES

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.search.engine import Page

# How many values of a facet are shown.
MOST = 12
# Facet → its name in the address, and its title.
NAMES = {
    "state": ("etat", _l("État")),
    "year": ("annee", _l("Année")),
    "organization": ("organisme", _l("Organisme")),
    "software": ("logiciel", _l("Logiciel")),
    "college": ("college", _l("Collège")),
    "tag": ("etiquette", _l("Étiquette")),
}
# What is a record is named by its reference in the address.
RECORDS = {"organization": RecordKind.ORGANIZATION, "software": RecordKind.SOFTWARE}
STATES: dict[str, Mapping[Any, Any]] = {
    RecordKind.DECISION: DECISION_STATES,
    RecordKind.NEED: NEED_STATES,
    RecordKind.CONTRIBUTION: CONTRIBUTION_STATES,
    RecordKind.REQUEST: REQUEST_STATES,
    RecordKind.ROADMAP_ITEM: ITEM_STATES,
    RecordKind.SUBJECT: SUBJECT_STATES,
}


@dataclass(frozen=True)
class Value:
    """One value: as the address says it, in words, how many results it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow results."""

    name: str
    title: Any
    values: Sequence[Value]

    @property
    def is_chosen(self) -> bool:
        """Say whether results are narrowed by it."""
        return any(value.chosen for value in self.values)


def typed_filters(arguments: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return the filters that an address asks for; what names nothing known narrows to nothing."""
    filters = {}
    for facet, (name, _title) in NAMES.items():
        typed = clean(arguments.get(name, ""))
        if typed and not (facet == "state" and kind not in STATES):
            filters[facet] = _record_id(facet, typed) if facet in RECORDS else typed
    return filters


def asked_in(arguments: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the words and the filters of an address of the search page."""
    kind = arguments.get("nature", "")
    kind = kind if kind in set(FOLDERS) else ""
    return clean(arguments.get("q", "")), typed_filters(arguments, kind) | {"kind": kind}


def address_of(arguments: Mapping[str, str]) -> str:
    """Return what follows « /recherche? » for the same search: one text for one search.

    Empty when nothing is asked; the page and the order are no part of a search.
    """
    kind = arguments.get("nature", "")
    names = [name for name, _title in NAMES.values()]
    typed = [(name, clean(arguments.get(name, ""))) for name in names]
    known = kind if kind in set(FOLDERS) else ""
    pairs = [("q", clean(arguments.get("q", ""))), ("nature", known), *typed]
    return urlencode([(name, value) for name, value in pairs if value])


def arguments_of(address: str) -> dict[str, str]:
    """Return the arguments of an address made by `address_of`."""
    return dict(parse_qsl(address))


def in_words(address: str) -> str:
    """Say a search in words: « export », nature : besoin, année : 2026."""
    arguments = arguments_of(address)
    words = [f"« {arguments['q']} »"] if "q" in arguments else []
    kind = arguments.get("nature", "")
    if kind in set(FOLDERS):
        words.append(str(LISTS[RecordKind(kind)]).lower())
    for facet, (name, title) in NAMES.items():
        if name in arguments:
            value = arguments[name]
            label = STATES.get(kind, {}).get(value, value) if facet == "state" else value
            words.append(f"{str(title).lower()} : {label}")
    return ", ".join(words)


def _record_id(facet: str, reference: str) -> str:
    found = db.session.scalar(
        select(Record.id).where(Record.kind == RECORDS[facet], Record.reference == reference)
    )
    return str(found or 0)


def shown_facets(page: Page, filters: Mapping[str, str], kind: str, viewer: Viewer) -> list[Facet]:
    """Return the facets worth showing: those that are chosen, or that have several values."""
    shown = []
    for facet, (name, title) in NAMES.items():
        if facet == "state" and kind not in STATES:
            continue
        counted = page.facets.get(facet, [])[:MOST]
        chosen = filters.get(facet, "")
        if chosen and chosen not in dict(counted):
            counted = [*counted, (chosen, dict(page.facets.get(facet, [])).get(chosen, 0))]
        if len(counted) < 2 and not chosen:
            continue
        words = _in_words(facet, [value for value, _count in counted], kind, viewer)
        values = [
            Value(*words[value], count, value == chosen)
            for value, count in counted
            if value in words
        ]
        if values:
            shown.append(Facet(name, title, values))
    return shown


def _in_words(
    facet: str, values: Sequence[str], kind: str, viewer: Viewer
) -> dict[str, tuple[str, str]]:
    """Return how the address and the page say each value; what may not be seen is left out."""
    if facet in RECORDS:
        ids = [int(value) for value in values]
        records = db.session.scalars(
            select(Record).where(Record.id.in_(ids), visible_to(viewer))
        ).all()
        titles = titles_of(records)
        return {str(r.id): (r.reference or "", titles.get(r.id, "")) for r in records}
    known: dict[str, str] = {}
    if facet == "college":
        known = {college.key: college.name for college in colleges()}
    if facet == "state":
        known = {str(state): str(label) for state, label in STATES[kind].items()}
    return {value: (value, known.get(value, value)) for value in values}
