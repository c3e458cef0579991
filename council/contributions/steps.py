"""Writes on contributions that several actions share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.clock import now
from council.contributions.models import (
    CodeRights,
    Contribution,
    ContributionMove,
    ContributionState,
    ContributionVersion,
    PriceVisibility,
    Tax,
)
from council.contributions.queries import needs_called, software_called
from council.contributions.steps_upstream import set_links
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs.models import OPEN_STATES, Need
from council.records.canonical import digest
from council.records.due import Due
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import add_readers, give_reference, link, new_record
from council.transactions import Invalid

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import MandateFact, Viewer
    from council.software.models import Software

# From the widest to the narrowest: what is born from something is never read by more people.
_WIDTHS = (Audience.PUBLIC, Audience.COUNCIL, Audience.SECRETARIAT, Audience.HOLDERS)


@dataclass(frozen=True)
class Content:
    """What an offer says, rendered once when it is made, outside of any lock."""

    title: str
    kind: str
    body: str = ""
    code_rights: str = CodeRights.NONE
    amount_cents: int | None = None
    tax: str = Tax.NONE
    days_hundredths: int | None = None
    price_visibility: str = PriceVisibility.HOLDER
    schedule: str = ""
    due: Due = field(default_factory=Due)
    valid_until: date | None = None
    licence: str = ""
    upstream_links: tuple[str, ...] = ()
    supplier: str = ""
    contract_lot: str = ""

    @cached_property
    def html(self) -> str:
        """The body as safe HTML."""
        return str(render_markdown(self.body).html) if self.body else ""


@dataclass(frozen=True)
class Purpose:
    """What an offer is for, as typed: references of needs, name of a software."""

    needs: tuple[str, ...] = ()
    software: str = ""


def by(viewer: Viewer | None, mandate: MandateFact | None) -> dict[str, int | None]:
    """Return the columns that say who acted and for whom; without mandate, as an individual."""
    return {
        "account_id": viewer.account_id if viewer is not None else None,
        "for_organization_id": mandate.organization_id if mandate is not None else None,
        "for_software_id": mandate.software_id if mandate is not None else None,
    }


def for_whom(mandate: MandateFact | None) -> dict[str, int | None]:
    """Return the organization and software of a mandate, as the journal wants them."""
    return {
        "organization_id": mandate.organization_id if mandate is not None else None,
        "software_id": mandate.software_id if mandate is not None else None,
    }


def narrowest(records: Iterable[Record]) -> Audience:
    """Return the narrowest audience among records, public when there are none."""
    return max(
        (Audience(record.audience) for record in records),
        key=_WIDTHS.index,
        default=Audience.PUBLIC,
    )


def holder_tokens(records: Iterable[Record]) -> set[str]:
    """Return the reader tokens of the holders of records; a software's are its maintainers'."""
    tokens = set()
    for record in records:
        if record.organization_id is not None:
            tokens.add(f"org:{record.organization_id}")
        if record.software_id is not None:
            tokens.add(f"record:{record.software_id}")
        if record.kind == RecordKind.SOFTWARE:
            tokens.add(f"record:{record.id}")
    return tokens


def open_needs(references: Sequence[str], viewer: Viewer) -> list[Need]:
    """Return the needs of these references, or raise Invalid naming the first that is not open."""
    found = needs_called(references, viewer)
    for reference in references:
        need = found.get(reference)
        if need is None:
            raise Invalid({"needs": _("Aucun besoin %(ref)s n’est visible ici.", ref=reference)})
        if need.state not in OPEN_STATES:
            raise Invalid(
                {"needs": _("Le besoin %(ref)s n’attend plus de contribution.", ref=reference)}
            )
    return [found[reference] for reference in references]


def one_software(name: str, viewer: Viewer) -> Software | None:
    """Return the software of a typed name, None when empty; Invalid when unknown or ambiguous."""
    if not name:
        return None
    found = software_called(name, viewer)
    if not found:
        raise Invalid({"software": _("Aucun logiciel du catalogue ne porte ce nom.")})
    if len(found) > 1:
        listed = ", ".join(str(row.reference) for row in found)
        sentence = _("Plusieurs logiciels portent ce nom : %(refs)s.", refs=listed)
        raise Invalid({"software": sentence})
    return found[0]


def new_contribution(
    content: Content,
    *,
    organization_id: int | None = None,
    software_id: int | None = None,
    audience: Audience = Audience.HOLDERS,
) -> Contribution:
    """Add a contribution with its record, a draft until it moves; its holder may be unknown."""
    record = new_record(
        RecordKind.CONTRIBUTION,
        audience=audience,
        organization_id=organization_id,
        software_id=software_id,
    )
    contribution = Contribution(id=record.id, title="", kind=content.kind)
    contribution.record = record
    db.session.add(contribution)
    db.session.flush()
    write(contribution, content)
    db.session.flush()
    return contribution


def write(contribution: Contribution, content: Content) -> None:
    """Put what an offer says in its row."""
    for name in Content.__dataclass_fields__:
        if name != "upstream_links":
            setattr(contribution, name, getattr(content, name))
    set_links(contribution, content.upstream_links)
    contribution.html = content.html
    contribution.renderer_version = RENDERER_VERSION


def content_of(contribution: Contribution) -> Content:
    """Return what a contribution says now."""
    values = {name: getattr(contribution, name) for name in Content.__dataclass_fields__}
    return Content(**{**values, "upstream_links": tuple(contribution.upstream_links)})


def aim(contribution: Contribution, needs: Iterable[Need], software: Software | None) -> None:
    """Link a contribution to the needs it answers and the software it is about."""
    for need in needs:
        link(contribution.record, need.record, LinkKind.ANSWERS)
    if software is not None:
        link(contribution.record, software.record, LinkKind.ABOUT)


def publish(contribution: Contribution, sources: Sequence[Record]) -> None:
    """Give an offer its number and let those who read its needs read it."""
    give_reference(contribution.record)
    contribution.record.audience = narrowest(
        record for record in sources if record.kind != RecordKind.SOFTWARE
    )
    add_readers(contribution.record, holder_tokens(sources))


def move_contribution(
    contribution: Contribution,
    state: ContributionState,
    *,
    reason: str = "",
    acted: dict[str, int | None] | None = None,
) -> None:
    """Put a contribution in a state and keep the move, with who did it."""
    contribution.state = state
    if state == ContributionState.OFFERED:
        contribution.offered_at = now()
    contribution.row_version += 1
    db.session.add(
        ContributionMove(
            contribution_id=contribution.id, state=state, reason=reason, **(acted or {})
        )
    )


def note_acceptance(
    contribution: Contribution,
    legal_frame: str,
    *,
    reason: str = "",
    acted: dict[str, int | None] | None = None,
) -> None:
    """Keep an acceptance with the vehicle it names; the first makes an offer accepted."""
    if contribution.state == ContributionState.OFFERED:
        contribution.state = ContributionState.ACCEPTED
    contribution.row_version += 1
    db.session.add(
        ContributionMove(
            contribution_id=contribution.id,
            state=ContributionState.ACCEPTED,
            legal_frame=legal_frame,
            reason=reason,
            **(acted or {}),
        )
    )


def add_version(
    contribution: Contribution, *, reason: str = "", acted: dict[str, int | None] | None = None
) -> ContributionVersion:
    """Freeze what a contribution says now as its next version."""
    last = db.session.scalar(
        select(func.max(ContributionVersion.number)).where(
            ContributionVersion.contribution_id == contribution.id
        )
    )
    snapshot = snapshot_of(content_of(contribution))
    version = ContributionVersion(
        contribution_id=contribution.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=contribution.renderer_version,
        **(acted or {}),
    )
    db.session.add(version)
    return version


def snapshot_of(content: Any) -> dict[str, Any]:
    """Return a content as plain JSON values: days as ISO text, no floats."""
    return {name: _plain(value) for name, value in asdict(content).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value


def add_delivered_contribution(
    *,
    organization: Organization | None,
    software: Software | None,
    title: str,
    kind: str,
    delivered_on: date,
    upstream_links: Sequence[str] = (),
    offered_by_label: str = "",
    software_label: str = "",
) -> Contribution:
    """Add a public contribution that was delivered elsewhere, its labels kept as written."""
    contribution = new_contribution(
        Content(
            title=title,
            kind=kind,
            price_visibility=PriceVisibility.PUBLIC,
            upstream_links=tuple(upstream_links),
        ),
        organization_id=organization.id if organization is not None else None,
        audience=Audience.PUBLIC,
    )
    contribution.delivered_on = delivered_on
    contribution.offered_by_label = offered_by_label
    contribution.software_label = software_label
    aim(contribution, (), software)
    give_reference(contribution.record, year=delivered_on.year)
    contribution.state = ContributionState.DELIVERED
    add_version(contribution)
    return contribution
