"""What is shown of a hit: its text escaped, the words found marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise

from markupsafe import Markup, escape
from whoosh.analysis import Token
from whoosh.highlight import BasicFragmentScorer, Fragment, PinpointFragmenter, top_fragments

from council.search.analysis import analyse
from council.search.store import Reading

SNIPPET = 240
CONTEXT = 70
FRAGMENTS = 2
# Characters of a text that are read at once in search of the words found.
PIECE = 2_000
_fragmenter = PinpointFragmenter(maxchars=SNIPPET, surround=CONTEXT, autotrim=True, charlimit=None)
_scorer = BasicFragmentScorer()


def marked_title(title: str, places: list[Token]) -> Markup:
    """Return the whole title, escaped, with the words found marked."""
    return _marked(Fragment(title, places, 0, len(title)))


def snippet(body: str, places: list[Token]) -> Markup:
    """Return the extracts that hold the words found, or the beginning of the text."""
    best = top_fragments(
        list(_fragmenter.fragment_matches(body, places)), FRAGMENTS, _scorer, _start
    )
    if not best:
        return escape(_beginning(body))
    kept = best[:1] + [
        after for before, after in pairwise(best) if after.startchar > before.endchar
    ]
    parts = Markup(" … ").join(_marked(fragment) for fragment in kept)
    before = Markup("… ") if kept[0].startchar else Markup()
    after = Markup(" …") if kept[-1].endchar < len(body) else Markup()
    return before + parts + after


def _start(fragment: Fragment) -> int:
    return int(fragment.startchar)


def _beginning(body: str) -> str:
    if len(body) <= SNIPPET:
        return body
    return body[:SNIPPET].rpartition(" ")[0] + " …"


def places_in(text: str, terms: Collection[str], forms: Collection[str] = ()) -> list[Token]:
    """Return where terms, and words in these unstemmed forms, stand in a text, in order.

    A long text is read by pieces until one of them holds some.
    """
    found: list[Token] = []
    start = 0
    while start < len(text) and not found and (terms or forms):
        end = _between_words(text, start + PIECE)
        for position, lexeme in enumerate(analyse(text[start:end])):
            if lexeme.term in terms or lexeme.folded in forms:
                first, last = start + lexeme.start, start + lexeme.end
                found.append(Token(text=lexeme.term, pos=position, startchar=first, endchar=last))
        start = end
    return found


def _between_words(text: str, place: int) -> int:
    cut = text.find(" ", place)
    return len(text) if cut < 0 else cut


def stored_places(reading: Reading, number: int, name: str, terms: Iterable[str]) -> list[Token]:
    """Return where the terms stand in a field of a document of a Whoosh index, in order."""
    leaf, offset = reading.leaf(number)
    reader, found = leaf.reader(), {}
    for term in terms:
        if (name, term) not in reader:
            continue
        matcher = reader.postings(name, term)
        if not matcher.is_active():
            continue  # only deleted documents hold the term, and skipping there is an error
        matcher.skip_to(number - offset)
        if matcher.is_active() and matcher.id() == number - offset:
            for position, start, end in matcher.value_as("characters"):
                found[start] = Token(text=term, pos=position, startchar=start, endchar=end)
    return [found[start] for start in sorted(found)]


def _marked(fragment: Fragment) -> Markup:
    text, place, parts = fragment.text, fragment.startchar, []
    for match in fragment.matches:
        if match.startchar >= place:
            parts.append(escape(text[place : match.startchar]))
            found = escape(text[match.startchar : match.endchar])
            parts.append(Markup("<mark>{}</mark>").format(found))
            place = match.endchar
    parts.append(escape(text[place : fragment.endchar]))
    return Markup().join(parts)
