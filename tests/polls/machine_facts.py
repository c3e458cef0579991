"""What the database says of one poll, as plain values, and how that is compared with the model."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from council import clock
from council.access import Verdict
from council.extensions import db
from council.journal.queries import entries_about, first_fault, length
from council.polls import policies, queries, queries_results
from council.polls.models import Ballot, CurrentBallot, Poll, RollEntry
from tests.polls.machine_world import World, moment
from tests.polls.model_of_polls import DONE, NOBODY, Model

# What the journal may say in public of a poll before it closes, by kind of entry.
SAYS = {
    "poll.called": {
        "reference", "frozen_sha256", "rule_sha256", "roll_sha256", "opens_at", "closes_at",
    },
    "poll.extended": {"closes_at", "reason"},
    "poll.suspended": {"closes_at", "reason"},
    "poll.resumed": {"closes_at", "reason"},
    "poll.cancelled": {"closes_at", "reason"},
    "ballot.cast": {"receipt", "revision"},
    "recusal.declared": {"organization", "reason", "withdrawn"},
    "recusal.established": {"organization", "reason", "withdrawn"},
}  # fmt: skip
COUNTERS = ("inscrits", "deportes", "votants", "blancs", "abstentions", "pour", "contre",
            "exprimes", "membres", "absents")  # fmt: skip


@dataclass
class Facts:
    """The journal, and where a poll is."""

    entries: int
    fault: Any
    at: datetime | None = None
    phase: str = ""
    dates: tuple[datetime | None, datetime | None] = (None, None)
    roll: list[tuple[str, str, bool]] = field(default_factory=list)
    box: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    currents: int = 0
    revisions: dict[str, int] = field(default_factory=dict)
    recusals: dict[str, bool] = field(default_factory=dict)
    closings: list[tuple[datetime, datetime]] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    journal: list[tuple[str, set[str], str]] = field(default_factory=list)
    result: dict[str, Any] | None = None
    sealed: str | None = None
    poll: Poll | None = None
    seats: dict[str, RollEntry] = field(default_factory=dict)

    def agree_with(self, model: Model, world: World) -> None:
        """Fail where the database does not say what the model says."""
        assert self.phase == model.phase
        assert self.roll == [(b, c, model.is_advisory(b)) for b, c in model.roll.items()]
        assert self.box == model.box
        assert self.currents == len(model.box), "one current ballot a seat"
        assert self.revisions == model.revisions
        assert self.recusals == model.recusals
        assert self.closings == [(moment(a), moment(b)) for a, b in model.closings]
        assert self.incidents == model.incidents
        assert [kind for kind, _keys, _text in self.journal] == model.journal
        if model.roll:
            assert self.dates[1] == moment(model.closes)
        self._nothing_told_early(model)
        self._counted_as(model)

    def verdicts_agree(self, model: Model, world: World) -> None:
        """Fail where the chain has a fault, or a policy does not say what the model says."""
        assert self.fault is None
        for person in model.mandates:
            for number, (verdict, words) in enumerate(_asked(self, person, model, world)):
                assert verdict.allowed is (words == ""), (person, number, verdict.reason, words)
                assert str(verdict.reason) == words, (person, number)

    def _nothing_told_early(self, model: Model) -> None:
        if model.phase in DONE:
            return
        for kind, keys, text in self.journal:
            assert keys <= SAYS[kind], (kind, keys)
            assert '"for"' not in text and '"against"' not in text and "Expliqué" not in text

    def _counted_as(self, model: Model) -> None:
        if model.phase not in DONE:
            assert self.result is None and self.sealed is None
            return
        expected = model.result()
        assert self.result is not None
        assert self.result["outcome"] == expected.outcome
        for name in COUNTERS:
            assert self.result["total"][name] == expected.total[name], name
            assert self.result["advisory"][name] == expected.advisory[name], name
        for group in self.result["groups"]:
            own = expected.colleges[group["college"]]
            assert group["counters"] == {name: own[name] for name in COUNTERS}
        before = model.settled
        model.settled = ""
        if model.phase != "closed":
            assert self.sealed == model.result().outcome, "the sealed result stays as it was"
        model.settled = before


def facts_of(world: World, poll: Poll | None, *, chain: bool = True) -> Facts:
    """Read everything, in one go; the whole chain of the journal when asked."""
    box: list[Facts] = []

    def read(row: Poll | None) -> None:
        facts = Facts(length(), first_fault() if chain else None)
        if row is not None:
            _read_poll(facts, row, {account.id: name for name, account in world.people.items()})
        box.append(facts)

    world.polls.build(read, poll)
    return box[0]


def _read_poll(facts: Facts, poll: Poll, names: dict[int, str]) -> None:
    now = clock.database_now(db.session())
    facts.poll, facts.at, facts.phase = poll, now, str(poll.phase(now))
    facts.dates = poll.opens_at, poll.closes_at
    rows = queries.box_of(poll)
    facts.seats = {row.entry.organization_name: row.entry for row in rows}
    facts.roll = [(r.entry.organization_name, r.entry.college_key, r.entry.advisory) for r in rows]
    facts.box = {
        row.entry.organization_name: (row.choice, row.ballot.reason, names[row.ballot.account_id])
        for row in rows
        if row.ballot is not None
    }
    facts.currents = db.session.scalar(db.select(db.func.count()).select_from(CurrentBallot))
    facts.revisions = dict(
        db.session.execute(
            db.select(RollEntry.organization_name, db.func.max(Ballot.revision))
            .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
            .group_by(RollEntry.organization_name)
        ).all()
    )
    events = queries.events_of(poll)
    facts.recusals = {name: recusal.established for recusal, name in events.recusals}
    facts.closings = [(e.closed_at_before, e.closes_at) for e in events.extensions]
    facts.incidents = [str(incident.kind) for incident in events.incidents]
    facts.journal = [
        (entry.kind, set(json.loads(entry.public)), entry.public)
        for entry in reversed(entries_about(poll.id))
        if entry.kind not in {"decision.drafted", "decision.adopted"}
    ]
    if facts.phase in DONE:
        outcome = queries_results.outcome_of(poll, rows)
        facts.result = outcome.result.as_json()
        if outcome.sealed is not None:
            facts.sealed = json.loads(outcome.sealed.content)["outcome"]


def _asked(facts: Facts, person: str, model: Model, world: World) -> list[tuple[Verdict, str]]:
    """What the policies and the model say of each act by a person, in the same order."""
    poll, at = facts.poll, facts.at
    tied = facts.result["outcome"] if facts.result else ""
    viewer = world.known_viewer(person, model)
    own = [body for body in model.roll if model.uses(person, body)]
    voted = any(b[2] == person and not model.is_advisory(s) for s, b in model.box.items())
    asked: list[tuple[Verdict, str]] = [
        (policies.can_draft_poll(viewer), model.draft(person)),
        (policies.can_edit_poll(viewer, poll), model.edit(person)),
        (policies.can_open_poll(viewer, poll), model.open(person)),
        (policies.can_extend_poll(viewer, poll, at), model.extend(person)),
        (policies.can_suspend_poll(viewer, poll, at), model.suspend(person)),
        (policies.can_resume_poll(viewer, poll), model.resume(person)),
        (policies.can_cancel_poll(viewer, poll, at), model.cancel(person)),
        (policies.can_see_result(viewer, poll, bool(own), at), model.see_result(person)),
        (policies.can_record_casting_vote(viewer, poll, tied, voted), model.settle(person)),
    ]
    for body, seat in facts.seats.items():
        cast = policies.can_cast_ballot(viewer, poll, seat, at, body in model.recusals)
        asked.append((cast, model.cast(person, body)))
    for body in model.bodies if person != NOBODY else []:
        recuse = policies.can_recuse(viewer, poll, world.bodies[body].id, at)
        asked.append((recuse, model.recuse(person, body)))
    return asked
