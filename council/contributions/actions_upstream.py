"""How a contribution goes: where it is upstream, which of its milestones are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import today
from council.contributions import policies_upstream as policies
from council.contributions.models import Contribution
from council.contributions.policies import giving_mandate
from council.contributions.queries_upstream import calendar_of
from council.contributions.steps import add_version, by, for_whom
from council.contributions.steps_upstream import Step, set_links, set_milestones
from council.journal.steps import write_entry
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def change_links(
    contribution: Contribution,
    urls: Sequence[str],
    kinds: Mapping[str, str],
    *,
    seen: int,
    author: Viewer,
) -> Contribution:
    """Say where a contribution is in the project, and what each address shows."""
    lock(contribution)
    check(policies.can_follow_up(author, contribution))
    if contribution.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié cette contribution pendant que vous écriviez."),
            ours="\n".join(urls),
            theirs="\n".join(contribution.upstream_links),
        )
    before = contribution.upstream_links
    set_links(contribution, urls, kinds)
    contribution.row_version += 1
    mandate = giving_mandate(author, contribution)
    if list(urls) != before:
        reason = _("Adresses dans le projet")
        add_version(contribution, reason=reason, acted=by(author, mandate))
    write_entry(
        "contribution.linked",
        subjects=[contribution.record],
        actor=author,
        public={"reference": contribution.reference, "links": list(urls)},
        **for_whom(mandate),
    )
    return contribution


@action
def change_milestones(
    contribution: Contribution, steps: Sequence[Step], *, seen: int, author: Viewer
) -> Contribution:
    """Write the milestones of a contribution again, with those that are done."""
    lock(contribution)
    check(policies.can_follow_up(author, contribution))
    if contribution.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié cette contribution pendant que vous écriviez."),
            ours="\n".join(step.title for step in steps),
            theirs="\n".join(row.title for row in calendar_of(contribution.id).steps),
        )
    if any(step.done_on is not None and step.done_on > today() for step in steps):
        raise Invalid({"": _("Un jalon ne peut pas être atteint à une date à venir.")})
    set_milestones(contribution, steps)
    contribution.row_version += 1
    mandate = giving_mandate(author, contribution)
    write_entry(
        "contribution.scheduled",
        subjects=[contribution.record],
        actor=author,
        public={
            "reference": contribution.reference,
            "milestones": len(steps),
            "done": sum(step.done_on is not None for step in steps),
        },
        **for_whom(mandate),
    )
    return contribution
