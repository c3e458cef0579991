"""How much two needs are the same problem, and why; pure: two texts in, a score and reasons out.

Two administrations word one problem with few words in common: « se connecter une seule fois » and
« authentification unique ». So words are first read as concepts of the field (a small lexicon of
ours), then weighed: what everybody writes (« logiciel », « agents ») says little, a concept or a
rare word says much. Same software or same function adds to it; alone it does not make a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from council.search.analysis import analyse, normalize
from council.search.lexicon import COMMON, CONCEPTS

# From this score on two needs are shown as alike; set on the first half of the judged list
# (tests/similarity), held by the second.
ALIKE = 0.34
# How far the longer of two texts is forgiven for saying other things besides: 0 is the cosine, 1
# asks only how much of the shorter one is said in the longer.
FORGIVEN = 0.8
# A text whose words say less than that is like nothing much: « Nettoyer, numéro 4 ».
LEAST_SAID = 2.5
CONCEPT_WEIGHT = 2.0
# A wording that has other meanings (« ~ » in the lexicon).
HINT_WEIGHT = 1.0
COMMON_WEIGHT = 0.15
WORD_WEIGHT = 1.0
TITLE_WEIGHT = 1.5
SAME_SOFTWARE = 0.08
SAME_FUNCTION = 0.08
LONGEST = 4_000


@dataclass(frozen=True)
class Statement:
    """What is compared of a need: its words, the software it names, the functions expected (its
    own words for it, and what the catalogue says of the software)."""

    title: str
    body: str = ""
    software: frozenset[str] = frozenset()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """How alike (0 to 1), and what they share: words as written in the first, names."""

    score: float
    words: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    function: str = ""

    @property
    def is_alike(self) -> bool:
        """Say whether it is worth showing to a person."""
        return self.score >= ALIKE


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[tuple[str, ...], str], frozenset[str], int]:
    phrases: dict[tuple[str, ...], str] = {}
    for name, wordings in CONCEPTS.items():
        for wording in wordings:
            terms = tuple(lexeme.term for lexeme in analyse(normalize(wording.lstrip("~"))))
            if terms:
                phrases[terms] = ("?" if wording.startswith("~") else "#") + name
    common = frozenset(lexeme.term for lexeme in analyse(normalize(COMMON)))
    return phrases, common, max(map(len, phrases), default=1)


@lru_cache(maxsize=4_096)
def features(text: str) -> Mapping[str, str]:
    """Return what a text is about: each concept (« #name », « ?name » when its wording has other
    meanings) or term, with a word that says it.

    The longest wording wins: « lecteur d’écran » is one concept, not a reader and a screen.
    """
    phrases, _common, longest = _lexicon()
    lexemes = list(analyse(normalize(text[:LONGEST])))
    found: dict[str, str] = {}
    place = 0
    while place < len(lexemes):
        for size in range(min(longest, len(lexemes) - place), 0, -1):
            run = lexemes[place : place + size]
            concept = phrases.get(tuple(lexeme.term for lexeme in run))
            if concept is not None:
                found.setdefault(concept, " ".join(lexeme.written for lexeme in run))
                place += size
                break
        else:
            found.setdefault(lexemes[place].term, lexemes[place].written)
            place += 1
    return found


def _weights(statement: Statement) -> dict[str, float]:
    _phrases, common, _longest = _lexicon()
    weights: dict[str, float] = {}
    functions = ((text, 1.0) for text in statement.functions)
    parts = ((statement.title, TITLE_WEIGHT), (statement.body, 1.0), *functions)
    for text, share in parts:
        for feature in features(text):
            if feature[0] in "#?":
                base = CONCEPT_WEIGHT if feature[0] == "#" else HINT_WEIGHT
                feature = f"#{feature[1:]}"
            elif feature in common or len(feature) < 3:
                base = COMMON_WEIGHT
            else:
                base = WORD_WEIGHT
            weights[feature] = max(weights.get(feature, 0.0), base * share)
    return weights


def likeness(one: Statement, other: Statement) -> Likeness:
    """Return how much two needs are alike; symmetric, between 0 and 1."""
    mine, theirs = _weights(one), _weights(other)
    shared = sorted(mine.keys() & theirs.keys())
    score = _overlap(mine, theirs, shared)
    software = tuple(sorted(one.software & other.software))
    function = next((text for text in one.functions if _among(text, other.functions)), "")
    if score > 0:
        score += SAME_SOFTWARE * bool(software) + SAME_FUNCTION * bool(function)
    said = _said(one)
    telling = sorted(shared, key=lambda f: (-mine[f] * theirs[f], f))
    words = tuple(said[f] for f in telling if mine[f] > COMMON_WEIGHT * TITLE_WEIGHT)[:6]
    return Likeness(min(1.0, round(score, 4)), words, software, function)


def _overlap(mine: dict[str, float], theirs: dict[str, float], shared: list[str]) -> float:
    # A line typed by somebody is compared with three pages: a plain cosine would drown it.
    short, long = sorted(sqrt(sum(w * w for w in side.values())) for side in (mine, theirs))
    if not short:
        return 0.0
    short, long = max(short, LEAST_SAID), max(long, LEAST_SAID)
    product = sum(mine[f] * theirs[f] for f in shared)
    return min(1.0, product / (short ** (1 + FORGIVEN) * long ** (1 - FORGIVEN)))


def _among(function: str, others: Iterable[str]) -> bool:
    known = features(function).keys()
    return bool(known) and any(known == features(other).keys() for other in others)


def _said(statement: Statement) -> dict[str, str]:
    said: dict[str, str] = {}
    for text in (*statement.functions, statement.body, statement.title):
        for feature, word in features(text).items():
            said[f"#{feature[1:]}" if feature[0] == "?" else feature] = word
    return said


def widened(text: str, most: int = 60) -> str:
    """Return a text followed by the other wordings of its concepts, to look for it in an index."""
    wordings: list[str] = []
    for feature in features(text):
        if feature[0] in "#?":
            wordings += [wording.lstrip("~") for wording in CONCEPTS[feature[1:]]]
    return " ".join([text, *wordings[:most]])


def most_alike(
    one: Statement, others: Iterable[tuple[int, Statement]], *, limit: int = 5
) -> list[tuple[int, Likeness]]:
    """Return those alike, the most alike first, at most `limit`."""
    scored = [(number, likeness(one, other)) for number, other in others]
    alike = [(number, found) for number, found in scored if found.is_alike]
    return sorted(alike, key=lambda pair: (-pair[1].score, pair[0]))[:limit]
