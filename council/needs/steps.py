"""Writes on needs that actions, imports and higher features share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select

from council.clock import now, today
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs.models import (
    REQUIREMENTS,
    TRANSITIONS,
    Need,
    NeedState,
    NeedTag,
    NeedVersion,
    Transition,
    Visibility,
    Who,
)
from council.organizations.models import Organization
from council.organizations.viewer import Viewer
from council.records.canonical import digest
from council.records.models import Audience, LinkKind, Record, RecordKind, RecordLink
from council.records.steps import give_reference, link, new_record, set_audience, unlink
from council.software.models import Software

# What is written in Markdown, in the order in which a page shows it.
MARKDOWN_FIELDS = ("summary", "body", "current_situation", "enough", "constraints", "skills")
# All that its holder says; a version keeps these, with the software concerned and the tags.
FIELDS = (
    "title",
    *MARKDOWN_FIELDS,
    "affected",
    "affected_count",
    "function",
    *REQUIREMENTS,
    "imposed_licence",
    "legal_frame",
    "due_label",
    "visibility",
)

# How far a need may be seen once published, by what its filer chose. The secretariat reads all
# that was submitted; the holder is always a named reader.
PUBLISHED_TO = {
    Visibility.PUBLIC: Audience.PUBLIC,
    Visibility.COUNCIL: Audience.COUNCIL,
    Visibility.ORGANIZATION: Audience.SECRETARIAT,
}


def render_texts(texts: Mapping[str, str | None]) -> dict[str, str]:
    """Return the safe HTML of each text; to be called outside any lock; raises MarkdownRefused."""
    return {field: str(render_markdown(text).html) for field, text in texts.items() if text}


def find_transition(source: str, target: str) -> Transition | None:
    """Return the move between two states, None when there is none."""
    return next((t for t in TRANSITIONS if (t.source, t.target) == (source, target)), None)


def new_need(
    *,
    organization: Organization | None = None,
    software: Software | None = None,
    audience: Audience = Audience.HOLDERS,
    author: Viewer | None = None,
) -> Need:
    """Add an empty draft, held by an organization or by a software (then a call)."""
    if (organization is None) == (software is None):
        raise ValueError("a need has one holder: an organization or a software")
    record = new_record(
        RecordKind.NEED,
        audience=audience,
        organization_id=organization.id if organization is not None else None,
        software_id=software.id if software is not None else None,
    )
    need = Need(id=record.id, state=NeedState.DRAFT, html={}, filed_on=today())
    if author is not None:
        need.account_id = author.account_id
    db.session.add(need)
    db.session.flush()
    return need


def write_need(need: Need, fields: Mapping[str, Any], *, html: Mapping[str, str]) -> None:
    """Give a need new words and the HTML made from them; software is set by `set_software`."""
    for field, value in fields.items():
        setattr(need, field, value)
    rendered = {name for name in MARKDOWN_FIELDS if name in fields}
    kept = {name: text for name, text in (need.html or {}).items() if name not in rendered}
    need.html = {**kept, **{name: html[name] for name in rendered if html.get(name)}}
    need.renderer_version = RENDERER_VERSION
    need.updated_at = now()


def set_software(need: Need, software: Iterable[Software]) -> None:
    """Say which software a need concerns, instead of those said before."""
    wanted = {row.id: row.record for row in software}
    known = db.session.scalars(
        select(Record)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(
            RecordLink.from_id == need.id,
            RecordLink.kind == LinkKind.ABOUT,
            Record.kind == RecordKind.SOFTWARE,
        )
    ).all()
    for record in known:
        if record.id not in wanted:
            unlink(need.record, record, LinkKind.ABOUT)
    for record in wanted.values():
        link(need.record, record, LinkKind.ABOUT)
    db.session.flush()
    db.session.expire(need, ["software"])


def set_tags(need: Need, tags: Iterable[str]) -> None:
    """File a need under these words, normalized beforehand, instead of those it had."""
    db.session.execute(
        delete(NeedTag)
        .where(NeedTag.need_id == need.id)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(need, ["tags"])
    rows = [{"need_id": need.id, "tag": t, "position": n} for n, t in enumerate(tags, start=1)]
    if rows:
        db.session.execute(insert(NeedTag), rows)


def submit(need: Need) -> str:
    """Move a draft to the secretariat: reference, first reading by it; return the reference."""
    need.state = NeedState.SUBMITTED
    need.submitted_at = now()
    need.filed_on = today()
    set_audience(need.record, Audience.SECRETARIAT)
    return give_reference(need.record)


def publish(need: Need) -> None:
    """Let a need be read as far as its filer chose."""
    need.state = NeedState.PUBLISHED
    need.published_at = now()
    set_audience(need.record, PUBLISHED_TO[Visibility(need.visibility)])


def close(need: Need, state: NeedState, reason: str = "") -> None:
    """End a need's life in a state, saying why; its page stays."""
    need.state = state
    need.closed_at = now()
    need.closing_reason = reason


def move_need(need: Need, state: NeedState, *, reason: str = "") -> bool:
    """Move a need as its chain asks (planned, met…); False when its state does not allow it."""
    transition = find_transition(need.state, state)
    if transition is None or Who.CHAIN not in transition.who:
        return False
    need.state = state
    need.closed_at = now() if state in {NeedState.MET, NeedState.UNMET} else None
    need.closing_reason = reason or need.closing_reason
    return True


def snapshot_of(need: Need) -> dict[str, Any]:
    """Return all that a need says, as a version keeps it."""
    said = {field: getattr(need, field) for field in FIELDS}
    return {**said, "software": [row.name for row in need.software], "tags": need.tag_words}


def last_version(need_id: int) -> int:
    """Return the number of a need's last version, 0 before its submission."""
    return (
        db.session.scalar(
            select(func.max(NeedVersion.number)).where(NeedVersion.need_id == need_id)
        )
        or 0
    )


def add_version(need: Need, *, author: Viewer | None, reason: str = "") -> NeedVersion:
    """Keep what a need says now as its next version, with who and why."""
    snapshot = snapshot_of(need)
    organization_id, software_id = acting_for(need, author)
    version = NeedVersion(
        need_id=need.id,
        number=last_version(need.id) + 1,
        snapshot=snapshot,
        sha256=digest(snapshot),
        reason=reason,
        renderer_version=need.renderer_version,
        account_id=author.account_id if author is not None else None,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def acting_for(need: Need, author: Viewer | None) -> tuple[int | None, int | None]:
    """Return the organization and software a person acts for on this need: its holder when they
    are mandated for it, else their chosen mandate."""
    if author is None:
        return None, None
    record = need.record
    if record.organization_id is not None and author.representing(record.organization_id):
        return record.organization_id, None
    if record.software_id is not None and record.software_id in author.software_ids:
        return None, record.software_id
    return author.acts_for


def add_published_need(
    *,
    title: str,
    organization: Organization | None = None,
    software: Software | None = None,
    html: Mapping[str, str],
    visibility: Visibility = Visibility.PUBLIC,
    filed_on: date | None = None,
    source: str = "",
    tags: Iterable[str] = (),
    **texts: Any,
) -> Need:
    """Add a need that was published elsewhere, with its reference of this year's and version 1."""
    need = new_need(organization=organization, software=software)
    write_need(need, {"title": title, "visibility": visibility, **texts}, html=html)
    need.source = source
    set_tags(need, tags)
    submit(need)
    need.filed_on = filed_on or today()
    publish(need)
    add_version(need, author=None, reason=source)
    return need


def rewrite_need(need: Need, fields: Mapping[str, Any], *, html: Mapping[str, str]) -> None:
    """Write what a newer import says, as a new version."""
    columns = {name: value for name, value in fields.items() if name != "tags"}
    write_need(need, columns, html=html)
    if "tags" in fields:
        set_tags(need, fields["tags"])
    need.row_version += 1
    add_version(need, author=None, reason=need.source)
