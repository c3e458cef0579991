"""A poll among options held through the pages: drafted, voted, closed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from council import clock
from council.extensions import db
from council.polls import actions
from council.polls.models import Poll, PollResult
from council.records.models import Record

NAMES = ["Atelier d’essai", "Banc de mesure", "Carnet partagé"]
TEXT = {
    "title": "Que faire d’abord ?",
    "text": "Trois **pistes** fictives.",
    "shown_to": "public",
}
COSTS = (60_000, 50_000, 30_000)


def options_data(*names: str, costs: tuple[int, ...] = ()) -> dict[str, str]:
    """What the rows of options post."""
    data = {}
    for n, name in enumerate(names):
        data[f"options-{n}-label"] = name
        data[f"options-{n}-meaning"] = f"On choisit : {name}."
        if costs:
            data[f"options-{n}-cost"] = str(costs[n])
    return data


@dataclass
class Held:
    """A poll drafted and opened by forms, with three deciding seats."""

    polls: Any
    cast: Any
    build: Any
    after: Any
    poll: Poll = None
    voters: list[tuple[Any, Any]] = field(default_factory=list)

    def open(self, rule: str, **data: Any) -> Held:
        """Draft through the form, then open."""
        people = [
            (self.cast.member, self.cast.member_body),
            (self.cast.other_member, self.cast.other_body),
        ]
        body = self.build.organization("Agence inventée des routes")
        self.build.seat(body, "administrations")
        third = self.build.account("Lou Troisième-Fictive")
        self.build.mandate(third, "member", body=body)
        self.voters = [*people, (third, body)]
        browser = self.polls.browser(self.cast.secretariat)
        answer = browser.post("/scrutins/nouveau", data=TEXT | {"rule": rule} | data)
        assert answer.status_code == 303, answer.location
        uid = answer.location.rsplit("/", 1)[1]
        page = browser.get(answer.location).text
        assert all(name in page for name in data.values() if name in NAMES)
        draft = self.build(lambda: _by_uid(uid))
        closes = clock.now() + timedelta(days=20)
        self.poll = self.build(
            actions.open_poll, draft, opener=self.polls.viewer(self.cast.chair), closes_at=closes
        )
        return self

    def page(self, who: int = 0, tail: str = "/bulletin") -> Any:
        """The page of a voter."""
        return self.polls.browser(self.voters[who][0]).get(f"/scrutins/{self.poll.reference}{tail}")

    def send(self, who: int, **data: Any) -> Any:
        """Post a ballot, not confirmed."""
        person, body = self.voters[who]
        seat = self.polls.seat(self.poll, body)
        browser = self.polls.browser(person)
        path = f"/scrutins/{self.poll.reference}/bulletin"
        return browser, browser.post(path, data={"seat": seat.uid, **data})

    def vote(self, who: int, **data: Any) -> str:
        """Post, confirm with what the confirmation page sends, and return the receipt's text."""
        browser, page = self.send(who, **data)
        assert page.status_code == 200 and "Confirmer mon bulletin" in page.text
        form = page.text.split("<main", 1)[1].split("<form", 1)[1]
        hidden: dict[str, list[str]] = {}
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
            hidden.setdefault(name, []).append(value)
        path = f"/scrutins/{self.poll.reference}/bulletin"
        answer = browser.post(path, data=hidden | {"confirmed": "1"})
        assert answer.status_code == 303
        return browser.get(answer.location).text

    def close(self) -> str:
        """Wait for the end and return the page everybody reads."""
        self.after(self.poll.closes_at)
        self.build(actions.seal_poll, self.poll)
        return self.polls.browser().get(f"/scrutins/{self.poll.reference}").text

    def sealed(self) -> dict[str, Any]:
        """The sealed result."""
        return json.loads(self.build(lambda p: _sealed(p).content, self.poll))


def _by_uid(uid: str) -> Poll:
    return db.session.scalars(db.select(Poll).join(Poll.record).where(Record.uid == uid)).one()


def _sealed(poll: Poll) -> PollResult:
    return db.session.get_one(PollResult, poll.id)
