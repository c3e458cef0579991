"""Reads on proxies: which are in force, who carries which seat, who may still give one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from council.extensions import db
from council.organizations.models import Title
from council.organizations.viewer import Viewer
from council.polls.models import Poll, RollEntry
from council.polls.models_proxies import Proxy, ProxyEnd
from council.polls.voters import VOTING_TITLES, voting_organizations


@dataclass(frozen=True)
class Carried:
    """A proxy in force, with both seats."""

    proxy: Proxy
    giver: RollEntry
    holder: RollEntry


def proxies_of(poll: Poll) -> list[Carried]:
    """Return the proxies in force in a poll, oldest first."""
    return [row for row in every_proxy_of(poll) if row.proxy.ended == ProxyEnd.IN_FORCE]


def every_proxy_of(poll: Poll) -> list[Carried]:
    """Return the proxies given in a poll, those that ended too, oldest first."""
    if not poll.rule.proxies:
        return []
    giver, holder = aliased(RollEntry), aliased(RollEntry)
    rows = db.session.execute(
        select(Proxy, giver, holder)
        .join(giver, giver.id == Proxy.giver_id)
        .join(holder, holder.id == Proxy.holder_id)
        .where(Proxy.poll_id == poll.id)
        .order_by(Proxy.id)
    )
    return [Carried(proxy, one, other) for proxy, one, other in rows]


def proxy_of(entry: RollEntry) -> Proxy | None:
    """Return the proxy in force of a seat."""
    return db.session.scalar(
        select(Proxy).where(Proxy.giver_id == entry.id, Proxy.ended == ProxyEnd.IN_FORCE)
    )


def carried_proxy(viewer: Viewer, entry: RollEntry) -> Proxy | None:
    """Return the proxy by which this person votes for a seat that is not theirs, if any."""
    if entry.id is None:
        return None
    return db.session.scalar(
        select(Proxy)
        .join(RollEntry, RollEntry.id == Proxy.holder_id)
        .where(Proxy.giver_id == entry.id, Proxy.ended == ProxyEnd.IN_FORCE, _held_by(viewer))
    )


def had_proxy(viewer: Viewer, entry: RollEntry) -> bool:
    """Say whether this person carried the vote of a seat by a proxy that has ended."""
    found = db.session.scalar(
        select(Proxy.id)
        .join(RollEntry, RollEntry.id == Proxy.holder_id)
        .where(Proxy.giver_id == entry.id, Proxy.ended != ProxyEnd.IN_FORCE, _held_by(viewer))
        .limit(1)
    )
    return found is not None


def once_carried(poll: Poll, uid: str, viewer: Viewer) -> RollEntry | None:
    """Return the seat of that uid when this person carried its vote by a proxy that has ended."""
    if not poll.rule.proxies:
        return None
    entry = db.session.scalar(
        select(RollEntry).where(RollEntry.poll_id == poll.id, RollEntry.uid == uid)
    )
    return entry if entry is not None and had_proxy(viewer, entry) else None


def given_seats() -> ColumnElement[bool]:
    """The seats of rolls that gave their vote to another, for a query on roll entries."""
    return RollEntry.id.in_(select(Proxy.giver_id).where(Proxy.ended == ProxyEnd.IN_FORCE))


def _held_by(viewer: Viewer, entry: type[RollEntry] = RollEntry) -> ColumnElement[bool]:
    voting = sorted(voting_organizations(viewer, *VOTING_TITLES))
    watching = sorted(voting_organizations(viewer, Title.OBSERVER))
    return entry.organization_id.in_(voting) | (
        entry.advisory & entry.organization_id.in_(watching)
    )


def carried_seats(viewer: Viewer) -> ColumnElement[bool]:
    """The seats of rolls that a viewer carries by proxy, for a query on roll entries."""
    holder = aliased(RollEntry)
    return RollEntry.id.in_(
        select(Proxy.giver_id)
        .join(holder, holder.id == Proxy.holder_id)
        .where(Proxy.ended == ProxyEnd.IN_FORCE, _held_by(viewer, holder))
    )


def may_hold(entry: RollEntry, roll: Sequence[RollEntry], known: Sequence[Carried], most: int,
             gone: set[int]) -> list[RollEntry]:  # fmt: skip
    """Return the seats that could carry this one: of its roll, free of any proxy given, with room.

    A seat that decides is never carried by one that is only heard; `gone` are the bodies that were
    recused.
    """
    giving = {row.giver.id for row in known}
    carried = [row.holder.id for row in known]
    return [
        other
        for other in roll
        if other.organization_id != entry.organization_id
        and other.advisory == entry.advisory
        and not other.is_guest
        and other.organization_id not in gone
        and other.id not in giving
        and carried.count(other.id) < most
    ]
