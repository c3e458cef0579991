"""What is done with pairs of needs that look alike: noted by the worker, dismissed by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, or_

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.needs import policies
from council.needs.models import Need
from council.needs.models_pairs import PairScan, SimilarPair
from council.organizations.viewer import Viewer
from council.transactions import Invalid, action, lock, quiet_action


@dataclass(frozen=True)
class FoundPair:
    """A need that looks like the one compared, and why."""

    other_id: int
    score_thousandths: int
    reasons: Mapping[str, Sequence[str]]


@quiet_action
def note_pairs(need: Need, row_version: int, found: Sequence[FoundPair]) -> int:
    """Write the pairs of a need instead of those written before; return how many are new.

    A pair that somebody dismissed keeps its dismissal. Not journalled: nobody acted.
    """
    lock(need)
    db.session.execute(
        delete(SimilarPair).where(
            or_(SimilarPair.low_id == need.id, SimilarPair.high_id == need.id),
            SimilarPair.dismissed_at.is_(None),
        )
    )
    added = 0
    for pair in found:
        low, high = sorted((need.id, pair.other_id))
        if db.session.get(SimilarPair, (low, high), populate_existing=True) is None:
            reasons = {name: list(words) for name, words in pair.reasons.items()}
            row = SimilarPair(
                low_id=low, high_id=high, score_thousandths=pair.score_thousandths, reasons=reasons
            )
            db.session.add(row)
            added += 1
    db.session.merge(PairScan(need_id=need.id, row_version=row_version))
    return added


@action
def dismiss_pair(pair: SimilarPair, *, author: Viewer, reason: str) -> SimilarPair:
    """Say that two needs are not the same problem, and why; the pair never comes again."""
    lock(pair)
    check(policies.can_dismiss_pair(author))
    if not reason:
        raise Invalid({"reason": _("Dites en une phrase ce qui les distingue.")})
    if pair.dismissed_at is not None:
        raise Invalid({"reason": _("Cette paire a déjà été écartée.")})
    pair.dismissed_at, pair.dismissed_reason = now(), reason
    pair.dismissed_by_id = author.account_id
    needs = [db.session.get_one(Need, number) for number in (pair.low_id, pair.high_id)]
    write_entry(
        "need.pair_dismissed",
        subjects=[need.record for need in needs],
        actor=author,
        private={"reason": reason},
    )
    return pair
