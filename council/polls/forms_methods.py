"""Fields for what each counting method lets a rule set: one row of a table a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from council.forms import LineField, PlainField
from council.polls.forms import REQUIRED
from council.tally import METHODS

PREFIX = "set_"


def _same(value: Any) -> Any:
    return value


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in (value or "").split("\n") if line.strip()]


def _text(value: Any) -> str:
    return "\n".join(value)


@dataclass(frozen=True)
class Setting:
    """One setting of a method: how its field is made, shown from a rule, and read back."""

    field: Callable[[], Any]
    show: Callable[[Any], Any] = _same
    read: Callable[[Any], Any] = _same


def _radio(label: Any, *choices: tuple[str, Any]) -> Callable[[], Any]:
    default = choices[0][0]
    return lambda: RadioField(
        label, choices=[SelectChoice(value, said) for value, said in choices], default=default
    )


def _whole(label: Any, least: int, most: int, description: Any = "") -> Callable[[], Any]:
    message = _l("De %(least)s à %(most)s.", least=least, most=most)
    required = [InputRequired(REQUIRED)] if least else [Optional()]
    rules = [*required, NumberRange(least, most, message=message)]
    return lambda: IntegerField(label, rules, description=description)


def _number(value: Any) -> int:
    return value or 0


_SEATS = Setting(_whole(_l("Nombre d’options à choisir"), 1, 100))
_EQUAL_RANKS = Setting(
    _radio(
        _l("Quand un bulletin donne le même rang à deux options"),
        ("split", _l("sa voix se partage entre elles")),
        ("exhaust", _l("il ne compte plus à partir de ce rang")),
    )
)
SETTINGS: dict[tuple[str, str], Setting] = {
    ("lazy_consensus", "on_objection"): Setting(
        _radio(
            _l("Quand une objection reste ouverte à la clôture"),
            ("discussion", _l("la discussion reprend")),
            ("motion", _l("le même texte est mis au vote, pour ou contre")),
        )
    ),
    ("approval", "seats"): _SEATS,
    ("ranked", "default_option"): Setting(
        lambda: BooleanField(_l("« Poursuivre la discussion » est une option comme les autres"))
    ),
    ("ranked", "majority"): Setting(
        lambda: LineField(
            _l("Rapport auquel une option doit battre « Poursuivre la discussion »"),
            [InputRequired(REQUIRED)],
            most=20,
            description=_l("« 1 » : il suffit de la battre ; « 2 » : à deux contre un ; « 3/2 »…"),
        )
    ),
    ("ranked", "quorum"): Setting(
        _whole(
            _l("Votants qui doivent préférer une option à « Poursuivre la discussion », au moins"),
            0,
            1_000_000,
            _l("0 : pas de minimum."),
        ),
        read=_number,
    ),
    ("irv", "equal_ranks"): _EQUAL_RANKS,
    ("stv", "seats"): _SEATS,
    ("stv", "equal_ranks"): _EQUAL_RANKS,
    ("majority_judgment", "grades"): Setting(
        lambda: PlainField(
            _l("Mentions, de la plus basse à la plus haute"),
            [InputRequired(REQUIRED)],
            description=_l("Une par ligne, de 2 à 11."),
        ),
        show=_text,
        read=_lines,
    ),
    ("majority_judgment", "missing"): Setting(
        _radio(
            _l("Une option à laquelle un bulletin ne donne pas de mention"),
            ("worst", _l("reçoit la plus basse")),
            ("median", _l("reçoit sa propre mention médiane")),
            ("normalize", _l("est jugée par les autres bulletins seulement")),
        )
    ),
    ("score", "most"): Setting(
        _whole(_l("Note la plus haute"), 1, 100, _l("La plus basse est 0."))
    ),
    ("score", "mean"): Setting(
        lambda: BooleanField(_l("Les options sont comparées par leur moyenne, non leur total"))
    ),
    ("score", "missing"): Setting(
        _radio(
            _l("« Sans avis » sur une option"),
            ("ignore", _l("ne compte pas dans sa note")),
            ("worst", _l("compte comme zéro")),
        )
    ),
    ("equal_shares", "completion"): Setting(
        _radio(
            _l("Ce qui reste de l’enveloppe"),
            ("add1u", _l("augmente les parts, puis va aux projets les plus approuvés")),
            ("add1", _l("augmente les parts tant que l’enveloppe suffit")),
            ("none", _l("n’est pas dépensé")),
        )
    ),
    ("equal_shares", "minimum_support"): Setting(
        _whole(
            _l("Votants qui doivent approuver un projet, au moins"),
            0,
            1_000_000,
            _l("0 : pas de minimum."),
        ),
        read=_number,
    ),
}


def setting_fields(method: str) -> dict[str, Any]:
    """Return the fields of a method's settings, by the name they have on a form."""
    return {
        PREFIX + name: setting.field() for (of, name), setting in SETTINGS.items() if of == method
    }


def show_settings(fields: dict[str, Field], method: str, parameters: Any) -> None:
    """Show a rule's settings; what the rule does not say is at the method's default."""
    known = METHODS[method].defaults() | dict(parameters)
    for (of, name), setting in SETTINGS.items():
        if of == method:
            fields[PREFIX + name].data = setting.show(known[name])


def read_settings(fields: dict[str, Field], method: str) -> dict[str, Any]:
    """Return the settings typed, as a rule's JSON writes them."""
    return {
        name: setting.read(fields[PREFIX + name].data)
        for (of, name), setting in SETTINGS.items()
        if of == method
    }
