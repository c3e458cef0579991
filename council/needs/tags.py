"""Tags: free words in one spelling, so that two people who mean the same word meet."""

from __future__ import annotations

import re
import unicodedata

from council.needs.models import LONGEST_TAG, MOST_TAGS

_SEPARATORS = re.compile(r"[,;\n]")
# What nobody sees, or what would make a word read as another one.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class BadTags(ValueError):
    """The words typed cannot all be tags; carries which rule is broken, and by what."""

    def __init__(self, rule: str, word: str = ""):
        super().__init__(f"{rule}: {word}")
        self.rule, self.word = rule, word


def normalize(word: str) -> str:
    """Return a word as it is kept: small letters, one space between, no leading sign."""
    folded = unicodedata.normalize("NFKC", word).lower()
    folded = unicodedata.normalize("NFC", "".join(c for c in folded if not _hidden(c)))
    return " ".join(folded.split()).lstrip("#=+-@'’\"«» .").rstrip("'\"«» .")


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and not character.isspace()


def parse(text: str) -> list[str]:
    """Return the tags of a typed line, separated by commas or semicolons, each once.

    Raises BadTags: `long` (a word above 40 characters), `empty` (a word without letter or figure),
    `many` (more than ten).
    """
    found: dict[str, None] = {}
    for word in _SEPARATORS.split(text):
        tag = normalize(word)
        if not word.strip():
            continue
        if not any(c.isalnum() for c in tag):
            raise BadTags("empty", word.strip())
        if len(tag) > LONGEST_TAG:
            raise BadTags("long", tag)
        found.setdefault(tag)
    if len(found) > MOST_TAGS:
        raise BadTags("many")
    return list(found)
