"""The index on disk: one folder a build, a pointer to the one in use, searchers lent to threads.

Whoosh's table of contents is a pickle and nothing is synced to disk, so the folder is closed to
others, never backed up and always rebuildable from the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import versionstring
from whoosh.fields import Schema
from whoosh.index import FileIndex, open_dir
from whoosh.searching import Searcher
from whoosh.util.filelock import FileLock, try_for

from council.search.analysis import ANALYSIS_VERSION
from council.search.engine import FACETS, WRITER_TIMEOUT, IndexBusy, IndexUnusable

POINTER = "current"
META = "meta.json"
LOCK = "writing.lock"
IDLE_SEARCHERS = 8


class Row(NamedTuple):
    """What facets, sorting and filters need of a document, read at once from one column."""

    id: int
    kind: str
    state: str
    organization: str
    software: tuple[str, ...]
    date: str
    weight: float
    colleges: tuple[str, ...]
    tags: tuple[str, ...]

    def packed(self) -> bytes:
        """Return the row as it is stored."""
        return json.dumps(list(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpacked(cls, stored: bytes) -> Row:
        """Return the row that was stored."""
        return cls(*(tuple(v) if isinstance(v, list) else v for v in json.loads(stored)))

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the document's values of a facet, none when it has none."""
        several = {"software": self.software, "college": self.colleges, "tag": self.tags}
        if facet in several:
            return several[facet]
        value = self.date[:4] if facet == "year" else str(getattr(self, facet))
        return (value,) if value else ()


class Reading:
    """A snapshot of the index, used by one thread at a time."""

    def __init__(self, searcher: Searcher, place: str, generation: int):
        self.searcher, self.place, self.generation = searcher, place, generation
        self.reader = searcher.reader()
        self.leaves = [(leaf, offset) for leaf, offset in searcher.leaf_searchers()]
        self._columns: dict[int, Any] = {}
        self._rows: dict[int, Row] = {}
        self._pairs: dict[int, tuple[tuple[str, str], ...]] = {}
        self._visible: dict[frozenset[str], frozenset[int]] = {}

    def leaf(self, document: int) -> tuple[Searcher, int]:
        """Return the segment that holds a document, and where its numbers start."""
        return next((leaf, at) for leaf, at in reversed(self.leaves) if at <= document)

    def row(self, document: int) -> Row:
        """Return the facets of a document."""
        row = self._rows.get(document)
        if row is None:
            leaf, offset = self.leaf(document)
            if offset not in self._columns:
                self._columns[offset] = leaf.reader().column_reader("row")
            stored = self._columns[offset][document - offset]
            row = self._rows[document] = Row.unpacked(bytes(stored))
        return row

    def pairs(self, document: int) -> tuple[tuple[str, str], ...]:
        """Return every facet of a document with each of its values: counted by the thousand."""
        pairs = self._pairs.get(document)
        if pairs is None:
            row = self.row(document)
            pairs = tuple((name, value) for name in FACETS for value in row.values(name))
            self._pairs[document] = pairs
        return pairs

    def holders(self, field: str, term: str) -> Iterator[int]:
        """Give the living documents that hold a term."""
        stored = self.reader.schema[field].to_bytes(term)
        if (field, stored) in self.reader:
            yield from self.reader.postings(field, stored).all_ids()

    def visible(self, tokens: frozenset[str]) -> frozenset[int]:
        """Return the documents that a holder of these tokens may see: none without a token."""
        if tokens not in self._visible:
            self._visible[tokens] = frozenset(
                document for token in tokens for document in self.holders("audience", token)
            )
        return self._visible[tokens]

    def beginning(self, field: str, prefix: str) -> Iterator[str]:
        """Give the terms of a field that begin so."""
        from_bytes = self.reader.schema[field].from_bytes
        for stored in self.reader.expand_prefix(field, prefix):
            yield from_bytes(stored)

    def close(self) -> None:
        """Give the files back; a snapshot whose files are already gone is no matter."""
        with suppress(OSError):
            self.searcher.close()


class Store:
    """The folder of the index: opens, lends, locks, replaces."""

    def __init__(self, folder: Path, schema: Schema):
        self.folder, self.schema = folder, schema
        self._guard = threading.Lock()
        self._idle: list[Reading] = []
        self._opened: tuple[str, FileIndex] | None = None
        self._process = os.getpid()

    @cached_property
    def expected(self) -> dict[str, Any]:
        """What the index must have been made with to be read by this program."""
        described = json.dumps(
            [[name, type(kind).__name__, repr(kind.format)] for name, kind in self.schema.items()]
            + [list(Row._fields)]
        )
        return {
            "analysis": ANALYSIS_VERSION,
            "schema": hashlib.sha256(described.encode()).hexdigest()[:16],
            "whoosh": versionstring(),
        }

    def place(self) -> str:
        """Return the name of the build in use; raises IndexUnusable when there is none."""
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise IndexUnusable("missing") from None
        except (OSError, ValueError) as error:
            raise IndexUnusable("broken") from error
        if not name.startswith("index-") or "/" in name:
            raise IndexUnusable("broken")
        return name

    def pointed(self) -> str | None:
        """Return the name of the build in use, None when there is none that can be read."""
        try:
            return self.place()
        except IndexUnusable:
            return None

    def meta(self, place: str) -> dict[str, Any]:
        """Return what a build was made with; raises IndexUnusable when it cannot be read."""
        try:
            meta = json.loads((self.folder / place / META).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise IndexUnusable("missing") from None
        except (OSError, ValueError) as error:
            raise IndexUnusable("broken") from error
        if not isinstance(meta, dict):
            raise IndexUnusable("broken")
        return meta

    def open(self) -> tuple[str, FileIndex]:
        """Return the build in use, opened; raises IndexUnusable."""
        place = self.place()
        opened = self._opened
        if opened is None or opened[0] != place:
            meta = self.meta(place)
            if any(meta.get(key) != value for key, value in self.expected.items()):
                raise IndexUnusable("stale")
            opened = self._opened = (place, open_dir(str(self.folder / place)))
        return opened

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Lend a snapshot of the index as it is now to one thread.

        A new one is opened with `ix.searcher()` when the index moved: `Searcher.refresh` brings
        deleted documents back in later versions of the library, so it is never called.
        """
        if self._process != os.getpid():
            # Files opened before a fork are shared with the parent: left to it, not closed.
            self._process, self._idle, self._opened = os.getpid(), [], None
        place, ix = self.open()
        generation = ix.latest_generation()
        with self._guard:
            kept: list[Reading] = []
            stale: list[Reading] = []
            for idle in self._idle:
                same = idle.place == place and idle.generation == generation
                (kept if same else stale).append(idle)
            reading = kept.pop() if kept else None
            self._idle = kept
        for old in stale:
            old.close()
        if reading is None:
            searcher = ix.searcher()
            reading = Reading(searcher, place, searcher.reader().generation())
        healthy = False
        try:
            yield reading
            healthy = True
        finally:
            with self._guard:
                keep = healthy and len(self._idle) < IDLE_SEARCHERS
                if keep:
                    self._idle.append(reading)
            if not keep:
                reading.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the only right to write, to this build or a new one; raises IndexBusy."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        lock = FileLock(str(self.folder / LOCK))
        if not try_for(lock.acquire, timeout=WRITER_TIMEOUT, delay=0.05):
            raise IndexBusy("another process is writing the search index")
        try:
            yield
        finally:
            lock.release()

    def new_place(self) -> Path:
        """Make the folder of a new build."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        path = self.folder / f"index-{stamp}-{secrets.token_hex(4)}"
        path.mkdir(mode=0o700)
        return path

    def adopt(self, path: Path, documents: int) -> None:
        """Put a finished build in use, in one rename, and delete the others."""
        meta = {
            **self.expected,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "documents": documents,
        }
        (path / META).write_text(json.dumps(meta, indent=1), encoding="utf-8")
        pointer = self.folder / f"{POINTER}.new"
        pointer.write_text(path.name, encoding="ascii")
        os.replace(pointer, self.folder / POINTER)
        self.discard(other for other in self.folder.glob("index-*") if other != path)

    def discard(self, paths: Iterable[Path]) -> None:
        """Delete builds that are not in use; those who still read them keep their open files."""
        for path in paths:
            shutil.rmtree(path, ignore_errors=True)
