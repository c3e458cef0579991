"""What decision tests share: decisions made by the real actions, people by the cast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from council.clock import today
from council.decisions import actions
from council.decisions.models import Decision
from council.decisions.steps import Texts, add_imported_decision, texts_rendered
from council.extensions import db
from council.organizations.queries import viewer_for
from tests.cast import Cast
from tests.fixtures import Browser, Builder

BODY = "Le conseil **recommande** le format fictif."


def form_data(**changes: Any) -> dict[str, str]:
    """Return what the form of a decision posts."""
    return {
        "kind": "avis",
        "title": "Sur le format fictif",
        "question": "Faut-il recommander le format fictif ?",
        "body": BODY,
        "college": "",
        "licence": "CC-BY-SA-4.0",
        "links": "https://exemple.invalid/rapport.pdf",
    } | changes


@dataclass
class Decisions:
    """Makes decisions in any state, by the same actions as the pages."""

    build: Builder
    cast: Cast
    app: Flask

    def viewer(self, account: Any) -> Any:
        """Return the Viewer of a person, mandates of now."""
        return self.build(viewer_for, account)

    def draft(self, *, author: Any = None, sources: Any = (), **changes: Any) -> Decision:
        """A draft, by the secretariat by default."""
        values = {
            "kind": "avis",
            "title": "Sur le format fictif",
            "question": "Faut-il recommander le format fictif ?",
            "body": BODY,
            "licence": "CC-BY-SA-4.0",
            "links": ["https://exemple.invalid/rapport.pdf"],
        } | changes
        return self.build(
            actions.draft_decision,
            author=self.viewer(author or self.cast.secretariat),
            texts=Texts(**values),
            rendered=Texts(**values).rendered(),
            sources=list(sources),
        )

    def proposed(self, **kwargs: Any) -> Decision:
        """A draft put before the council."""
        decision = self.draft(**kwargs)
        author = self.viewer(self.cast.secretariat)
        return self.build(actions.propose_decision, decision, author=author)

    def adopted(self, **kwargs: Any) -> Decision:
        """A decision adopted yesterday, directly."""
        decision = self.draft(**kwargs)
        return self.adopt(decision)

    def adopt(self, decision: Decision, **changes: Any) -> Decision:
        """Adopt a draft."""
        values = {"adopted_on": today() - timedelta(days=1), "outcome": "Adoptée."} | changes
        author = self.viewer(self.cast.secretariat)
        return self.build(actions.adopt_decision, decision, author=author, **values)

    def published(self, **kwargs: Any) -> Decision:
        """A decision published by two persons."""
        return self.publish(self.adopted(**kwargs))

    def publish(self, decision: Decision) -> Decision:
        """Publish an adopted decision: one asks, another confirms."""
        asker = self.viewer(self.cast.secretariat)
        self.build(actions.ask_publication, decision, author=asker)
        other = self.viewer(self.cast.chair)
        return self.build(actions.publish_decision, decision, author=other, second_person=True)

    def in_state(self, state: str) -> Decision:
        """A decision in that state."""
        if state in {"draft", "proposed", "adopted", "published"}:
            return getattr(self, state)()
        decision = self.published()
        return self.close(decision, state)

    def close(self, decision: Decision, state: str) -> Decision:
        """Take a published decision back."""
        successor = self.published(title="Qui remplace") if state == "superseded" else None
        return self.build(
            actions.close_decision,
            decision,
            state=state,
            author=self.viewer(self.cast.secretariat),
            reason="Erreur reconnue.",
            successor=successor,
        )

    def imported(self, number: str, **changes: Any) -> Decision:
        """A decision published elsewhere before."""
        values = {
            "kind": "avis",
            "title": "Ancien avis fictif",
            "adopted_on": today() - timedelta(days=400),
            "question": "",
            "outcome": "Avis soutenu.",
            "endorsed_by": "Mission fictive",
            "college": "ecosysteme",
            "licence": "CC-BY-SA-4.0",
            "body": "Texte.",
            "links": [],
            "source": "",
        } | changes
        rendered = texts_rendered(values)
        return self.build(add_imported_decision, number=number, rendered=rendered, **values)

    def fresh(self, decision: Decision) -> Decision:
        """The decision as it is in the database now."""
        return self.build(lambda d: d, decision)

    def count(self, model: Any) -> int:
        """How many rows a table has."""
        return self.build(lambda: db.session.scalar(db.select(db.func.count()).select_from(model)))

    def browser(self, person: Any = None) -> Browser:
        """A browser of its own, signed in as somebody or nobody."""
        client: Any = self.app.test_client()
        return client if person is None else client.sign_in(person)


@pytest.fixture
def decisions(build: Builder, cast: Cast, app: Flask) -> Decisions:
    """Decisions, made on demand."""
    return Decisions(build, cast, app)


def draft_path(decision: Decision, act: str = "") -> str:
    """Return the address of a decision by its random name, or of an act on it."""
    path = f"/decisions/brouillons/{decision.record.uid}"
    return f"{path}/{act}" if act else path
