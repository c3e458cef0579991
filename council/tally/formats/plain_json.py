"""JSON: options and ballots of any kind, or tallies of grades."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from council.tally.election import Ballot, Election, whole
from council.tally.formats.errors import MOST_VOTERS, FormatError, quoted
from council.tally.formats.scale import scaled

KINDS = ("ranking", "approves", "grades", "choice")
CHOICES = (
    "for", "against", "abstain", "blank", "consent", "reservation", "aside", "objection", "closed",
)  # fmt: skip


def read(text: str) -> Election:
    """Read {"options": […], "ballots": […]}, or {"grades": […], "tallies": {option: […]}}."""
    try:
        values = json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise FormatError(1, "un JSON moins profond") from error
    except json.JSONDecodeError as error:
        raise FormatError(error.lineno, "du JSON valide") from error
    except FormatError:
        raise
    except ValueError as error:
        raise FormatError(1, "du JSON aux nombres moins longs") from error
    if not isinstance(values, dict):
        raise FormatError(1, "un objet JSON")
    if "tallies" in values:
        return _tallies(values)
    return _election(values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise FormatError(1, "chaque clé une fois dans un objet")
    return dict(pairs)


def _whole(value: Any, least: int, what: str) -> int:
    if type(value) is not int or not least <= value <= MOST_VOTERS:
        raise FormatError(1, f"{what}, pas {quoted(repr(value))}")
    return value


def _names(values: Any, what: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
        raise FormatError(1, f"{what} : une liste de noms")
    if any(not _is_text(name) for name in values):
        raise FormatError(1, f"{what} : des noms en Unicode valide")
    if len(set(values)) != len(values):
        twice = next(name for name in values if values.count(name) > 1)
        raise FormatError(1, f"{what} : des noms différents ; {quoted(twice)} revient")
    return tuple(values)


def _is_text(name: str) -> bool:
    """Tell whether a name can be written out: JSON may hold halves of characters."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _tallies(values: dict[str, Any]) -> Election:
    names = _names([str(n) if type(n) is int else n for n in _list(values.get("grades"))],
                   "« grades »")  # fmt: skip
    tallies = values["tallies"]
    if not isinstance(tallies, dict) or not tallies:
        raise FormatError(1, "« tallies » : un objet, une option par clé")
    read: dict[str, tuple[int, ...]] = {}
    for option, counts in tallies.items():
        if not isinstance(counts, list) or len(counts) != len(names):
            raise FormatError(1, f"{len(names)} nombres pour {quoted(option)}")
        read[option] = tuple(
            _whole(count, 0, f"un nombre de votants pour {quoted(option)}") for count in counts
        )
    options = _names(values["options"], "« options »") if "options" in values else tuple(read)
    if set(options) != set(read):
        raise FormatError(1, "les mêmes options dans « options » et « tallies »")
    return Election(options, grades=names, tallies=read, labels=_labels(values, options))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise FormatError(1, "« grades » : la liste des mentions, de la pire à la meilleure")
    return value


def _labels(values: dict[str, Any], options: tuple[str, ...]) -> dict[str, str]:
    labels = values.get("labels", {})
    if not isinstance(labels, dict) or not all(
        isinstance(v, str) and _is_text(v) for v in labels.values()
    ):
        raise FormatError(1, "« labels » : un nom par option")
    return {key: labels[key] for key in options if key in labels}


def _election(values: dict[str, Any]) -> Election:
    listed = values.get("ballots")
    if not isinstance(listed, list):
        raise FormatError(1, "« ballots » : une liste de bulletins")
    options = _names(values.get("options", []), "« options »")
    raw = [_ballot(ballot, number, set(options)) for number, ballot in enumerate(listed, 1)]
    grades = [g for ballot in raw for g in (ballot.grades or {}).values()]
    names, ballots = scaled(raw)
    if "grades" in values:
        names = _names([str(n) if type(n) is int else n for n in _list(values["grades"])],
                       "« grades »")  # fmt: skip
        if grades and (min(grades) < 0 or max(grades) >= len(names)):
            raise FormatError(1, f"des mentions de 0 à {len(names) - 1}")
    costs = values.get("costs", {})
    if not isinstance(costs, dict):
        raise FormatError(1, "« costs » : un coût par option")
    read_costs = {key: _amount(costs[key]) for key in options if key in costs}
    budget = _amount(values["budget"]) if "budget" in values else None
    return Election(options, ballots, _labels(values, options), read_costs, budget, names)


def _amount(value: Any) -> Any:
    if isinstance(value, str) and value.isascii():
        try:
            number = Fraction(value) if len(value) < 32 else Fraction(0)
        except (ValueError, ZeroDivisionError):
            number = Fraction(0)
        if number > 0:
            return whole(number)
    return _whole(value, 1, "un montant entier, ou une fraction en texte")


def _ballot(value: Any, number: int, known: set[str]) -> Ballot:
    where = f"bulletin {number}"
    kinds = [kind for kind in KINDS if isinstance(value, dict) and kind in value]
    if len(kinds) != 1:
        raise FormatError(1, f"{where} : une seule clé parmi {', '.join(KINDS)}")
    unknown = [key for key in value if key not in (*KINDS, "count")]
    if unknown:
        raise FormatError(1, f"{where} : des clés connues, pas {quoted(unknown[0])}")
    count = _whole(value.get("count", 1), 1, f"{where} : un nombre de bulletins")
    return _READERS[kinds[0]](value[kinds[0]], where, known, count)


def _option(value: Any, where: str, known: set[str], seen: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise FormatError(1, f"{where} : une option connue, pas {quoted(str(value))}")
    if value in seen:
        raise FormatError(1, f"{where} : chaque option une fois ; {quoted(value)} revient")
    seen.add(value)
    return value


def _ranking(value: Any, where: str, known: set[str], count: int) -> Ballot:
    seen: set[str] = set()
    if not isinstance(value, list):
        raise FormatError(1, f"{where} : un classement en liste")
    ranks = [rank if isinstance(rank, list) else [rank] for rank in value]
    named = [tuple(_option(option, where, known, seen) for option in rank) for rank in ranks]
    return Ballot(count, ranking=tuple(rank for rank in named if rank))


def _approves(value: Any, where: str, known: set[str], count: int) -> Ballot:
    seen: set[str] = set()
    if not isinstance(value, list):
        raise FormatError(1, f"{where} : des approbations en liste")
    return Ballot(count, approves=frozenset(_option(o, where, known, seen) for o in value))


def _grades(value: Any, where: str, known: set[str], count: int) -> Ballot:
    seen: set[str] = set()
    if not isinstance(value, dict):
        raise FormatError(1, f"{where} : une note par option")
    for option, grade in value.items():
        _option(option, where, known, seen)
        if type(grade) is not int or abs(grade) > 10**6:
            raise FormatError(1, f"{where} : des notes entières, pas {quoted(repr(grade))}")
    return Ballot(count, grades=dict(value))


def _choice(value: Any, where: str, known: set[str], count: int) -> Ballot:
    if value not in CHOICES:
        raise FormatError(1, f"{where} : un choix parmi {', '.join(CHOICES)}")
    return Ballot(count, choice=value)


_READERS: dict[str, Callable[[Any, str, set[str], int], Ballot]] = {
    "ranking": _ranking,
    "approves": _approves,
    "grades": _grades,
    "choice": _choice,
}
