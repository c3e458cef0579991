"""What every search engine offers: documents in, visible hits out; nothing here knows an engine."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

PER_PAGE = 20
LAST_PAGE = 500
FACETS = ("kind", "state", "organization", "software", "college", "tag", "year")
SORTS = ("relevance", "date")
# What every engine keeps of a body, and reads of a text that others are to resemble.
LONGEST_BODY = 200_000
SIMILAR_TEXT = 5_000
# Terms by which a text is known, and the share of its weight that another must hold.
SIMILAR_TERMS = 15
RESEMBLANCE = 0.3
# A beginning is read as the commonest words that begin so: unbounded, it is the slowest query.
MOST_EXPANSIONS = 100
# Seconds that a second writer waits.
WRITER_TIMEOUT = 10.0


class IndexBusy(RuntimeError):
    """Another process is writing the index; try again later."""


class IndexUnusable(RuntimeError):
    """The index is missing, of another version, or damaged (`reason`); it must be rebuilt."""

    def __init__(self, reason: str):
        super().__init__(f"the search index is {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """One record as the index knows it: plain text, and the tokens that let a viewer see it.

    `organization` and `software` are record ids as text; `weight` above 1 brings it forward.
    """

    id: int
    reference: str
    kind: str
    title: str
    body: str
    audience: frozenset[str]
    state: str = ""
    organization: str = ""
    software: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    colleges: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: date | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """One record found: its title and the best extracts of its text, escaped, words marked."""

    id: int
    reference: str
    kind: str
    title: str
    title_html: Markup
    snippet: Markup
    state: str
    organization: str
    date: date | None
    score: float


@dataclass(frozen=True)
class Page:
    """One page of results, all of it limited to what the viewer may see.

    `widened` is "" when every word was found, "prefix" when words were taken as beginnings,
    "any" when one word is enough. `unusable` says why the index gave nothing, "" when it worked.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    number: int = 1
    size: int = PER_PAGE
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    suggestion: str | None = None
    widened: str = ""
    unusable: str = ""

    @property
    def count(self) -> int:
        """The number of pages, at least one."""
        return max(1, math.ceil(self.total / self.size))


@dataclass(frozen=True)
class Status:
    """How the index is: usable or why not, how many documents, since when, of which version."""

    usable: bool
    reason: str
    documents: int
    built_at: datetime | None
    meta: Mapping[str, Any]


def facets_of(
    pairs: Mapping[tuple[str, str], int],
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of every facet from counts of (facet, value), the commonest first."""
    facets: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    for (name, value), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        facets[name].append((value, count))
    return facets


class Engine(ABC):
    """A search engine. Reading never raises: an unusable index gives an empty page that says so.

    `tokens` are the viewer's (`audiences_of`); `excluded` are records that the index may still
    hold as wider than they are now. Both act inside the query: hits, totals, facets, suggestions
    and extracts know nothing else.
    """

    @abstractmethod
    def index(self, documents: Iterable[Document], *, replacing: Iterable[int] = ()) -> int:
        """Add or replace documents by id in one commit; raises IndexBusy or IndexUnusable.

        What is known of the `replacing` ids is forgotten in the same commit. The documents are
        read once this process is the only writer: made lazily, they are newer than what any
        other writer put there.
        """

    @abstractmethod
    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents; raises IndexBusy or IndexUnusable."""

    @abstractmethod
    def search(
        self,
        query: str,
        *,
        tokens: Iterable[str],
        filters: Mapping[str, str] | None = None,
        sort: str = "relevance",
        page: int = 1,
        size: int = PER_PAGE,
        excluded: Iterable[int] = (),
    ) -> Page:
        """Return a page of what this viewer may see; an empty query lists everything by date."""

    @abstractmethod
    def similar(
        self,
        text: str,
        *,
        tokens: Iterable[str],
        limit: int = 5,
        kinds: Iterable[str] = (),
        excluded: Iterable[int] = (),
        loose: bool = False,
    ) -> list[Hit]:
        """Return the visible records that resemble a text most, best first."""

    @abstractmethod
    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Build a new index beside the old one, then put it in its place; returns its size."""

    @abstractmethod
    def status(self) -> Status:
        """Say how the index is; never raises."""
