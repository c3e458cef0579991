"""Writes on reuses that several actions share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.clock import now
from council.contributions.queries import needs_called
from council.contributions.steps import holder_tokens, narrowest, one_software
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs.models import SETTLED_STATES, Need
from council.records.canonical import digest
from council.records.due import Due
from council.records.models import Audience, LinkKind, Record, RecordKind, RecordLink
from council.records.steps import add_readers, give_reference, link, new_record, unlink
from council.reuses.models import Reuse, ReuseState, ReuseVersion
from council.transactions import Invalid

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import MandateFact, Viewer
    from council.software.models import Software


@dataclass(frozen=True)
class Told:
    """What a body says of its reuse, rendered once, outside of any lock."""

    title: str
    body: str = ""
    version_deployed: str = ""
    due: Due = field(default_factory=Due)
    users_reached: int | None = None
    hosting: str = ""

    @cached_property
    def html(self) -> str:
        """The text as safe HTML."""
        return str(render_markdown(self.body).html) if self.body else ""


@dataclass(frozen=True)
class Reviewed:
    """What a review says; a measure is in hundredths of its unit."""

    agents_reached: int | None = None
    situation_before: str = ""
    situation_after: str = ""
    before_hundredths: int | None = None
    after_hundredths: int | None = None
    unit: str = ""
    obstacles: str = ""
    habits: str = ""


@dataclass(frozen=True)
class Aims:
    """What a reuse is of, as typed: names of software, references of needs."""

    software: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def by(viewer: Viewer | None, mandate: MandateFact | None) -> dict[str, int | None]:
    """Return the columns that say who acted, for which body."""
    return {
        "account_id": viewer.account_id if viewer is not None else None,
        "for_organization_id": mandate.organization_id if mandate is not None else None,
    }


def software_named(names: Sequence[str], viewer: Viewer) -> list[Software]:
    """Return the software of these names, at least one; Invalid when unknown or ambiguous."""
    found = [row for name in names if (row := one_software(name, viewer)) is not None]
    if not found:
        raise Invalid({"software": _("Dites quel logiciel vous avez déployé.")})
    return list({row.id: row for row in found}.values())


def needs_answered(references: Sequence[str], viewer: Viewer) -> list[Need]:
    """Return the needs of these references, or raise Invalid naming the first that is not one."""
    found = needs_called(references, viewer)
    for reference in references:
        need = found.get(reference)
        if need is None or need.state not in SETTLED_STATES:
            sentence = _("Aucun besoin publié %(ref)s n’est visible ici.", ref=reference)
            raise Invalid({"needs": sentence})
    return [found[reference] for reference in references]


def new_reuse(told: Told, *, organization_id: int) -> Reuse:
    """Add a reuse of a body, a draft that its people alone read."""
    record = new_record(
        RecordKind.REUSE, audience=Audience.HOLDERS, organization_id=organization_id
    )
    reuse = Reuse(id=record.id, title=told.title, state=ReuseState.DRAFT)
    reuse.record = record
    write(reuse, told)
    db.session.add(reuse)
    db.session.flush()
    return reuse


def write(reuse: Reuse, told: Told) -> None:
    """Put what a body says in its row."""
    for name in Told.__dataclass_fields__:
        setattr(reuse, name, getattr(told, name))
    reuse.html, reuse.renderer_version = told.html, RENDERER_VERSION


def review(reuse: Reuse, said: Reviewed) -> None:
    """Put a review on a reuse."""
    for name in Reviewed.__dataclass_fields__:
        setattr(reuse, name, getattr(said, name))
    reuse.reviewed_at = now()


def aim(reuse: Reuse, software: Iterable[Software], needs: Iterable[Need]) -> None:
    """Link a reuse to its software and the needs it answers, instead of those said before."""
    wanted = {(row.id, LinkKind.ABOUT): row.record for row in software}
    wanted |= {(row.id, LinkKind.ANSWERS): row.record for row in needs}
    known = db.session.execute(
        select(Record, RecordLink.kind)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(
            RecordLink.from_id == reuse.id,
            RecordLink.kind.in_([LinkKind.ABOUT, LinkKind.ANSWERS]),
        )
    ).all()
    for record, kind in known:
        if (record.id, kind) not in wanted:
            unlink(reuse.record, record, LinkKind(kind))
    for (_number, kind), record in wanted.items():
        link(reuse.record, record, kind)
    db.session.flush()
    db.session.expire(reuse, ["software"])


def publish(reuse: Reuse) -> None:
    """Number a reuse and let everybody read it, but who may not read the needs it answers."""
    give_reference(reuse.record)
    reuse.state, reuse.published_at = ReuseState.PUBLISHED, now()
    widen(reuse)


def widen(reuse: Reuse) -> None:
    """Let a published reuse be read as far as the narrowest need it answers."""
    needs = db.session.scalars(
        select(Record)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(RecordLink.from_id == reuse.id, RecordLink.kind == LinkKind.ANSWERS)
    ).all()
    reuse.record.audience = narrowest(needs)
    add_readers(reuse.record, holder_tokens(needs))


def snapshot_of(reuse: Reuse) -> dict[str, Any]:
    """Return all that a reuse says, its review included, as plain JSON values."""
    told = {
        "title": reuse.title,
        "body": reuse.body,
        "version_deployed": reuse.version_deployed,
        "since": reuse.due_label,
        "users_reached": reuse.users_reached,
        "hosting": reuse.hosting,
        "software": [row.name for row in reuse.software],
    }
    said = {name: getattr(reuse, name) for name in Reviewed.__dataclass_fields__}
    return {**told, "review": said if reuse.reviewed_at is not None else None}


def add_version(
    reuse: Reuse, *, reason: str = "", acted: dict[str, int | None] | None = None
) -> ReuseVersion:
    """Keep what a reuse says now as its next version."""
    last = db.session.scalar(
        select(func.max(ReuseVersion.number)).where(ReuseVersion.reuse_id == reuse.id)
    )
    snapshot = snapshot_of(reuse)
    version = ReuseVersion(
        reuse_id=reuse.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=reuse.renderer_version,
        **(acted or {}),
    )
    db.session.add(version)
    db.session.flush()
    return version


def add_published_reuse(
    told: Told,
    *,
    organization: Organization,
    software: Sequence[Software],
    needs: Sequence[Need] = (),
    said: Reviewed | None = None,
    published_on: date | None = None,
) -> Reuse:
    """Add a reuse that was told elsewhere, published, with its review when it has one."""
    reuse = new_reuse(told, organization_id=organization.id)
    aim(reuse, software, needs)
    publish(reuse)
    if published_on is not None:
        reuse.published_at = datetime.combine(published_on, time(12), UTC)
    if said is not None:
        review(reuse, said)
    add_version(reuse)
    return reuse


def is_empty(said: Reviewed) -> bool:
    """Say whether a review says nothing."""
    return not any(value not in (None, "") for value in asdict(said).values())
