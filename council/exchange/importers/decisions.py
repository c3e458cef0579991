"""decisions.jsonl: published decisions, one JSON object a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.decisions.models import (
    PUBLIC_STATES,
    SECTIONS,
    ActKind,
    Decision,
    DecisionAct,
    DecisionKind,
    DecisionState,
)
from council.decisions.steps import add_act, add_imported_decision, add_version, show_sections
from council.exchange.importers.needs import day
from council.exchange.kinds import BadRow, Bodies, Kind, choice, text
from council.exchange.readers import read_json_lines
from council.extensions import db
from council.markdown import MAX_LENGTH, MarkdownRefused, Rendered, render_markdown
from council.records.models import Record, RecordKind

COLUMNS = (
    "number",
    "kind",
    "title",
    "adopted_on",
    "question",
    "outcome",
    "endorsed_by",
    "college",
    "licence",
    "body",
    "links",
    "source",
    "context",
    "rationale",
    "alternatives",
    "consequences",
    "signatory",
    "remedies",
)
# Absent from a row of the file is not the same as empty: such keys come back absent.
OPTIONAL = ("question", "endorsed_by", "college", "links", *COLUMNS[11:])
# What a withdrawn decision no longer says.
SILENT = ("question", "body", "outcome", "links", *COLUMNS[12:])


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row and render its text."""
    unknown = [name for name in values if name not in COLUMNS]
    if unknown:
        raise BadRow(f"clé inconnue : {', '.join(unknown)}")
    number = text(values, "number", most=80, required=True)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", number):
        raise BadRow("number : lettres, chiffres, tirets et points sont attendus")
    links = values.get("links", [])
    if not isinstance(links, list) or not all(
        isinstance(link, str) and re.match(r"https?://[^\s/]+", link) for link in links
    ):
        raise BadRow("links : une liste d’adresses http(s) est attendue")
    rendered = {name: _rendered(values, name) for name in SECTIONS}
    return {
        "number": number,
        "kind": choice(values, "kind", [kind.value for kind in DecisionKind]),
        "title": text(values, "title", most=300, required=True),
        "adopted_on": day(values, "adopted_on"),
        "question": text(values, "question", most=MAX_LENGTH),
        "outcome": text(values, "outcome", most=MAX_LENGTH),
        "endorsed_by": text(values, "endorsed_by"),
        "college": text(values, "college", most=40),
        "licence": text(values, "licence", most=100),
        **{name: text(values, name, most=MAX_LENGTH) for name in SECTIONS},
        "signatory": text(values, "signatory", most=300),
        "remedies": text(values, "remedies", most=3000),
        "rendered": rendered,
        "links": links,
        "source": text(values, "source", most=500),
    }


def _rendered(values: Mapping[str, Any], name: str) -> Rendered:
    try:
        return render_markdown(text(values, name, most=MAX_LENGTH))
    except MarkdownRefused as refusal:
        raise BadRow(f"{name} : {refusal}") from refusal


def create(fields: dict[str, Any], bodies: Bodies) -> Decision:
    """Add a published decision under its own number."""
    taken = db.session.scalar(
        select(Record.id).where(
            Record.kind == RecordKind.DECISION, Record.reference == fields["number"]
        )
    )
    if taken is not None:
        raise BadRow(f"number : {fields['number']} existe déjà ici")
    return add_imported_decision(**fields)


def change(
    decision: Decision, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the columns that changed in the file, as a new version that says so."""
    for column in columns:
        if column == "endorsed_by":
            add_act(
                decision,
                ActKind.ENDORSEMENT,
                author=None,
                acted_on=None,
                by_label=fields["endorsed_by"],
            )
        else:
            setattr(decision, column, fields[column])
    if set(columns) & set(SECTIONS):
        show_sections(decision, fields["rendered"])
    decision.row_version += 1
    add_version(decision, author=None, reason="import")


def row_of(decision: Decision, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a published decision as a row."""
    endorsed = db.session.scalar(
        select(DecisionAct.by_label)
        .where(DecisionAct.decision_id == decision.id, DecisionAct.kind == ActKind.ENDORSEMENT)
        .order_by(DecisionAct.id.desc())
    )
    row: dict[str, Any] = {
        "number": decision.reference,
        "kind": decision.kind,
        "title": decision.title,
        "adopted_on": decision.adopted_on.isoformat() if decision.adopted_on else "",
        "question": decision.question,
        "outcome": decision.outcome,
        "endorsed_by": endorsed or "",
        "college": decision.college,
        "licence": decision.licence,
        "body": decision.body,
        "links": list(decision.links),
        "source": decision.source,
        **{name: getattr(decision, name) for name in COLUMNS[12:]},
    }
    if decision.state == DecisionState.WITHDRAWN:
        row |= {name: [] if name == "links" else "" for name in SILENT}
    if source is None:
        return row
    kept = {k: v for k, v in row.items() if v or k in source or k not in OPTIONAL}
    return {name: kept[name] for name in [*source, *kept] if name in kept}


DECISIONS = Kind(
    name="decisions",
    label=_l("Décisions"),
    columns=COLUMNS,
    required=("number", "kind", "title", "adopted_on"),
    key=("number",),
    read=read_json_lines,
    model=Decision,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
    only=(Decision.state.in_(PUBLIC_STATES),),
)
