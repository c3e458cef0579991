"""How the parameters of a method are read from JSON: exact values, one French sentence if wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_FRACTION = re.compile(r"(\d{1,6})(?:/(\d{1,6}))?")


class ParameterInvalid(ValueError):
    """A parameter that cannot be used; its text is a French sentence."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter is when not written, and how a written one is read."""

    default: Any
    read: Callable[[Any], Any]


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ParameterInvalid("La valeur doit être true ou false.")
    return value


def whole(least: int, most: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers between two bounds, both allowed."""

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ParameterInvalid(f"La valeur doit être un nombre entier de {least} à {most}.")
        return value

    return read


def one_of(*known: str) -> Callable[[Any], str]:
    """Return a reader of one word among several."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ParameterInvalid(f"Valeur inconnue ; valeurs possibles : {', '.join(known)}.")
        return value

    return read


def exact(value: Any) -> Fraction | None:
    """Read an integer or a text such as « 2/3 »; None for anything else: a float is not exact."""
    if type(value) is int and 0 <= value < 1_000_000:
        return Fraction(value)
    match = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[2] or 1) == 0:
        return None
    return Fraction(int(match[1]), int(match[2] or 1))


def fraction_of_at_least_one(value: Any) -> str:
    """Read a ratio such as « 1 » or « 3/2 », at least 1; returned in its one text."""
    ratio = exact(value)
    if ratio is None:
        raise ParameterInvalid("La valeur s’écrit « 1 », « 2 » ou « 3/2 ».")
    if ratio < 1:
        raise ParameterInvalid("Le rapport doit valoir au moins 1.")
    return str(ratio)


def grade_names(value: Any) -> tuple[str, ...]:
    """Read the names of grades, worst first: two to eleven, all different."""
    names = value if isinstance(value, (list, tuple)) else ()
    clean = tuple(name.strip() for name in names if isinstance(name, str))
    if len(clean) != len(names) or not 2 <= len(clean) <= 11:
        raise ParameterInvalid("Il faut de 2 à 11 mentions, de la plus basse à la plus haute.")
    if any(not 1 <= len(name) <= 60 for name in clean):
        raise ParameterInvalid("Chaque mention compte de 1 à 60 caractères.")
    if len({name.casefold() for name in clean}) != len(clean):
        raise ParameterInvalid("Deux mentions portent le même nom.")
    return clean


SEATS = Parameter(1, whole(1, 100))
EQUAL_RANKS = Parameter("split", one_of("split", "exhaust"))
