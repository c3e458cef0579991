"""A member on a phone, by the keyboard and without a script: from the reminder to the receipt."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from council import clock
from council.extensions import db
from council.polls import actions
from council.polls.models import RollEntry
from tests.polls.test_races import Scene

pytestmark = pytest.mark.slow

# The ballot, its confirmation, its receipt.
PAGES = 3
# What a reminder's link needs to be followed to a receipt, for one who reads: far below a minute.
SECONDS = 60
OPTIONS = [
    {"key": f"o{n}", "label": name, "meaning": f"On choisit : {name}."}
    for n, name in enumerate(("Atelier fictif", "Banc fictif", "Carnet fictif"), 1)
]
# Rule → (fields reached and what is typed there: Space ticks, arrows choose), in their order.
BALLOTS: dict[str, tuple[tuple[str, str], ...]] = {
    "majorite-simple": (("[name=choice][value=for]", "Space"),),
    "approbation": (("[name=approves][value=o1]", "Space"), ("[name=approves][value=o3]", "Space")),
    "classement": (("[name=rank_o2]", "ArrowDown"),),
    "jugement-majoritaire": (("[name=grade_o1]", "ArrowUp"),),
    "notes": (("[name=grade_o1]", "7"),),
}


class Phone:
    """A narrow browser without scripts, used by its keyboard."""

    def __init__(self, browser: Any, scene: Scene, person: Any) -> None:
        address = scene.live.address
        visitor = scene.visitor(person, address)
        name, value = visitor.headers["Cookie"].split("=", 1)
        self.context = browser.new_context(
            locale="fr-FR", viewport={"width": 360, "height": 740}, java_script_enabled=False
        )
        host = urlsplit(address).hostname
        self.context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])
        self.page = self.context.new_page()
        self.pages = self.keys = 0

    def open(self, url: str) -> str:
        """Follow a link of a mail; return what the page says."""
        self.page.goto(url)
        self.pages += 1
        return self.text()

    def text(self) -> str:
        """What the page says; it never scrolls sideways."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, (self.page.url, width)
        return self.page.locator("main").inner_text().replace("\u00a0", " ")

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, selector: str) -> None:
        """Press Tab until that field has the focus, then nothing else."""
        for _ in range(120):
            self.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def submit(self, selector: str) -> str:
        """Reach a button and press Enter; return what the next page says."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.press("Enter")
        self.pages += 1
        return self.text()


def called(scene: Scene, rule: str) -> tuple[Any, str]:
    """A poll by a rule, and the link a reminder gives for the member's seat."""
    polls, cast = scene.polls, scene.cast
    _ = cast.member, cast.other_member
    more = {} if rule == "majorite-simple" else {"options": OPTIONS}
    poll = scene.build(
        actions.open_poll,
        polls.draft(rule, **more),
        opener=polls.viewer(cast.chair),
        closes_at=clock.now() + timedelta(days=2),
    )
    seat = scene.read(
        db.select(RollEntry.uid).where(
            RollEntry.poll_id == poll.id,
            RollEntry.organization_id == cast.member_body.id,
        )
    )[0][0]
    return poll, f"{scene.live.address}/scrutins/{poll.reference}/bulletin?siege={seat}"


def test_from_the_reminder_to_the_receipt_in_three_pages(serve, browser, measured):
    scene = Scene(serve(servers=1, worker=False))
    body = scene.build.organization("Agence inventée des routes")
    scene.build.seat(body, "administrations")
    colleague = scene.build.account("Lou Collègue-Fictive")
    scene.build.mandate(colleague, "member", body=scene.cast.member_body)
    longest, keys = 0.0, 0
    for rule, steps in BALLOTS.items():
        _poll, link = called(scene, rule)
        phone = Phone(browser, scene, scene.cast.member)
        start = time.monotonic()
        said = phone.open(link)
        assert "Clôture le" in said and "Ne pas voter" in said, said
        for selector, key in steps:
            phone.reach(selector)
            phone.press(key)
        said = phone.submit("main form button[type=submit]")
        assert "Confirmer mon bulletin" in said, (rule, said)
        said = phone.submit("[name=confirmed]")
        assert "Votre bulletin compte" in said and "Numéro de reçu" in said, (rule, said)
        longest = max(longest, time.monotonic() - start)
        keys = max(keys, phone.keys)
        assert phone.pages == PAGES
        # A colleague learns who voted for the seat, and when.
        other = Phone(browser, scene, colleague)
        said = other.open(link)
        assert "a été reçu pour ce siège le" in said and scene.cast.member.name in said, said
        for one in (phone, other):
            one.context.close()
    assert longest < SECONDS
    measured(
        f"from the reminder to the receipt on a phone: {PAGES} pages, {keys} keys at most, "
        f"{longest:.1f} s of them the machine's"
    )
