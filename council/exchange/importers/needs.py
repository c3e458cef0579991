"""needs.csv: calls by maintainers for their own software (the holder is the software)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.kinds import BadRow, Bodies, Kind, as_written, choice, text
from council.exchange.readers import read_csv
from council.markdown import MAX_LENGTH, MarkdownRefused
from council.needs.models import REQUIREMENTS, Need, Visibility
from council.needs.steps import add_published_need, render_texts, rewrite_need
from council.needs.tags import BadTags
from council.needs.tags import parse as parse_tags
from council.records.licences import check_licence
from council.records.models import Record

COLUMNS = (
    "title",
    "software",
    "summary",
    "body",
    "skills",
    "filed_on",
    "source",
    *REQUIREMENTS,
    "imposed_licence",
    "legal_frame",
    "tags",
)
TEXTS = ("summary", "body", "skills")
# How a ticked constraint is written in a file; one that is not is left empty.
YES = "yes"


def day(values: Mapping[str, Any], column: str, *, required: bool = True) -> date | None:
    """Return an ISO day; BadRow when it is not one."""
    value = text(values, column, most=10, required=required)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise BadRow(f"{column} : « {value} » n’est pas une date AAAA-MM-JJ") from error


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row and render its texts."""
    fields: dict[str, Any] = {
        "title": text(values, "title", required=True),
        "software": text(values, "software", most=200, required=True),
        "filed_on": day(values, "filed_on"),
        "source": text(values, "source", most=500),
    }
    for column in TEXTS:
        fields[column] = text(values, column, most=MAX_LENGTH)
    _frame(values, fields)
    try:
        fields["html"] = render_texts({column: fields[column] for column in TEXTS})
    except MarkdownRefused as refusal:
        raise BadRow(str(refusal)) from refusal
    return fields


def _frame(values: Mapping[str, Any], fields: dict[str, Any]) -> None:
    for column in REQUIREMENTS:
        fields[column] = choice(values, column, (YES, "")) == YES
    for column, most in (("imposed_licence", 200), ("legal_frame", 500)):
        fields[column] = text(values, column, most=most)
    licence = check_licence(fields["imposed_licence"])
    if fields["imposed_licence"] and not licence.is_valid:
        raise BadRow(f"imposed_licence : {licence.sentence}")
    written = text(values, "tags", most=500)
    try:
        fields["tags"] = parse_tags(written)
    except BadTags as bad:
        raise BadRow(f"tags : {TAG_RULES[bad.rule]} ({bad.word[:50]})") from bad


TAG_RULES = {
    "long": "40 caractères au plus par étiquette",
    "empty": "une étiquette a au moins une lettre ou un chiffre",
    "many": "dix étiquettes au plus",
}


def create(fields: dict[str, Any], bodies: Bodies) -> Need:
    """Add a published call for contribution."""
    columns = {name: value for name, value in fields.items() if name != "software"}
    holder = bodies.software_named(fields["software"])
    return add_published_need(software=holder, visibility=Visibility.PUBLIC, **columns)


def change(need: Need, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies) -> None:
    """Write the columns that changed in the file, as a new version."""
    if "software" in columns:
        raise BadRow("software : un besoin ne change pas de porteur par import")
    rewrite_need(need, {c: fields[c] for c in columns}, html=fields["html"])


def row_of(need: Need, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a need as a row."""
    holder = need.holder_software.name if need.holder_software is not None else ""
    return {
        "title": need.title,
        "software": as_written(holder, source, "software"),
        "summary": need.summary,
        "body": need.body,
        "skills": need.skills,
        "filed_on": need.filed_on.isoformat(),
        "source": need.source,
        **{name: YES if getattr(need, name) else "" for name in REQUIREMENTS},
        "imposed_licence": need.imposed_licence,
        "legal_frame": need.legal_frame,
        "tags": _tags(need, source),
    }


def _tags(need: Need, source: Mapping[str, Any] | None) -> str:
    written = (source or {}).get("tags")
    if isinstance(written, str):
        try:
            if parse_tags(written) == need.tag_words:
                return written
        except BadTags:
            pass
    return ", ".join(need.tag_words)


NEEDS = Kind(
    name="needs",
    label=_l("Besoins"),
    columns=COLUMNS,
    required=("title", "software", "filed_on"),
    key=("source", "title", "software"),
    read=lambda data: read_csv(data, COLUMNS, ("title", "software", "filed_on")),
    model=Need,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
    only=(Record.reference.is_not(None),),
)
