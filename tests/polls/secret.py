"""A secret poll held through the pages by as many seats as asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from council.polls import actions
from council.polls.models import Poll
from tests.polls.conftest import Polls

RECEIPT = re.compile(r"fr-receipt\">([0-9A-Z-]+)<")


@dataclass
class Secret:
    """Draft, call, vote and close; `voters` are (person, body)."""

    polls: Polls
    after: Any
    poll: Poll = None
    voters: list[tuple[Any, Any]] = field(default_factory=list)

    def people(self, number: int, college: str = "administrations") -> Secret:
        """Add seats of a college with one person each."""
        build = self.polls.build
        for n in range(number):
            body = build.organization(f"Organisme fictif {college} {n}")
            build.seat(body, college)
            person = build.account(f"Personne Fictive {college} {n}")
            build.mandate(person, "member", body=body)
            self.voters.append((person, body))
        return self

    def open(self, base: str = "majorite-simple", **rule: Any) -> Secret:
        """Make a secret rule from a shipped one, draft and call."""
        asked = {"secrecy": "secret", "tie": "no_decision"}
        asked["electorate"] = {
            "mode": "single",
            "colleges": [{"key": "administrations", "weight": "1"}],
        }
        key = self.polls.add_rule("Vote secret d’essai", base, **asked | rule)
        self.poll = self.polls.called(key)
        return self

    @property
    def path(self) -> str:
        """The address of the ballot."""
        return f"/scrutins/{self.poll.reference}/bulletin"

    def browser(self, who: int) -> Any:
        """A browser of a voter."""
        return self.polls.browser(self.voters[who][0])

    def confirm(self, who: int, browser: Any = None, **data: str) -> tuple[Any, str]:
        """Send a ballot to confirm; return the page and the receipt it shows."""
        seat = self.polls.seat(self.poll, self.voters[who][1])
        page = (browser or self.browser(who)).post(self.path, data={"seat": seat.uid, **data})
        found = RECEIPT.search(page.text)
        return page, found.group(1) if found else ""

    def cast(self, who: int, receipt: str, browser: Any = None, **data: str) -> Any:
        """Send a ballot for good."""
        seat = self.polls.seat(self.poll, self.voters[who][1])
        sent = {"seat": seat.uid, "confirmed": "1", "receipt": receipt, **data}
        return (browser or self.browser(who)).post(self.path, data=sent)

    def vote(self, who: int, **data: str) -> str:
        """Confirm, then cast; return the receipt."""
        browser = self.browser(who)
        page, receipt = self.confirm(who, browser, **data)
        assert page.status_code == 200 and receipt, page.text[-3000:]
        answer = self.cast(who, receipt, browser, **data)
        assert answer.status_code == 200 and "Votre bulletin compte" in answer.text
        assert receipt in answer.text
        return receipt

    def close(self) -> str:
        """Wait for the end, seal, and return the page everybody reads."""
        self.after(self.poll.closes_at)
        self.polls.build(actions.seal_poll, self.poll)
        return self.polls.browser().get(f"/scrutins/{self.poll.reference}").text
