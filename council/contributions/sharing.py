"""Sharing a cost: which pledges count, how much is covered, who pays what; pure functions.

Source: our rule, written here and in docs/funding.md. All amounts are whole cents, with the same
tax as the estimate.

**Which pledges count.** A firm pledge counts. An intended pledge never does: it is shown apart. A
conditional pledge may ask for a day (it counts until that day included, then lapses) and for a
total (it counts only if the pledges that count, itself among them, reach it).

Pledges may wait for one another: two bodies that each give 15 000 € « si 30 000 € sont réunis »
support each other. So the pledges that count are the **greatest consistent set**: start from every
firm and conditional pledge that is confirmed and has not lapsed; take away those whose asked total
the rest does not reach; do it again until nothing changes. The total only shrinks on the way, so a
pledge taken away could not have stayed in any consistent set: the set found holds every other
consistent set, does not depend on the order of the pledges, and only grows when a pledge is added.

**Who pays what.** When more is pledged than is asked, each pays in proportion of its pledge. Each
gets the whole cents below its exact share; the cents left over go one each to the largest
remainders, ties to the earlier pledge. The parts sum exactly to what is asked, and nobody pays more
than it pledged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class PledgeKind(StrEnum):
    """How far a pledge binds."""

    FIRM = "firm"
    INTENDED = "intended"
    CONDITIONAL = "conditional"


@dataclass(frozen=True)
class Terms:
    """What one pledge says; `order` is unique and tells which came first.

    `confirmed` is false once the deadline was moved and the pledger has not agreed to it.
    """

    order: int
    amount: int
    kind: str = PledgeKind.FIRM
    minimum_total: int | None = None
    valid_until: date | None = None
    confirmed: bool = True


class Why(StrEnum):
    """Why a pledge counts or not."""

    FIRM = "firm"
    IN_TIME = "in_time"
    TOTAL_REACHED = "total_reached"
    TOTAL_MISSED = "total_missed"
    LAPSED = "lapsed"
    INTENDED = "intended"
    TO_CONFIRM = "to_confirm"


COUNTED = frozenset({Why.FIRM, Why.IN_TIME, Why.TOTAL_REACHED})


@dataclass(frozen=True)
class Count:
    """What a set of pledges comes to, on one day, for one estimate."""

    estimate: int
    total: int
    declared: int
    why: Mapping[int, Why]

    @property
    def counted(self) -> frozenset[int]:
        """The orders of the pledges that count."""
        return frozenset(order for order, why in self.why.items() if why in COUNTED)

    @property
    def share(self) -> Fraction:
        """The covered share of the estimate, exact; above one when more is pledged than asked."""
        return Fraction(self.total, self.estimate)

    @property
    def percent(self) -> int:
        """The covered share in whole percents, rounded down: 100 only once all is covered."""
        return min(100, 100 * self.total // self.estimate)

    @property
    def is_reached(self) -> bool:
        """Say whether the estimate is covered."""
        return self.total >= self.estimate

    @property
    def missing(self) -> int:
        """The cents still missing."""
        return max(0, self.estimate - self.total)


def count_pledges(pledges: Iterable[Terms], *, estimate: int, day: date) -> Count:
    """Return which pledges count on a day, and why; ValueError when the estimate is not positive
    or two pledges have the same order."""
    listed = list(pledges)
    if estimate <= 0:
        raise ValueError("an estimate is a positive number of cents")
    if len({terms.order for terms in listed}) != len(listed):
        raise ValueError("two pledges have the same order")
    why = {terms.order: _alone(terms, day) for terms in listed}
    standing = [terms for terms in listed if why[terms.order] in COUNTED]
    total = sum(terms.amount for terms in standing)
    while True:
        kept = [terms for terms in standing if (terms.minimum_total or 0) <= total]
        if len(kept) == len(standing):
            break
        for terms in standing:
            if (terms.minimum_total or 0) > total:
                why[terms.order] = Why.TOTAL_MISSED
        standing = kept
        total = sum(terms.amount for terms in standing)
    declared = sum(terms.amount for terms in listed if terms.kind == PledgeKind.INTENDED)
    return Count(estimate, total, declared, why)


def _alone(terms: Terms, day: date) -> Why:
    if terms.kind == PledgeKind.INTENDED:
        return Why.INTENDED
    if terms.valid_until is not None and terms.valid_until < day:
        return Why.LAPSED
    if not terms.confirmed:
        return Why.TO_CONFIRM
    if terms.minimum_total is not None:
        return Why.TOTAL_REACHED
    return Why.IN_TIME if terms.valid_until is not None else Why.FIRM


def split_cost(pledges: Iterable[Terms], cost: int) -> dict[int, int]:
    """Return what each of these pledges pays of a cost, by order: the sum is exactly the cost.

    Give only pledges that count. ValueError when they do not cover the cost.
    """
    listed = sorted(pledges, key=lambda terms: terms.order)
    total = sum(terms.amount for terms in listed)
    if cost < 0 or total < cost:
        raise ValueError("the pledges do not cover the cost")
    if total == 0:
        return {terms.order: 0 for terms in listed}
    parts = {terms.order: terms.amount * cost // total for terms in listed}
    left = cost - sum(parts.values())
    by_remainder = sorted(listed, key=lambda t: (-(t.amount * cost % total), t.order))
    for terms in by_remainder[:left]:
        parts[terms.order] += 1
    return parts
