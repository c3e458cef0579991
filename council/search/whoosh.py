"""The Whoosh engine: one host, one writer, an index that can always be made again.

Two faults of the library decide how it is used: its filter argument lets everything through when
the filter matches nothing, and `Require` excludes what it should demand. Visibility is therefore
applied here, to the very set of documents that hits, totals and facets are taken from.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from whoosh.analysis import Analyzer, Token
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, KEYWORD, TEXT, Schema
from whoosh.index import FileIndex, LockError, create_in

from council.search import extracts, suggestions
from council.search.analysis import analyse, exact_tokens, fold, identifiers, normalize, words
from council.search.engine import (
    LAST_PAGE,
    LONGEST_BODY,
    PER_PAGE,
    SIMILAR_TEXT,
    WRITER_TIMEOUT,
    Document,
    Engine,
    Hit,
    IndexBusy,
    IndexUnusable,
    Page,
    Status,
)
from council.search.finding import facet, find, order, resemblance, seen_by
from council.search.parser import parse
from council.search.store import Reading, Row, Store

logger = logging.getLogger(__name__)

Found = TypeVar("Found")


class FrenchAnalyzer(Analyzer):
    """Our analysis in the shape Whoosh wants, with the places that highlighting needs."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        """Give one token per term; the same object again and again, as the library expects."""
        token = Token(positions=True, chars=True, mode=options.get("mode", ""))
        first, offset = options.get("start_pos", 0), options.get("start_char", 0)
        for position, lexeme in enumerate(analyse(value), first):
            token.text = token.original = lexeme.term
            token.pos, token.boost, token.stopped = position, 1.0, False
            token.startchar, token.endchar = lexeme.start + offset, lexeme.end + offset
            yield token


def make_schema() -> Schema:
    """Return the fields of the index.

    `form` holds every word unstemmed, for beginnings; `word` and `accent` the same of public
    documents only, for suggestions; `row` what facets and sorting read.
    """
    french = FrenchAnalyzer()
    return Schema(
        id=ID(unique=True, stored=True),
        reference=ID(stored=True),
        ident=KEYWORD(scorable=True),
        title=TEXT(analyzer=french, chars=True, stored=True),
        body=TEXT(analyzer=french, chars=True, stored=True),
        names=TEXT(analyzer=french, phrase=False),
        exact=KEYWORD(scorable=True),
        form=KEYWORD(scorable=True),
        word=KEYWORD(),
        accent=KEYWORD(commas=True),
        audience=KEYWORD(),
        row=COLUMN(VarBytesColumn()),
    )


class WhooshEngine(Engine):
    """Search in a Whoosh index kept in a folder."""

    def __init__(self, folder: Path):
        self.store = Store(folder, make_schema())

    def index(self, documents: Iterable[Document], *, replacing: Iterable[int] = ()) -> int:
        """Add or replace documents by id in one commit; raises IndexBusy or IndexUnusable."""
        return self._write(set(replacing), documents)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents; raises IndexBusy or IndexUnusable."""
        self._write(set(ids), ())

    def _write(self, forgotten: set[int], documents: Iterable[Document]) -> int:
        with self.store.alone():
            with _as_unusable():
                _, ix = self.store.open()
            latest = {document.id: _fields(document) for document in documents}
            with _as_unusable():
                self._commit(ix, forgotten | latest.keys(), latest.values())
        return len(latest)

    def _commit(
        self, ix: FileIndex, forgotten: Iterable[int], fields: Iterable[dict[str, Any]]
    ) -> None:
        writer = ix.writer(timeout=WRITER_TIMEOUT)
        try:
            with writer.searcher() as searcher:
                for number in forgotten:
                    for old in searcher.document_numbers(id=str(number)):
                        writer.delete_document(old)
            for each in fields:
                writer.add_document(**each)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Build a new index beside the old one, then put it in its place; returns its size."""
        done = 0
        with self.store.alone():
            path = self.store.new_place()
            try:
                writer = create_in(str(path), self.store.schema).writer(limitmb=128)
                try:
                    for document in documents:
                        writer.add_document(**_fields(document))
                        done += 1
                        if progress is not None:
                            progress(done)
                except BaseException:
                    writer.cancel()
                    raise
                writer.commit()
            except BaseException:
                self.store.discard([path])
                raise
            self.store.adopt(path, done)
        return done

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
        parsed, hidden = parse(query), frozenset(excluded)
        page = min(max(1, page), LAST_PAGE)

        def run(reading: Reading) -> Page:
            found = find(reading, parsed, seen_by(reading, tokens, hidden))
            chosen, facets = facet(reading, found.scores, filters or {})
            order(reading, chosen, found.scores, sort if parsed.groups else "date")
            suggestion = None
            if parsed.groups and (found.widened or not found.scores):
                public = seen_by(reading, ("public",), hidden)
                suggestion = suggestions.suggest(reading, parsed, public)
            shown = chosen[(page - 1) * size : page * size]
            return Page(
                hits=tuple(_hit(reading, n, found.scores[n], found.terms) for n in shown),
                total=len(chosen),
                number=page,
                size=size,
                facets=facets,
                suggestion=suggestion,
                widened=found.widened,
            )

        try:
            return self._read(run)
        except IndexUnusable as error:
            return Page(number=page, size=size, unusable=error.reason)

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
        wanted, hidden = frozenset(kinds), frozenset(excluded)
        counts = Counter(lexeme.term for lexeme in analyse(normalize(text[:SIMILAR_TEXT])))

        def run(reading: Reading) -> list[Hit]:
            seen = seen_by(reading, tokens, hidden)
            scores = {
                number: score
                for number, score in resemblance(reading, counts, seen, loose=loose).items()
                if not wanted or reading.row(number).kind in wanted
            }
            best = sorted(scores, key=lambda n: (-scores[n], -reading.row(n).id))[:limit]
            return [_hit(reading, number, scores[number], frozenset(counts)) for number in best]

        try:
            return self._read(run)
        except IndexUnusable:
            return []

    def status(self) -> Status:
        """Say how the index is, having read every facet and text of it once; never raises."""
        meta: dict[str, Any] = {}

        def walk(reading: Reading) -> int:
            # The reader of an empty index lists nothing, not even that it is empty.
            numbers = list(reading.reader.all_doc_ids()) if reading.reader.doc_count() else []
            for number in numbers:
                reading.row(number)
                reading.searcher.stored_fields(number)
            return len(numbers)

        try:
            meta = self.store.meta(self.store.place())
            count = self._read(walk)
        except IndexUnusable as error:
            return Status(False, error.reason, 0, None, meta)
        return Status(True, "", count, datetime.fromisoformat(meta["built_at"]), meta)

    def _read(self, run: Callable[[Reading], Found]) -> Found:
        """Run a read on a snapshot; any damage of the index becomes IndexUnusable."""
        for attempt in (1, 2):
            before = self.store.pointed()
            try:
                with self.store.reading() as reading:
                    return run(reading)
            # A damaged index fails in as many ways as there are bytes in it (unpickling,
            # decompression, any index out of range): all mean the same, and are logged.
            except Exception as error:
                moved = isinstance(error, FileNotFoundError) or self.store.pointed() != before
                if attempt == 1 and moved:
                    continue  # the build was replaced while it was being opened
                if isinstance(error, IndexUnusable):
                    raise
                logger.exception("the search index cannot be read")
                raise IndexUnusable("broken") from error
        raise AssertionError("unreachable")


@contextmanager
def _as_unusable() -> Iterator[None]:
    """Turn what a damaged index raises while it is written into IndexUnusable."""
    try:
        yield
    except (IndexBusy, IndexUnusable):
        raise
    except LockError as error:
        raise IndexBusy("another process is writing the search index") from error
    except Exception as error:
        logger.exception("the search index cannot be written")
        raise IndexUnusable("broken") from error


def _fields(document: Document) -> dict[str, Any]:
    """Return a document as the fields of the index."""
    title, body = normalize(document.title), normalize(document.body)[:LONGEST_BODY]
    names = normalize(" · ".join(document.names))
    texts = (title, body, names)
    lexemes = [lexeme for text in texts for lexeme in analyse(text)]
    day = document.date.isoformat() if document.date else ""
    fields: dict[str, Any] = {
        "id": str(document.id),
        "reference": document.reference,
        "ident": " ".join(identifiers(document.reference)) if document.reference else "",
        "title": title,
        "body": body,
        "names": names,
        "exact": " ".join(token for text in texts for token in exact_tokens(text)),
        # Every word of the title, so that a name made of stop words can be found.
        "form": " ".join(
            [lexeme.folded for lexeme in lexemes] + [fold(word) for word, _, _ in words(title)]
        ),
        "audience": " ".join(sorted(document.audience)),
        "row": Row(
            document.id,
            document.kind,
            document.state,
            document.organization,
            document.software,
            day,
            document.weight,
            document.colleges,
            document.tags,
        ).packed(),
    }
    if "public" in document.audience:
        fields["word"] = " ".join(lexeme.folded for lexeme in lexemes)
        fields["accent"] = ",".join(
            f"{lexeme.folded}|{lexeme.written}"
            for lexeme in lexemes
            if lexeme.folded != lexeme.written
        )
    return fields


def _hit(reading: Reading, number: int, score: float, terms: frozenset[str]) -> Hit:
    """Return a found document with its title and extracts marked."""
    stored, row = reading.searcher.stored_fields(number), reading.row(number)
    title, body = stored.get("title", ""), stored.get("body", "")
    titled, written = (extracts.stored_places(reading, number, f, terms) for f in ("title", "body"))
    return Hit(
        id=row.id,
        reference=stored.get("reference", ""),
        kind=row.kind,
        title=title,
        title_html=extracts.marked_title(title, titled),
        snippet=extracts.snippet(body, written),
        state=row.state,
        organization=row.organization,
        date=date.fromisoformat(row.date) if row.date else None,
        score=score,
    )
