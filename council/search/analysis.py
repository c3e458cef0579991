"""The one French analysis: what is typed and what is written meet as the same terms.

Order: lower case, tokens, elisions, stop words (raw and folded), accents folded (œ and æ too),
final -ée(s) made -é(s), French Snowball, final e stripped when longer than 4 letters. Folding
before stemming is what lets people type without accents: the other order missed one accented
word in four when measured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.snowball.french import FrenchStemmer
from whoosh.lang.stopwords import stoplists

# Raise it whenever the same text would give other terms: every index is then rebuilt.
ANALYSIS_VERSION = 1

TOKEN = re.compile(r"\w+(?:['’]\w+)*")
ELISIONS = frozenset(
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
)
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ß": "ss", "’": "'"})
# Soft hyphens and zero-width marks would cut the word they stand in.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
LONGEST_STEMMED = 40

# Names that `\w` would break: a token of this kind is also kept whole.
_BREAKS = re.compile(r"[\s()\[\]{}<>«»“”\"`,;:!?…|*=~^\\]+")
_TELLING = re.compile(r"[+#./@&_]")
LONGEST_EXACT = 60

REFERENCE = re.compile(r"([a-z]{1,8})[- ]?(\d{4})[- ](\d{1,9})", re.ASCII)
_IDENTIFIER = re.compile(r"(?:[a-z]{1,8}-)?(?:\d{4}-)?\d{1,9}|[a-z]{1,8}-\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One kept word: the term it is found by, its plain and written forms, where it stands."""

    term: str
    folded: str
    written: str
    start: int
    end: int


def normalize(text: str) -> str:
    """Return the text as it is indexed, shown and searched: composed, one space between words."""
    composed = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in composed).split())


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the word in lower case without accents or ligatures."""
    spread = unicodedata.normalize("NFKD", word.lower().translate(LIGATURES))
    return "".join(c for c in spread if not unicodedata.combining(c))


# Whoosh's list lacks the first; the folded forms make « à » and « a » the same.
_RAW_STOPS = frozenset(stoplists["fr"]) | {"les", "cet", "cette"}
STOP_WORDS = _RAW_STOPS | {fold(word) for word in _RAW_STOPS}

_stemmer = FrenchStemmer()


@lru_cache(maxsize=100_000)
def stem(folded: str) -> str:
    """Return the term of a folded word."""
    if len(folded) > LONGEST_STEMMED:
        return folded
    # Without accents the stemmer does not know -ée: « publiées » would miss « publiés ».
    bare = re.sub(r"ee(s?)$", r"e\1", folded)
    try:
        stemmed = str(_stemmer.stem(bare))
    except IndexError:  # the stemmer reads letters that some one-syllable words do not have
        stemmed = folded
    if len(stemmed) > 4 and stemmed.endswith("e"):
        stemmed = stemmed[:-1]
    return stemmed or folded


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Give each word in lower case, elisions taken off, with the place where it stands."""
    for match in TOKEN.finditer(text):
        start, end = match.span()
        word = match.group().lower()
        while True:
            cut = next((i for i, c in enumerate(word) if c in "'’"), -1)
            if cut < 0 or word[:cut] not in ELISIONS:
                break
            word, start = word[cut + 1 :], start + cut + 1
        yield word, start, end


def analyse(text: str) -> Iterator[Lexeme]:
    """Give the terms of a text in order; stop words are left out and leave no gap."""
    for word, start, end in words(text):
        folded = fold(word)
        if not folded or word in STOP_WORDS or folded in STOP_WORDS:
            continue
        yield Lexeme(stem(folded), folded, word, start, end)


def exact_tokens(text: str) -> Iterator[str]:
    """Give, folded, the names that words alone would lose: C++, .NET, GNU/Linux, code.gouv.fr."""
    for chunk in _BREAKS.split(text):
        token = fold(chunk.rstrip("./-_&'’").lstrip("/-_&'’"))
        while "'" in token and token.partition("'")[0] in ELISIONS:
            token = token.partition("'")[2]
        if len(token) > LONGEST_EXACT or not any(c.isalnum() for c in token):
            continue
        if _TELLING.search(token):
            yield token
            if "/" in token:
                yield from (part for part in token.split("/") if _TELLING.search(part))


def parse_reference(text: str) -> str | None:
    """Return the canonical form of a full reference typed in any way, None for anything else.

    `cll 2026 14` and `CLL-2026-014` give `CLL-2026-014`.
    """
    match = REFERENCE.fullmatch(text.strip().lower())
    if match is None:
        return None
    return f"{match[1].upper()}-{match[2]}-{match[3].zfill(3)}"


def is_identifier(folded: str) -> bool:
    """Say whether a typed word may be (the end of) a reference: cll-2026-014, 2026-014, 014."""
    return _IDENTIFIER.fullmatch(folded) is not None


def identifiers(reference: str) -> tuple[str, ...]:
    """Return every form by which a reference is found, folded; a name gives itself alone."""
    whole = fold(reference)
    match = REFERENCE.fullmatch(whole)
    if match is None:
        return (whole,)
    prefix, year, number = match.groups()
    forms = []
    for digits in {number, number.lstrip("0") or "0", (number.lstrip("0") or "0").zfill(3)}:
        forms += [f"{prefix}-{year}-{digits}", f"{year}-{digits}", digits]
    return tuple(sorted({whole, f"{prefix}-{year}", *forms}))
