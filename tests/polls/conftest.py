"""What poll tests share: polls made by the real actions, people by the cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from council import clock
from council.extensions import db
from council.markdown import render_markdown
from council.organizations.queries import viewer_for
from council.polls import actions, actions_rules, queries, queries_rules
from council.polls.models import Ballot, Poll, RollEntry
from council.tally import Rule
from tests.cast import Cast
from tests.fixtures import Browser, Builder

AVIS, SIMPLE = "avis-ecosysteme", "majorite-simple"
SECRET = "motif-a-ne-pas-montrer"


def fields(**changes: Any) -> dict[str, Any]:
    """Return what the draft form would give."""
    return {
        "title": "Faut-il soutenir le chantier fictif ?",
        "text": "Le conseil **soutient** le chantier.",
        "shown_to": "public",
        "options": [
            {"key": "for", "meaning": "Le chantier est soutenu."},
            {"key": "against", "meaning": "Le chantier n’est pas soutenu."},
        ],
    } | changes


@dataclass
class Polls:
    """Makes polls, opens them, votes, by the same actions as the pages."""

    build: Builder
    cast: Cast
    app: Flask

    def viewer(self, account: Any) -> Any:
        """Return the Viewer of a person, mandates of now."""
        return self.build(viewer_for, account)

    def draft(self, rule: str = AVIS, *, author: Any = None, **changes: Any) -> Poll:
        """A draft by the secretariat."""
        values = fields(**changes)
        return self.build(
            actions.draft_poll,
            values,
            body=render_markdown(values["text"]),
            rule_key=rule,
            author=self.viewer(author or self.cast.secretariat),
        )

    def called(
        self,
        rule: str = AVIS,
        *,
        opens_in: timedelta | None = None,
        closes_in: timedelta = timedelta(days=7),
        **changes: Any,
    ) -> Poll:
        """A called poll: open now unless `opens_in` is given; two deciding seats."""
        _ = self.cast.member, self.cast.other_member
        if rule != AVIS:
            body = self.build.organization("Agence inventée des routes")
            self.build.seat(body, "administrations")
        poll = self.draft(rule, **changes)
        now = clock.now()
        return self.build(
            actions.open_poll,
            poll,
            opener=self.viewer(self.cast.chair),
            opens_at=now + opens_in if opens_in else None,
            closes_at=now + closes_in,
        )

    def seat(self, poll: Poll, body: Any) -> RollEntry:
        """The roll entry of a body."""
        return self.build(
            lambda p, b: db.session.scalars(
                db.select(RollEntry).where(
                    RollEntry.poll_id == p.id, RollEntry.organization_id == b.id
                )
            ).one(),
            poll,
            body,
        )

    def vote(self, poll: Poll, person: Any, body: Any, choice: str, reason: str = "") -> Ballot:
        """A ballot cast by a person for a body's seat."""
        return self.build(
            actions.cast_ballot,
            poll,
            seat=self.seat(poll, body),
            voter=self.viewer(person),
            content={"choice": choice},
            reason=reason,
        )

    def box(self, poll: Poll) -> dict[str, str | None]:
        """The current choice of each organization on the roll."""
        rows = self.build(queries.box_of, poll)
        return {row.entry.organization_name: row.choice for row in rows}

    def count(self, model: Any) -> int:
        """How many rows a table has."""
        return self.build(lambda: db.session.scalar(db.select(db.func.count()).select_from(model)))

    def fresh(self, poll: Poll) -> Poll:
        """The poll as it is in the database now."""
        return self.build(lambda p: p, poll)

    def browser(self, person: Any = None) -> Browser:
        """A browser of its own, signed in as somebody or nobody."""
        client = self.app.test_client()
        return client if person is None else client.sign_in(person)

    def add_rule(self, name: str = "Règle d’essai", base: str = SIMPLE, **changes: Any) -> str:
        """A rule made from a shipped one; returns its key."""
        shipped = next(rule for rule in queries_rules.preset_rules() if rule.key == base)
        rule = Rule.from_json(shipped.rule.as_json() | changes)
        author = self.viewer(self.cast.secretariat)
        return self.build(actions_rules.add_rule, name, rule, author=author).uid


@pytest.fixture
def polls(build: Builder, cast: Cast, app: Flask) -> Polls:
    """Polls, made on demand."""
    return Polls(build, cast, app)


@pytest.fixture
def after(clock_at: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """`after(moment)`: the same as clock_at; reads well beside a poll's dates."""
    return clock_at


def ballot_data(seat: RollEntry, choice: str, *, confirmed: bool = True, **more: str) -> dict:
    """Return what the ballot form posts."""
    return {"seat": seat.uid, "choice": choice, **({"confirmed": "1"} if confirmed else {}), **more}
