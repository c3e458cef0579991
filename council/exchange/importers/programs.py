"""Support programmes as CSV: the call, its dates, criteria and means; candidacies never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from council.contributions.models import Tax
from council.exchange.kinds import BadRow, Bodies, Kind, choice, text
from council.exchange.readers import read_csv
from council.extensions import db
from council.markdown import MAX_LENGTH, MarkdownRefused
from council.organizations.models import Organization
from council.programs import criteria
from council.programs.models import Program, Support
from council.programs.steps import (
    Call,
    add_program,
    add_version,
    call_of,
    criteria_of,
    write_call,
    write_criteria,
)

COLUMNS = (
    "title",
    "organization",
    "opens_at",
    "closes_at",
    "body",
    "criteria",
    "supports",
    "total_cents",
    "laureate_cents",
    "tax",
)
YEARS = range(2000, 2101)


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row, and render its text."""
    call = Call(
        title=text(values, "title", required=True),
        body=text(values, "body", most=MAX_LENGTH),
        opens_at=_moment(values, "opens_at"),
        closes_at=_moment(values, "closes_at"),
        criteria=_criteria(values),
        supports=_supports(values),
        total_cents=_cents(values, "total_cents"),
        laureate_cents=_cents(values, "laureate_cents"),
        tax=choice(values, "tax", ("", *Tax)) or Tax.NONE,
    )
    if call.closes_at <= call.opens_at:
        raise BadRow("closes_at : la clôture vient après l’ouverture")
    try:
        _rendered = call.html
    except MarkdownRefused as refusal:
        raise BadRow(f"body : {refusal}") from refusal
    return {"call": call, "organization": text(values, "organization", most=160, required=True)}


def _moment(values: Mapping[str, Any], column: str) -> datetime:
    written = text(values, column, required=True)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise BadRow(f"{column} : « {written} », attendu 2026-01-31T18:00+01:00") from error
    if moment.tzinfo is None or moment.year not in YEARS:
        raise BadRow(f"{column} : « {written} », un fuseau et une année de 2000 à 2100 attendus")
    return moment


def _criteria(values: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    try:
        return criteria.parse(text(values, "criteria", most=6000))
    except criteria.BadCriteria as bad:
        raise BadRow(f"criteria : {CRITERIA_RULES[bad.rule]} {bad.line}") from bad


CRITERIA_RULES = {
    "many": "vingt critères au plus",
    "label": "un critère a entre 1 et 200 caractères :",
    "weight": "un poids va de 1 à 10 :",
}


def _supports(values: Mapping[str, Any]) -> tuple[str, ...]:
    words = [word.strip() for word in text(values, "supports").split(",") if word.strip()]
    for word in words:
        if word not in set(Support):
            raise BadRow(f"supports : « {word} » inconnu, attendu {', '.join(Support)}")
    return tuple(dict.fromkeys(words))


def _cents(values: Mapping[str, Any], column: str) -> int | None:
    written = text(values, column, most=15)
    if not written:
        return None
    if not (written.isascii() and written.isdigit()):
        raise BadRow(f"{column} : « {written} », un nombre entier de centimes est attendu")
    return int(written)


def create(fields: dict[str, Any], bodies: Bodies) -> Program:
    """Add a public programme."""
    body = bodies.organization(fields["organization"])
    program = add_program(fields["call"], organization_id=body.id)
    add_version(program)
    return program


def change(
    program: Program, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write what changed in the file; the body of a programme stays."""
    now = call_of(program)
    kept = {name: getattr(now, name) for name in COLUMNS if name not in columns and name in CALL}
    said = {name: getattr(fields["call"], name) for name in CALL}
    call = Call(**{**said, **kept}, shows_candidacies=program.shows_candidacies)
    write_call(program, call)
    if call.criteria != now.criteria:
        write_criteria(program, call.criteria)
    program.row_version += 1
    add_version(program)


CALL = tuple(name for name in COLUMNS if name != "organization")


def row_of(program: Program, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a programme as a row; a moment as the file wrote it while it is the same one."""
    row = {
        "title": program.title,
        "organization": _body(program, source),
        "opens_at": program.opens_at.isoformat(),
        "closes_at": program.closes_at.isoformat(),
        "body": program.body,
        "criteria": criteria.typed(criteria_of(program.id)),
        "supports": ",".join(program.supports),
        "total_cents": "" if program.total_cents is None else str(program.total_cents),
        "laureate_cents": "" if program.laureate_cents is None else str(program.laureate_cents),
        "tax": program.tax,
    }
    return {name: _as_file(name, row[name], source) for name in COLUMNS}


def _body(program: Program, source: Mapping[str, Any] | None) -> str:
    body = db.session.get(Organization, program.record.organization_id)
    name = body.name if body is not None else ""
    written = (source or {}).get("organization")
    same = isinstance(written, str) and written.strip().casefold() == name.casefold()
    return str(written) if same else name


def _as_file(column: str, value: str, source: Mapping[str, Any] | None) -> str:
    """Return a value as the imported row spelled it, as long as it still says the same."""
    written = (source or {}).get(column)
    if not isinstance(written, str):
        return value
    try:
        said = {
            "opens_at": lambda: _moment({column: written}, column).isoformat(),
            "closes_at": lambda: _moment({column: written}, column).isoformat(),
            "criteria": lambda: _criteria({column: written}),
            "supports": lambda: ",".join(_supports({column: written})),
            "tax": lambda: written or Tax.NONE,
        }.get(column, lambda: written)()
    except BadRow:
        return value
    if column in {"opens_at", "closes_at"}:
        same = datetime.fromisoformat(str(said)) == datetime.fromisoformat(value)
    elif column == "criteria":
        same = said == _criteria({column: value})
    else:
        same = said == value
    return written if same else value


PROGRAMS = Kind(
    name="programs",
    label=_l("Dispositifs d’appui"),
    columns=COLUMNS,
    required=("title", "organization", "opens_at", "closes_at"),
    key=("title", "organization", "opens_at"),
    read=lambda data: read_csv(data, COLUMNS, ("title", "organization", "opens_at", "closes_at")),
    model=Program,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
)
