"""Who tells how a contribution goes: its addresses in the project, its milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.contributions.models import ContributionState
from council.contributions.policies import NOT_YOURS, giving_mandate

if TYPE_CHECKING:
    from council.contributions.models import Contribution
    from council.organizations.viewer import Viewer

OVER = _l("Cette contribution n’a plus cours.")
FOLLOWED = frozenset(
    {
        ContributionState.OFFERED,
        ContributionState.ACCEPTED,
        ContributionState.UNDER_WAY,
        ContributionState.DELIVERED,
        ContributionState.CONFIRMED,
    }
)


def can_follow_up(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that gives keeps the addresses and milestones of its contribution up to date."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if giving_mandate(viewer, contribution) is None:
        return no(NOT_YOURS)
    if contribution.state not in FOLLOWED:
        return no(OVER)
    return yes()
