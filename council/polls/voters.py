"""By which mandates a person uses a seat."""

from __future__ import annotations

from council.organizations.models import Title
from council.organizations.viewer import Viewer

# Titles by which a person uses a seat of the organization; an observer's seat is advisory.
VOTING_TITLES = (Title.MEMBER, Title.ALTERNATE, Title.CHAIR)


def voting_organizations(viewer: Viewer, *titles: str) -> frozenset[int]:
    """Return the organizations for which this viewer holds a title that uses a seat."""
    titles = titles or (*VOTING_TITLES, Title.OBSERVER)
    return frozenset(
        m.organization_id
        for m in viewer.mandates
        if m.organization_id is not None and m.title in titles
    )


def votes_somewhere(viewer: Viewer) -> bool:
    """Say whether this viewer may be on a roll: by a seat, or heard for a body or a software."""
    return bool(voting_organizations(viewer) or viewer.software_ids)
