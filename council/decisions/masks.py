"""Passages blacked out in a text: written [[thus]], read by everybody as a black bar.

The bar has one length, so that it tells nothing of what is under it. A passage stays within a
paragraph and holds no bracket of its own. Source: CRPA L312-1-2, mentions that must be hidden
before an administrative document is put online.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

BAR = "█████"
_PASSAGE = re.compile(r"\[\[((?:(?!\n[ \t]*\n)[^\[\]])+)\]\]")


class MaskUnclosed(ValueError):
    """Two brackets open or close nothing: what was to be hidden would be shown."""


def blacked_out(text: str) -> str:
    """Return the text as everybody reads it; MaskUnclosed when a bracket pair is left over."""
    public = _PASSAGE.sub(BAR, text)
    if "[[" in public or "]]" in public:
        raise MaskUnclosed
    return public


def is_masked(text: str) -> bool:
    """Say whether a text has passages to black out."""
    return _PASSAGE.search(text) is not None


def without_marks(text: str) -> str:
    """Return the text as it was before passages were marked."""
    return _PASSAGE.sub(r"\1", text)


def originals(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that have passages to black out, whole, by name."""
    return {name: text for name, text in texts.items() if is_masked(text)}
