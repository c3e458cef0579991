"""How long things take: whole days, the middle one, and the one nine in ten do not exceed."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Delay:
    """How long something took, in whole days: how many were measured, the middle one, and the
    one that nine in ten do not exceed (nearest rank)."""

    count: int
    median: int
    ninth_decile: int


def delay_of(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Delay | None:
    """Return the delay between the two moments of each pair; None when nothing was measured.

    A pair whose end is missing or before its start (an import dated by hand) is left out.
    """
    days = sorted(
        int((end - start).total_seconds() // SECONDS_A_DAY)
        for start, end in pairs
        if start is not None and end is not None and end >= start
    )
    if not days:
        return None
    rank = -(-9 * len(days) // 10) - 1
    return Delay(len(days), int(statistics.median(days)), days[rank])
