"""The teller of the demonstration: has people act by the real actions, on the day it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from council import clock
from council.contributions import actions as contributions
from council.contributions.steps import Content, Purpose
from council.demo.cast import Cast
from council.discussion.actions import post_comment
from council.markdown import render_markdown
from council.needs import actions as needs
from council.needs.actions import NeedContent
from council.needs.models import Need
from council.polls import actions as polls
from council.polls.models import Poll
from council.polls.queries import roll_of
from council.records.due import parse_due
from council.records.models import Record
from council.requests import actions as requests
from council.requests.steps import AnswerContent, Question
from council.roadmap import actions as roadmap
from council.roadmap.models import RoadmapItem
from council.roadmap.steps import ItemContent

START_DAYS = 150


class Story:
    """The teller: moves the clock, and asks each person to act."""

    def __init__(self, cast: Cast, tick: Callable[[], None]):
        self.cast = cast
        self.tick = tick

    def on_day(self, day: int) -> None:
        """Set the clock to ten o’clock in Paris on a day of the story; START_DAYS is today."""
        real = clock.now() - clock.offset()
        there = (real + timedelta(days=day - START_DAYS)).astimezone(clock.PARIS)
        clock.set_offset(there.replace(hour=10, minute=0) - real)
        self.tick()

    def need(
        self,
        role: str,
        holder: Any,
        title: str,
        body: str,
        *,
        software: str = "",
        tags: Sequence[str] = (),
        **fields: Any,
    ) -> Need:
        """Have somebody file a need."""
        author = self.cast.viewer(role)
        concerned = [self.cast.software[software]] if software else []
        values = {
            "title": title,
            "body": body,
            "visibility": "public",
            "due": parse_due(fields.pop("due", "")),
            "affected": "Nos agents et nos usagers",
            "enough": "Une solution libre, documentée, que d’autres peuvent reprendre.",
            **fields,
        }
        content = NeedContent.of(values, software=concerned, tags=tags)
        need = needs.draft_need(content, holder=holder, author=author)
        return needs.submit_need(need, author=author)

    def publish(self, need: Need) -> Need:
        """Have the secretariat publish a need."""
        return needs.publish_need(need, author=self.cast.viewer("secretariat"))

    def say(self, role: str, record: Record, text: str) -> None:
        """Have somebody comment."""
        post_comment(
            record,
            author=self.cast.viewer(role),
            body=text,
            rendered=render_markdown(text),
            council_only=False,
        )

    def poll(self, item: RoadmapItem, title: str, text: str, rule: str) -> Poll:
        """Have the secretariat prepare a poll on an item."""
        meanings = {
            "for": "Le conseil soutient la proposition.",
            "against": "Le conseil ne soutient pas la proposition.",
        }
        fields = {
            "title": title,
            "text": text,
            "lang": "fr",
            "shown_to": "public",
            "options": [{"key": key, "meaning": said} for key, said in meanings.items()],
        }
        return polls.draft_poll(
            fields,
            body=render_markdown(text),
            rule_key=rule,
            author=self.cast.viewer("secretariat"),
            born_from=item.record,
        )

    def vote(self, poll: Poll, choices: dict[str, tuple[str, str]]) -> None:
        """Have members vote: body → (role, choice)."""
        entries = {entry.organization_id: entry for entry in roll_of(poll)}
        for body, (role, choice) in choices.items():
            polls.cast_ballot(
                poll,
                seat=entries[self.cast.bodies[body].id],
                voter=self.cast.viewer(role),
                content={"choice": choice},
            )

    def ask(self, role: str, need: Need, software: str, title: str, text: str) -> Any:
        """Have somebody ask the maintainers of a software."""
        due = clock.today() + timedelta(days=30)
        return requests.send_request(
            Question(title, text, due),
            source_reference=need.reference or "",
            software_name=self.cast.software[software].name,
            sender=self.cast.viewer(role),
        )

    def answer(self, request: Any, choice: str, text: str, **fields: Any) -> None:
        """Have the maintainer answer."""
        requests.answer_request(
            request,
            AnswerContent(choice, text, **fields),
            seen=request.row_version,
            maintainer=self.cast.viewer("maintainer"),
        )

    def offer(self, role: str, needed: Sequence[Need], **content: Any) -> Any:
        """Have somebody offer a contribution."""
        author = self.cast.viewer(role)
        purpose = Purpose(tuple(need.reference or "" for need in needed))
        offer = contributions.draft_offer(Content(**content), purpose, author=author)
        return contributions.offer_contribution(offer, author=author)

    def item(self, needed: Sequence[Need], title: str, **content: Any) -> RoadmapItem:
        """Have the secretariat propose an item of the road map."""
        return roadmap.propose_item(
            ItemContent(title, **content),
            sources=[need.reference or "" for need in needed],
            proposer=self.cast.viewer("secretariat"),
        )
