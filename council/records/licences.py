"""Licences as people write them: valid in SPDX, an old name, or not SPDX; never changed.

The identifiers come from the licence list shipped with license-expression, which knows the State's
own `etalab-2.0`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from boolean.boolean import ParseError
from flask_babel import gettext as _
from license_expression import (
    ExpressionError,
    Licensing,
    get_license_index,
    get_spdx_licensing,
)


class Standing(StrEnum):
    """What a licence text is worth as an SPDX expression."""

    VALID = "valid"
    DEPRECATED = "deprecated"
    UNKNOWN = "unknown"
    EMPTY = "empty"


@dataclass(frozen=True)
class Licence:
    """A licence as it was written, and what can be said of it.

    `suggestion` is an SPDX expression to write instead, empty when there is nothing to suggest.
    """

    original: str
    standing: Standing
    suggestion: str = ""

    @property
    def is_valid(self) -> bool:
        """Say whether it may be used as it is."""
        return self.standing == Standing.VALID

    @property
    def sentence(self) -> str:
        """Say in one sentence what is wrong, empty when nothing is."""
        if self.standing == Standing.DEPRECATED:
            return _("Ancien identifiant SPDX : écrivez %(new)s.", new=self.suggestion)
        if self.standing == Standing.UNKNOWN and self.suggestion:
            return _("Hors SPDX ; sans doute %(new)s.", new=self.suggestion)
        if self.standing == Standing.UNKNOWN:
            return _("Ce n’est pas un identifiant de licence SPDX (https://spdx.org/licenses).")
        return ""


def check_licence(text: str) -> Licence:
    """Say what a licence text is worth; the text itself is kept to the letter."""
    if not text.strip():
        return Licence(text, Standing.EMPTY)
    expression = _normalized(text)
    if not expression:
        return Licence(text, Standing.UNKNOWN, _guess(text))
    if expression.casefold() == " ".join(_PARENTHESES.sub("", text).split()).casefold():
        return Licence(text, Standing.VALID)
    old = {key for key in _keys(text) if key.casefold() in _former_names()}
    return Licence(text, Standing.DEPRECATED, expression) if old else Licence(text, Standing.VALID)


_PARENTHESES = re.compile(r"[()]")
_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_WORD = re.compile(r"[^a-z0-9+]+")
_SEPARATOR = re.compile(r"\s*(?:[,;/&|]|\b(?:et|ou|and|or)\b)\s*", re.IGNORECASE)
_AND = re.compile(r"&|\b(?:et|and)\b", re.IGNORECASE)
_NOISE = re.compile(r"licen[cs]es?|the|version|gnu", re.IGNORECASE)
_VERSION = re.compile(r"v(?=\d)")


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    return get_spdx_licensing()


@lru_cache(maxsize=1)
def _former_names() -> Mapping[str, str]:
    """Return the retired identifiers, in lower case, with what they are called now."""
    names = {}
    for entry in get_license_index():
        key = entry.get("spdx_license_key")
        if not key or entry.get("is_exception"):
            continue
        for former in entry.get("other_spdx_license_keys") or ():
            names[former.casefold()] = key
    return names


@lru_cache(maxsize=1)
def _loose_names() -> Mapping[str, str]:
    """Return identifiers by their letters and digits alone, so that « GPL V2.0 » finds one."""
    names: dict[str, str] = {}
    entries = [e for e in get_license_index() if not e.get("is_exception")]
    for entry in entries:
        key = entry.get("spdx_license_key") or ""
        if key and not key.startswith("LicenseRef-"):
            names.setdefault(_loose(key), key)
            for former in entry.get("other_spdx_license_keys") or ():
                names.setdefault(_loose(former), key)
    names[_loose("Licence Ouverte 2.0")] = "etalab-2.0"
    return names


def _loose(text: str) -> str:
    words = _WORD.sub(" ", _NOISE.sub(" ", text.casefold())).split()
    joined = _VERSION.sub("", "".join(words))
    # « 2 » and « 2.0 » are the same version.
    return re.sub(r"(?<=[a-z])(\d)(?=$|\+|or|only)", r"\g<1>0", joined)


def _keys(text: str) -> list[str]:
    try:
        return [str(key) for key in _licensing().license_keys(text, unique=True)] + text.split()
    except (ExpressionError, ParseError, ValueError):
        return []


def _normalized(text: str) -> str:
    """Return the expression with today's identifiers, empty when it is not an expression."""
    if len(text) > 400:
        return ""
    # A reference of one's own is valid SPDX wherever an identifier is.
    plain = _REFERENCE.sub("MIT", text)
    try:
        parsed = _licensing().parse(plain, validate=True, strict=True)
    except (ExpressionError, ParseError, ValueError, AttributeError):
        return ""
    if parsed is None:
        return ""
    return " ".join(_PARENTHESES.sub("", parsed.render()).split()) if plain == text else text


def _guess(text: str) -> str:
    """Return the expression somebody probably meant, empty when a part of it is a mystery."""
    if len(text) > 400:
        return ""
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    found = [_loose_names().get(_loose(part), "") for part in parts]
    if not found or not all(found):
        return ""
    word = " AND " if _AND.search(text) and "," not in text else " OR "
    return word.join(dict.fromkeys(found))
