"""The people, the bodies and the clock of the walks over the life of a poll."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from council import clock
from council.extensions import db
from council.markdown import render_markdown
from council.organizations.models import Mandate
from council.organizations.viewer import ANONYMOUS
from council.polls import actions_rules, queries_rules
from council.polls.models import Poll, PollResult
from council.tally import Rule
from tests.polls.conftest import SIMPLE, Polls
from tests.polls.model_of_polls import NOBODY, Model

# Half past an hour; what acts name are whole hours, so that the time a step takes changes nothing.
START = datetime(2031, 1, 6, 10, 30, tzinfo=UTC)
HOUR = 60
SEATS = {
    "Association du rivage": "ecosysteme",
    "Bureau des phares": "ecosysteme",
    "Comptoir des cartes": "ecosysteme",
    "Direction des digues": "administrations",
    "École des vents": "administrations",
    "Fabrique des sentiers": "administrations",
}
# A body without a seat when the walk begins, which may be given one on the way.
LATE = "Grange des semis"
MISSION = "Mission inventée"
A, B, C, D, E, F = SEATS
PEOPLE: dict[str, set[tuple[str, str]]] = {
    NOBODY: set(),
    "visiteuse": set(),
    "exploitant": {("administrator", MISSION)},
    "secrétariat": {("secretariat", MISSION)},
    "soutien": {("endorser", MISSION)},
    "présidence": {("chair", A)},
    "membre A": {("member", A)},
    "suppléante A": {("alternate", A)},
    "membre B": {("member", B)},
    "membre C": {("member", C)},
    "membre D": {("member", D)},
    "membre BE": {("member", B), ("member", E)},
    "observateur D": {("observer", D)},
    "membre F": {("member", F)},
    "membre G": {("member", LATE)},
}


@dataclass
class World:
    """Real rows behind the names of the model, and the acts that are nobody's."""

    polls: Polls
    people: dict[str, Any]
    bodies: dict[str, Any]
    connection: Any
    viewers: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def made(cls, polls: Polls) -> World:
        """Make everybody once; each walk then undoes what it did."""
        to_moment(0)
        build = polls.build
        bodies = {name: build.organization(name) for name in (*SEATS, LATE, MISSION)}
        for name, college in SEATS.items():
            build.seat(bodies[name], college)
        people = {name: build.account(f"Personne {name}") for name in PEOPLE if name != NOBODY}
        for name, mandates in PEOPLE.items():
            for title, body in sorted(mandates):
                build.mandate(people[name], title, body=bodies[body])
        return cls(polls, people, bodies, polls.app.extensions["connection under test"])

    def model(self) -> Model:
        """A model in which nothing happened yet."""
        return Model({name: set(held) for name, held in PEOPLE.items()}, dict(SEATS))

    def viewer(self, person: str) -> Any:
        """Who a person is now."""
        return ANONYMOUS if person == NOBODY else self.polls.viewer(self.people[person])

    def known_viewer(self, person: str, model: Model) -> Any:
        """Who a person is, read again when a mandate or a seat changed."""
        key = person, frozenset(model.mandates[person]), LATE in model.seats
        if key not in self.viewers:
            self.viewers[key] = self.viewer(person)
        return self.viewers[key]

    def add_rule(self, name: str, changes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Add a rule; return its key and its whole JSON."""

        def add(author: Any) -> tuple[str, dict[str, Any]]:
            shipped = next(r for r in queries_rules.preset_rules() if r.key == SIMPLE)
            rule = Rule.from_json(shipped.rule.as_json() | changes)
            return actions_rules.add_rule(name, rule, author=author).uid, rule.as_json()

        return self.polls.build(add, self.viewer("secrétariat"))

    def give(self, person: str, title: str, body: str) -> None:
        """Give a person a mandate."""
        self.polls.build.mandate(self.people[person], title, body=self.bodies[body])

    def revoke(self, person: str, title: str, body: str) -> None:
        """Take a person's mandate away."""

        def end(account: Any, organization: Any) -> None:
            db.session.execute(
                db.update(Mandate)
                .where(
                    Mandate.account_id == account.id,
                    Mandate.organization_id == organization.id,
                    Mandate.title == title,
                )
                .values(revoked_at=clock.now())
            )

        self.polls.build(end, self.people[person], self.bodies[body])

    def seat(self, body: str, college: str) -> None:
        """Give a body a seat."""
        self.polls.build.seat(self.bodies[body], college)

    def sealed(self, poll: Poll) -> PollResult | None:
        """The sealed result of a poll."""
        return self.polls.build(lambda p: db.session.get(PollResult, p.id), poll)


def moment(minutes: int) -> datetime:
    """A moment of the walk, as the product knows it."""
    return START + timedelta(minutes=minutes)


def to_moment(minutes: int) -> None:
    """Move the clock of this process to a moment of the walk."""
    clock.set_offset(moment(minutes) - (clock.now() - clock.offset()))


def rendered(text: str) -> Any:
    """A text as the pages keep it."""
    return render_markdown(text)
