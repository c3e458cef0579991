"""What the page of a poll shows of its result, once it may be seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from council.organizations.viewer import Viewer
from council.polls import (
    policies,
    queries,
    queries_results,
    queries_second,
    queries_secret,
    secrecy,
    words_results,
    words_secret,
)
from council.polls.followups import followups_shown
from council.polls.models import Poll, RollEntry
from council.polls.policies_acts import can_state_outcome
from council.polls.queries_objections import closed_seats
from council.polls.queries_results import Outcome
from council.polls.queries_statements import statement_of
from council.polls.words_ballots import content_said
from council.polls.words_explained import Explanation, explain
from council.polls.words_proxies import votants_by_proxy


def result_shown(
    poll: Poll, mine: Sequence[RollEntry], names: dict[str, str], at: Any, viewer: Viewer
) -> dict[str, Any]:
    """Return the facts of a result for a page, or why it is not shown, with one's own ballots."""
    seen = policies.can_see_result(viewer, poll, bool(mine), at)
    if not seen:
        return {"seen": seen, "cast": queries.ballots_for(mine)}
    box = queries.box_of(poll)
    outcome = queries_results.outcome_of(poll, box)
    voted = queries_results.chair_voted(viewer, box)
    result, labels = outcome.result, poll.question.labels
    motion = poll.rule.method == "motion"
    columns, rows = words_results.counters_table(result, names, on_motion=motion)
    own = {entry.id for entry in mine}
    return {
        "seen": seen,
        "box": box,
        "said": _said(poll, box),
        "sheet": _sheet(poll, outcome, box),
        "belenios_voters": _belenios_voters(poll, outcome),
        "cast": {row.entry.id: row for row in box if row.entry.id in own},
        "outcome": outcome,
        "statement": statement_of(poll),
        "may_state": can_state_outcome(viewer, poll, at),
        "outcome_label": words_results.OUTCOMES[result.outcome],
        "outcome_tone": words_results.OUTCOME_TONES[result.outcome],
        "sentence": words_results.outcome_sentence(result, labels),
        "conditions": [
            (c, words_results.condition_sentence(c, names, labels)) for c in result.conditions
        ],
        "by_proxy": votants_by_proxy(_by_proxy(box)),
        "columns": columns,
        "rows": rows,
        "bars": words_results.bars(result, on_motion=motion),
        "explained": _explained(poll, outcome),
        "apart": _apart(poll, outcome, names),
        "call_again": poll.rule.second_convocation is not None
        and policies.can_call_again(
            viewer, poll, result.outcome, queries_second.second_of(poll) is not None
        ),
        **followups_shown(poll, result.outcome, viewer),
        "settle": policies.can_record_casting_vote(viewer, poll, result.outcome, voted),
    }


def _said(poll: Poll, box: Sequence[queries.CastBallot]) -> dict[int, str]:
    """Return each ballot in one line by seat, an objection that was closed said to be."""
    closed = closed_seats(poll)
    said = {row.entry.id: content_said(poll, row.content) for row in box}
    for row in box:
        if row.entry.uid in closed:
            said[row.entry.id] = _("%(said)s (fermée)", said=said[row.entry.id])
    return said


def _belenios_voters(poll: Poll, outcome: Outcome) -> int | None:
    """Return how many could vote in the Belenios election of a counted poll."""
    if poll.rule.secrecy != "end_to_end" or outcome.sealed is None:
        return None
    return int(json.loads(outcome.sealed.content)["belenios_voters"])


def _sheet(poll: Poll, outcome: Outcome, box: list[queries.CastBallot]) -> dict[str, Any] | None:
    """Return what a counted secret poll publishes of its box, None for a public poll."""
    if poll.rule.secrecy != "secret" or outcome.sealed is None:
        return None
    facts = json.loads(outcome.sealed.content)["secret"]
    voted = secrecy.turnout_of(box, facts)
    return {
        "ballots": [
            (content_said(poll, json.loads(row["content"])), row["proof"])
            for row in secrecy.sheet_of(queries_secret.ballots_in(poll), facts)
        ],
        "voted": None if voted is None else set(voted),
        "withheld": words_secret.withheld_lines(facts, any(row.entry.advisory for row in box)),
    }


def _by_proxy(box: Sequence[queries.CastBallot]) -> int:
    """Return how many deciding ballots that count were cast by proxy."""
    return sum(1 for row in box if row.by_proxy and not row.entry.advisory and not row.recusal)


def _explained(poll: Poll, outcome: Outcome) -> Explanation | None:
    result = outcome.result
    if result.choice is None or "withheld" in result.choice:
        return None
    if result.outcome in ("no_result", "no_quorum"):
        return None
    # What was chosen once ties are settled, not what the count alone left equal.
    tied = next((c.numbers["tied"] for c in result.conditions if c.code == "tie_among"), [])
    chosen = {"winners": list(result.winners or result.tied), "tied": tied}
    return explain(poll, result.choice | chosen)


def _apart(poll: Poll, outcome: Outcome, names: dict[str, str]) -> list[tuple[str, Explanation]]:
    """Return the same for each college where there are several, then for advisory seats."""
    result = outcome.result
    found = []
    if len(result.colleges) > 1:
        found = [
            (_("Collège %(name)s", name=names.get(key, key)), explain(poll, count))
            for key, count in result.colleges.items()
        ]
    if result.advisory_choice is not None:
        found.append((_("À titre consultatif"), explain(poll, result.advisory_choice)))
    return [(title, explanation) for title, explanation in found if explanation is not None]
