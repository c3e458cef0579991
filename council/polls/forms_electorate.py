"""Fields of a rule for each college: whether it decides, its weight, a threshold or quorum of its
own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice

from council.forms import LineField
from council.tally import Rule
from council.tally.parts import Threshold

THRESHOLDS = (
    ("1/2", _l("plus de la moitié")),
    ("3/5", _l("au moins les trois cinquièmes")),
    ("2/3", _l("au moins les deux tiers")),
    ("3/4", _l("au moins les trois quarts")),
    ("4/5", _l("au moins les quatre cinquièmes")),
    ("1", _l("l’unanimité")),
)
COLLEGE_WEIGHTS = (
    ("", _l("ne vote pas")),
    ("1", _l("décide")),
    ("0", _l("donne un avis, compté à part")),
)


def choices(*rows: tuple[str, Any]) -> list[SelectChoice]:
    """Return rows of value and label as the choices of a field."""
    return [SelectChoice(value, label) for value, label in rows]


def threshold_json(share: str | None) -> dict[str, Any] | None:
    """Return a threshold chosen in a list, strict at one half; None when none is chosen."""
    return {"share": share, "strict": share == "1/2"} if share else None


def shown_threshold(threshold: Threshold | None) -> str:
    """Return how a threshold is chosen in a list."""
    return "" if threshold is None else str(threshold.share)


def electorate_fields(names: Mapping[str, str], *, motion: bool) -> dict[str, Any]:
    """Return the fields of each college, by key; a threshold is a motion's only."""
    fields: dict[str, Any] = {}
    for key, name in names.items():
        fields[f"role_{key}"] = SelectField(
            _l("Collège « %(name)s »", name=name), choices=choices(*COLLEGE_WEIGHTS), default=""
        )
        fields[f"weight_{key}"] = LineField(
            _l("Poids du collège « %(name)s »", name=name),
            default="1",
            most=20,
            description=_l("Entier ou fraction ; compte seulement quand chaque collège pèse."),
        )
        if motion:
            fields[f"threshold_{key}"] = SelectField(
                _l("Seuil propre au collège « %(name)s »", name=name),
                choices=choices(("", _l("celui de la règle")), *THRESHOLDS),
                default="",
                description=_l("Quand chaque collège doit adopter de son côté."),
            )
        fields[f"quorum_{key}"] = LineField(
            _l("Quorum propre au collège « %(name)s »", name=name),
            most=20,
            description=_l("Une fraction ; vide : la part demandée à chaque collège."),
        )
    return fields


def show_electorate(fields: Mapping[str, Field], names: Mapping[str, str], rule: Rule) -> None:
    """Show what a rule says of each college."""
    for college in rule.colleges:
        key = college.key
        if key not in names:
            continue
        fields[f"role_{key}"].data = "0" if college.advisory else "1"
        fields[f"weight_{key}"].data = str(college.weight or 1)
        if f"threshold_{key}" in fields:
            fields[f"threshold_{key}"].data = shown_threshold(college.threshold)
        fields[f"quorum_{key}"].data = "" if college.quorum is None else str(college.quorum)


def read_electorate(
    fields: Mapping[str, Field], names: Mapping[str, str], mode: str
) -> list[dict[str, Any]]:
    """Return the colleges typed, as a rule's JSON writes them; those that do not vote left out."""
    read = []
    for key in names:
        role = fields[f"role_{key}"].data
        if not role:
            continue
        weighed = mode == "weighted" and role == "1"
        college = {"key": key, "weight": fields[f"weight_{key}"].data if weighed else role}
        own = fields.get(f"threshold_{key}")
        threshold = threshold_json(own.data if own is not None else "")
        if threshold is not None:
            college["threshold"] = threshold
        if fields[f"quorum_{key}"].data:
            college["quorum"] = fields[f"quorum_{key}"].data
        read.append(college)
    return read


def field_of_college(
    fields: Mapping[str, Field], read: Sequence[Mapping[str, Any]], path: str
) -> Field | None:
    """Return the field that holds what is at `electorate.colleges[N].…` of a rule's JSON."""
    number, _bracket, rest = path.removeprefix("electorate.colleges[").partition("]")
    what = rest.strip(".").split(".")[0]
    kind = what if what in ("weight", "threshold", "quorum") else "role"
    return fields.get(f"{kind}_{read[int(number)]['key']}")
