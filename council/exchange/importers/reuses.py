"""reuses.csv: what bodies deployed, how, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import object_session

from council.contributions.amounts import NotANumber, hundredths, typed
from council.contributions.queries import needs_called
from council.exchange.importers.needs import day
from council.exchange.kinds import BadRow, Bodies, Kind, text
from council.exchange.readers import read_csv
from council.markdown import MAX_LENGTH, MarkdownRefused
from council.needs.models import Need
from council.organizations.models import Organization
from council.organizations.viewer import ANONYMOUS
from council.records.due import NotADue, parse_due
from council.records.models import Record
from council.reuses.models import Reuse, ReuseState
from council.reuses.queries import needs_of
from council.reuses.steps import Reviewed, Told, add_published_reuse, is_empty

MEANINGS = {
    "organization": _l("organisme qui a déployé"),
    "software": _l("logiciels déployés, séparés par « ; »"),
    "title": _l("titre"),
    "body": _l("comment cela a été fait, en Markdown"),
    "needs": _l("besoins publics auxquels cela répond, séparés par « ; »"),
    "version_deployed": _l("version déployée"),
    "since": _l("depuis quand : semestre, trimestre, année, mois ou jour"),
    "users_reached": _l("nombre de personnes qui s’en servent"),
    "hosting": _l("hébergement"),
    "published_on": _l("jour de publication"),
    "agents_reached": _l("bilan : nombre d’agents concernés"),
    "situation_before": _l("bilan : la situation avant"),
    "situation_after": _l("bilan : la situation après"),
    "measure_before": _l("bilan : mesure avant, virgule décimale"),
    "measure_after": _l("bilan : mesure après, virgule décimale"),
    "unit": _l("bilan : ce que comptent les deux mesures"),
    "obstacles": _l("bilan : ce qui a fait obstacle"),
    "habits": _l("bilan : ce qui a changé les habitudes"),
}
COLUMNS = tuple(MEANINGS)
REQUIRED = ("organization", "software", "title")
REVIEW_TEXTS = ("situation_before", "situation_after", "obstacles", "habits")
MOST_MEASURE = 10**15
# Between the names of several software, as between several references.
SEPARATOR = ";"


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row and render its text."""
    told = Told(
        title=text(values, "title", required=True),
        body=text(values, "body", most=MAX_LENGTH),
        version_deployed=text(values, "version_deployed", most=80),
        due=_due(values),
        users_reached=_count(values, "users_reached"),
        hosting=text(values, "hosting"),
    )
    try:
        _rendered = told.html
    except MarkdownRefused as refusal:
        raise BadRow(str(refusal)) from refusal
    return {
        "organization": text(values, "organization", most=160, required=True),
        "software": _several(text(values, "software", most=400, required=True)),
        "needs": _needs(values),
        "told": told,
        "review": _review(values),
        "published_on": day(values, "published_on", required=False),
    }


def _several(written: str) -> list[str]:
    return [part.strip() for part in written.split(SEPARATOR) if part.strip()]


def _needs(values: Mapping[str, Any]) -> list[Need]:
    references = _several(text(values, "needs", most=400))
    found = needs_called(references, ANONYMOUS) if references else {}
    for reference in references:
        if reference not in found:
            raise BadRow(f"needs : « {reference} » n’est pas un besoin public")
    return [found[reference] for reference in references]


def _due(values: Mapping[str, Any]) -> Any:
    written = text(values, "since", most=40)
    try:
        return parse_due(written)
    except NotADue as error:
        raise BadRow(f"since : « {written} » n’est pas une date du conseil") from error


def _count(values: Mapping[str, Any], column: str) -> int | None:
    written = text(values, column, most=9)
    if written and not (written.isascii() and written.isdigit()):
        raise BadRow(f"{column} : « {written} » n’est pas un nombre entier")
    return int(written) if written else None


def _measure(values: Mapping[str, Any], column: str) -> int | None:
    written = text(values, column, most=30)
    try:
        return hundredths(written, most=MOST_MEASURE)
    except NotANumber as error:
        raise BadRow(f"{column} : « {written} » n’est pas un nombre") from error


def _review(values: Mapping[str, Any]) -> Reviewed:
    said = Reviewed(
        agents_reached=_count(values, "agents_reached"),
        before_hundredths=_measure(values, "measure_before"),
        after_hundredths=_measure(values, "measure_after"),
        unit=text(values, "unit", most=60),
        **{column: text(values, column, most=3000) for column in REVIEW_TEXTS},
    )
    if not said.unit and (said.before_hundredths, said.after_hundredths) != (None, None):
        raise BadRow("unit : une mesure a son unité")
    return said


def create(fields: dict[str, Any], bodies: Bodies) -> Reuse:
    """Add a published reuse of a body, about its software."""
    return add_published_reuse(
        fields["told"],
        organization=bodies.organization(fields["organization"]),
        software=[bodies.software_named(name) for name in fields["software"]],
        needs=fields["needs"],
        said=None if is_empty(fields["review"]) else fields["review"],
        published_on=fields["published_on"],
    )


def change(reuse: Reuse, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies) -> None:
    """Nothing of a reuse is changed by a newer file: its body writes it here."""


def row_of(reuse: Reuse, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a reuse as a row; only public needs are named."""
    body = object_session(reuse).get(  # type: ignore[union-attr]
        Organization, reuse.record.organization_id or 0
    )
    needs = needs_of(reuse, ANONYMOUS)
    published = reuse.published_at.date().isoformat() if reuse.published_at else ""
    return {
        "organization": body.name if body is not None else "",
        "software": f"{SEPARATOR} ".join(row.name for row in reuse.software),
        "title": reuse.title,
        "body": reuse.body,
        "needs": f"{SEPARATOR} ".join(str(need.reference) for need in needs),
        "version_deployed": reuse.version_deployed,
        "since": reuse.due_label,
        "users_reached": _written(reuse.users_reached),
        "hosting": reuse.hosting,
        "published_on": published,
        "agents_reached": _written(reuse.agents_reached),
        "measure_before": typed(reuse.before_hundredths),
        "measure_after": typed(reuse.after_hundredths),
        "unit": reuse.unit,
        **{column: getattr(reuse, column) for column in REVIEW_TEXTS},
    }


def _written(count: int | None) -> str:
    return "" if count is None else str(count)


REUSES = Kind(
    name="reuses",
    label=_l("Réutilisations et bilans"),
    columns=COLUMNS,
    required=REQUIRED,
    key=("organization", "software", "title"),
    read=lambda data: read_csv(data, COLUMNS, REQUIRED),
    model=Reuse,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
    meanings=MEANINGS,
    only=(Record.reference.is_not(None), Reuse.state == ReuseState.PUBLISHED),
)
