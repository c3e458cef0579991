"""A walk over the life of one poll: acts by anybody at any moment, and what must then be true."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from council.polls import jobs
from tests.polls import model_of_polls as said
from tests.polls.machine_facts import facts_of
from tests.polls.machine_rules import (
    ANYBODY,
    BALLOTS,
    BODIES,
    CHOICES,
    EVEN,
    FAITHFUL,
    LATER,
    PERSONS,
    REASONS,
    SHIFTS,
    rules,
)  # fmt: skip
from tests.polls.machine_world import HOUR, LATE, PEOPLE, SEATS, World, to_moment
from tests.polls.model_of_polls import DONE_ANSWER, SAME, Answer, invalid, refused

exists = precondition(lambda self: self.model.state != "none")
called = precondition(lambda self: bool(self.model.roll))
REVOCABLE = sorted((p, t, b) for p, held in PEOPLE.items() for t, b in held if b in SEATS)


class LifeOfAPoll(RuleBasedStateMachine):
    """Every act is done and compared with the model's answer; the rest is looked at after each."""

    world: ClassVar[World]
    driver_class: ClassVar[Any]
    # How many times each act was done, was refused, and each outcome was counted.
    tally: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.world.connection.begin_nested()
        to_moment(0)
        self.model = self.world.model()
        self.driver = self.driver_class(self.world, self.model)
        self.rules: list[tuple[str, dict[str, Any]]] = []
        self.before = facts_of(self.world, None).entries
        self.steps = 0
        # Whether something changed since the policies were last asked about everybody.
        self.moved = True

    def teardown(self) -> None:
        """Undo the walk."""
        self.savepoint.rollback()

    def _compare(self, act: str, person: str, answer: Answer, got: Answer, **facts: Any) -> bool:
        """Say whether the act was done; fail when it was not answered as expected."""
        expected = self.driver.expected(act, person, answer, **facts)
        kind = "done" if expected == SAME else expected.kind
        assert got.kind == kind, (act, person, expected, got.kind, got.words[:300])
        assert expected.words in got.words, (act, person, expected)
        self.tally[f"{act} {expected.kind}"] += 1
        self.moved = self.moved or expected == DONE_ANSWER
        return expected == DONE_ANSWER

    # Before anybody votes.

    @initialize(
        first=rules(),
        second=rules(),
        person=PERSONS,
        stage=st.integers(0, 7),
        length=LATER,
        ballots=BALLOTS,
        leaving=st.none() | BODIES,
    )
    def begin(
        self,
        first: Any,
        second: Any,
        person: str,
        stage: int,
        length: int,
        ballots: list[str],
        leaving: str | None,
    ) -> None:
        """Two rules to choose from; most walks begin with a poll that is open, voted, or over."""
        first, ballots = (first | EVEN, ["for", "against"] * 3) if stage == 7 else (first, ballots)
        self.rules = [self.world.add_rule(f"Règle {n}", r) for n, r in enumerate((first, second))]
        self.model.entries += 2
        self._draft(person if stage == 0 else "présidence", 0, "public" if stage % 3 else "council")
        if stage > 1:
            self._open("présidence", 30 if stage == 2 else None, length)
        if stage > 3:
            self._all_vote(ballots)
        if leaving and stage in {4, 5, 6}:
            self._recuse("présidence", leaving)
        if stage == 5:
            self.suspend("présidence")
            self._go_to(self.model.closes + HOUR // 2)
        if stage > 5:
            self._go_to(self.model.closes + HOUR // 2)
            self.seal()

    @precondition(lambda self: self.model.state == "none")
    @rule(person=PERSONS, number=st.integers(0, 1), shown=st.sampled_from(["public", "council"]))
    def draft(self, person: str, number: int, shown: str) -> None:
        """Somebody proposes a poll."""
        self._draft(person, number, shown)

    def _draft(self, person: str, number: int, shown: str) -> None:
        key, content = self.rules[number]
        words = self.model.draft(person)
        got = self.driver.draft(person, key, shown)
        if self._compare("draft", person, refused(words) if words else DONE_ANSWER, got):
            self.model.state, self.model.author, self.model.rule = "draft", person, content
            self.model.shown_to = shown

    @precondition(lambda self: self.model.state == "draft" or self.steps % 9 == 0)
    @exists
    @rule(person=PERSONS, number=st.integers(0, 1), stale=st.integers(0, 3), shown=st.booleans())
    def edit(self, person: str, number: int, stale: int, shown: bool) -> None:
        """Somebody changes the draft, perhaps one they read before another changed it."""
        key, content = self.rules[number]
        shown_to, old = "public" if shown else "council", stale == 0
        answer = Answer("conflict", said.MEANWHILE) if old else DONE_ANSWER
        if words := self.model.edit(person):
            answer = refused(words)
        got = self.driver.edit(person, key, shown_to, self.model.version - old)
        if self._compare("edit", person, answer, got):
            self.model.version += 1
            self.model.rule, self.model.shown_to = content, shown_to

    @precondition(lambda self: self.model.state == "draft" or self.steps % 9 == 0)
    @exists
    @rule(person=PERSONS, wait=st.sampled_from([None, None, None, -90, 30, 150]), length=SHIFTS)
    def open(self, person: str, wait: int | None, length: int) -> None:
        """Somebody calls the vote, now or later, or in the past, or backwards."""
        self._open(person, wait, length)

    def _open(self, person: str, wait: int | None, length: int) -> None:
        model = self.model
        opens = None if wait is None else model.now + wait
        closes = (model.now + HOUR // 2 if opens is None else opens) + length
        words = model.open(person)
        answer = refused(words) if words else model.answer_open(opens, closes)
        got = self.driver.open(person, opens, closes)
        if self._compare("open", person, answer, got):
            model.roll = {body: model.seats[body] for body in model.bodies}
            model.opens, model.closes = model.now if opens is None else opens, closes
            model.state = "called"
            model.note("poll.called")

    @precondition(lambda self: self.model.state == "draft" and self.steps > 4)
    @rule(wait=st.sampled_from([None, None, 30]), length=LATER)
    def open_well(self, wait: int | None, length: int) -> None:
        """The chair calls the vote, so that most walks go on to it."""
        self._open("présidence", wait, length)

    # Time, seats and mandates.

    @rule(hours=st.sampled_from([1, 2, 6, 24]))
    def time_passes(self, hours: int) -> None:
        """Hours pass."""
        self._go_to(self.model.now + hours * HOUR)

    @precondition(lambda self: self.model.phase in {"coming", "open"} and self.model.box)
    @rule(wait=st.integers(0, 2))
    def the_next_moment_comes(self, wait: int) -> None:
        """Just after the opening, or the closing, has come; half of the times there is a vote."""
        coming = self.model.phase == "coming"
        if coming or wait == 0:
            self._go_to((self.model.opens if coming else self.model.closes) + HOUR // 2)

    def _go_to(self, minutes: int) -> None:
        self.model.now = minutes - minutes % HOUR
        to_moment(self.model.now)
        self.moved = True

    @rule(which=st.sampled_from(REVOCABLE))
    def a_mandate_ends_or_begins(self, which: tuple[str, str, str]) -> None:
        """Somebody loses a mandate, or gets it again: the roll stays, who uses it changes."""
        person, title, body = which
        self.moved = True
        held = self.model.mandates[person]
        if (title, body) in held:
            self.world.revoke(person, title, body)
            held.remove((title, body))
        else:
            self.world.give(person, title, body)
            held.add((title, body))

    @precondition(lambda self: LATE not in self.model.seats)
    @rule(college=st.sampled_from(["ecosysteme", "administrations"]))
    def a_body_gets_a_seat(self, college: str) -> None:
        """A body joins a college: it votes in polls called later."""
        self.moved = True
        self.world.seat(LATE, college)
        self.model.seats[LATE] = college

    # Conduct.

    @precondition(lambda self: self.model.phase in {"coming", "open"} or self.steps % 9 == 0)
    @called
    @rule(person=PERSONS, shift=SHIFTS)
    def extend(self, person: str, shift: int) -> None:
        """Somebody moves the closing."""
        model, closes = self.model, self.model.closes + shift
        words = model.extend(person)
        got = self.driver.extend(person, closes)
        answer = refused(words) if words else model.answer_extend(closes)
        if self._compare("extend", person, answer, got):
            model.closings.append((model.closes, closes))
            model.closes = closes
            model.note("poll.extended")

    @precondition(lambda self: self.model.phase == "open" or self.steps % 9 == 0)
    @called
    @rule(person=PERSONS)
    def suspend(self, person: str) -> None:
        """Somebody suspends."""
        words = self.model.suspend(person)
        got = self.driver.suspend(person)
        if self._compare("suspend", person, refused(words) if words else DONE_ANSWER, got):
            self.model.state = "suspended"
            self.model.incidents.append("suspended")
            self.model.note("poll.suspended")

    @precondition(lambda self: self.model.state == "suspended" or self.steps % 9 == 0)
    @called
    @rule(person=PERSONS, shift=SHIFTS, fresh=st.booleans(), later=LATER)
    def resume(self, person: str, shift: int, fresh: bool, later: int) -> None:
        """Somebody resumes, until a moment that is to come or near the closing."""
        model = self.model
        closes = model.now - HOUR // 2 + later if fresh else model.closes + shift
        words = model.resume(person)
        got = self.driver.resume(person, closes)
        answer = refused(words) if words else model.answer_resume(closes)
        if self._compare("resume", person, answer, got):
            if closes != model.closes:
                model.closings.append((model.closes, closes))
            model.closes, model.state = closes, "called"
            model.incidents.append("resumed")
            model.note("poll.resumed")

    @precondition(lambda self: self.steps > 20 and self.steps % 3 == 0)
    @exists
    @rule(person=ANYBODY)
    def cancel(self, person: str) -> None:
        """Somebody gives the poll up; rarely, and late, or walks would end there."""
        words = self.model.cancel(person)
        got = self.driver.cancel(person)
        if self._compare("cancel", person, refused(words) if words else DONE_ANSWER, got):
            self.model.state = "cancelled"
            self.model.incidents.append("cancelled")
            self.model.note("poll.cancelled")

    # Voting.

    @called
    @rule(body=BODIES, person=ANYBODY, faithful=FAITHFUL, choice=CHOICES, reason=REASONS)
    def cast(self, body: str, person: str, faithful: int, choice: str, reason: str) -> None:
        """Somebody votes for a seat, most often one they may use."""
        self._cast(body, person, faithful, choice, reason)

    @called
    @rule(body=BODIES, person=ANYBODY, faithful=FAITHFUL, choice=CHOICES)
    def cast_again(self, body: str, person: str, faithful: int, choice: str) -> None:
        """A second way to vote, so that there are many ballots."""
        self._cast(body, person, faithful, choice, "Expliqué.")

    @called
    @rule(choices=BALLOTS)
    def everybody_votes(self, choices: list[str]) -> None:
        """Each body votes, the chair for its own."""
        self._all_vote(choices)

    def _all_vote(self, choices: list[str]) -> None:
        for number, (body, choice) in enumerate(zip(list(self.model.roll), choices, strict=False)):
            person = "présidence" if number == 0 else said.NOBODY
            self._cast(body, person, 0 if number == 0 else 1, choice, "Dit.")

    def _cast(self, body: str, person: str, faithful: int, choice: str, reason: str) -> None:
        model = self.model
        if body not in model.roll:
            return
        users = [one for one in PEOPLE if model.uses(one, body)]
        if faithful and users:
            person = users[faithful % len(users)]
        words = model.cast(person, body)
        answer = refused(words) if words else model.answer_cast(person, body, choice, reason)
        if self.driver.seals_late_ballots:
            self._seal_by(person, body, model.answer_cast(person, body, choice, reason))
        got = self.driver.cast(person, body, choice, reason)
        if self._compare("cast", person, answer, got, body=body):
            model.box[body] = (choice, reason, person)
            model.revisions[body] = model.revisions.get(body, 0) + 1
            model.note("ballot.cast")

    def _seal_by(self, person: str, body: str, answer: Answer) -> None:
        """A ballot that comes too late has the poll counted, when its form is filled in."""
        model = self.model
        if model.phase != "closed" or person == said.NOBODY or not model.sees(person):
            return
        if answer.kind != "invalid" and model.uses(person, body):
            self._count()

    @exists
    @rule(person=PERSONS | ANYBODY, body=BODIES)
    def recuse(self, person: str, body: str) -> None:
        """Somebody says that a body leaves, or establishes it."""
        self._recuse(person, body)

    def _recuse(self, person: str, body: str) -> None:
        model = self.model
        words = model.recuse(person, body)
        answer = refused(words) if words else (SAME if body in model.recusals else DONE_ANSWER)
        if body not in model.bodies:
            answer = invalid(said.NOT_ON_ROLL)
        got = self.driver.recuse(person, body)
        if self._compare("recuse", person, answer, got, body=body):
            own = model.speaks_for(person, body)
            model.recusals[body] = not own
            model.box.pop(body, None)
            model.note("recusal.declared" if own else "recusal.established")

    # Afterwards.

    @called
    @rule()
    def seal(self) -> None:
        """The worker counts what has closed."""
        due = self.model.phase == "closed"
        assert self.world.polls.build(jobs.seal_due_polls) == due
        if due:
            self._count()

    def _count(self) -> None:
        self.moved = True
        self.model.state = "counted"
        self.model.note("poll.counted")
        self.tally[f"counted {self.model.result().outcome}"] += 1

    @precondition(lambda self: self.model.phase in said.DONE or self.steps % 9 == 0)
    @called
    @rule(person=PERSONS, choice=st.sampled_from(["for", "against", "abstain"]))
    def settle(self, person: str, choice: str) -> None:
        """Somebody settles an equal split."""
        words = self.model.settle(person)
        answer = invalid("") if choice == "abstain" else DONE_ANSWER
        got = self.driver.settle(person, choice)
        if self._compare("settle", person, refused(words) if words else answer, got):
            self.model.settled = choice
            self.model.note("casting_vote.cast")

    @precondition(lambda self: self.model.phase in said.DONE or self.steps % 9 == 0)
    @called
    @rule()
    def decide(self) -> None:
        """The secretariat makes a decision of the poll, where it may."""
        words = self.model.decide()
        got, entries = self.driver.decide()
        assert got.kind == ("refused" if words else "done") and words in got.words
        self.model.entries += entries
        if not words:
            self.moved = True
            self.model.state = "published"
            self.model.journal.append("decision.published")
            self.tally["decide done"] += 1

    # What must be true after each step.

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        """State, roll, box, recusals, journal, verdicts and counts are the model's."""
        self.steps += 1
        facts = facts_of(self.world, self.driver.poll, chain=self.moved)
        assert facts.entries - self.before == self.model.entries
        if self.driver.poll is not None:
            if self.moved:
                facts.verdicts_agree(self.model, self.world)
            self.moved = False
            facts.agree_with(self.model, self.world)
            self.driver.look(list(PEOPLE)[self.steps % len(PEOPLE)])
