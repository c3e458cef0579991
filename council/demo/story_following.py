"""What follows in the demonstration: two bodies put in touch, the milestones of an item."""

from __future__ import annotations

from council import clock
from council.demo.story import Story
from council.introductions import actions as introductions
from council.introductions.steps import Contact
from council.needs.models import Need
from council.records.due import parse_due
from council.roadmap import actions_progress as roadmap
from council.roadmap.actions_progress import MilestoneContent
from council.roadmap.models import RoadmapItem


def put_in_touch(story: Story, need: Need) -> None:
    """Have the holder of a need and a body that shares it talk to each other."""
    cast = story.cast
    story.on_day(134)
    introduction = introductions.propose_introduction(
        need,
        organization=cast.bodies["exempleville"],
        message="Vos mairies annexes rencontrent le même blocage : testons ensemble.",
        contact=_contact(story, "representative"),
        author=cast.viewer("representative"),
    )
    story.on_day(136)
    introductions.accept_introduction(
        introduction,
        body_id=cast.bodies["exempleville"].id,
        contact=_contact(story, "representative 2"),
        author=cast.viewer("representative 2"),
    )


def _contact(story: Story, role: str) -> Contact:
    person = story.cast.accounts[role]
    return Contact(name=person.name, email=person.email)


def plan(story: Story, item: RoadmapItem) -> None:
    """Have the secretariat give an item its milestones, the first one reached."""
    author = story.cast.viewer("secretariat")
    story.on_day(138)
    first, *_others = [
        roadmap.add_milestone(item, MilestoneContent(title, parse_due(due)), author=author)
        for title, due in (
            ("Audit d’accessibilité", "S2 2026"),
            ("Corrections reversées en amont", "S1 2027"),
            ("Tests avec les agents concernés", "S1 2027"),
        )
    ]
    story.on_day(142)
    roadmap.reach_milestone(item, first, done_on=clock.today(), author=author)
