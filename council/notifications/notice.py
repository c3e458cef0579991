"""What a notice is, and the circles of people it may go to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Circle(StrEnum):
    """A group of people that a journal entry concerns; FOLLOWERS need not be named in a notice."""

    ACTOR = "actor"
    FOLLOWERS = "followers"
    HOLDER = "holder"
    LINKED_HOLDERS = "linked_holders"
    MAINTAINERS = "maintainers"
    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    COUNCIL = "council"
    ROLL = "roll"
    ENDORSERS = "endorsers"
    MERGING = "merging"
    SHARERS = "sharers"
    THREAD = "thread"
    COMMENT_AUTHOR = "comment_author"
    ROUTE_AUTHOR = "route_author"
    COMPONENTS = "components"
    INTRODUCED = "introduced"
    ASKED = "asked"
    NOT_CONTACTS = "not_contacts"
    AWAITING = "awaiting"
    MENTIONED = "mentioned"
    PLEDGERS = "pledgers"
    RECUSED = "recused"
    PROXY_HOLDER = "proxy_holder"
    OBJECTOR = "objector"
    ANSWERING = "answering"
    APPLICANTS = "applicants"
    JURY = "jury"
    NAMED = "named"
    LINKED_SHARERS = "linked_sharers"


@dataclass(frozen=True)
class Notice:
    """One thing told: its sentence, its circles, and its template (« notice » for most).

    `at_once`: sent now, never kept for the summary, whatever was chosen: it asks for an act within
    a delay, acknowledges the reader's own act, or names them. The others go by each one's choice.
    """

    sentence: Any
    circles: tuple[Circle, ...]
    template: str = "notice"
    delay_setting: str = ""
    at_once: bool = False


ACTOR = Circle.ACTOR
HOLDER = Circle.HOLDER
LINKED = Circle.LINKED_HOLDERS
MAINTAINERS = Circle.MAINTAINERS
SECRETARIAT = Circle.SECRETARIAT
CHAIR = Circle.CHAIR
COUNCIL = Circle.COUNCIL
ROLL = Circle.ROLL
ENDORSERS = Circle.ENDORSERS
MERGING = Circle.MERGING
SHARERS = Circle.SHARERS
THREAD = Circle.THREAD
COMMENT_AUTHOR = Circle.COMMENT_AUTHOR
ROUTE_AUTHOR = Circle.ROUTE_AUTHOR
FOLLOWERS = Circle.FOLLOWERS
COMPONENTS = Circle.COMPONENTS
INTRODUCED = Circle.INTRODUCED
ASKED = Circle.ASKED
NOT_CONTACTS = Circle.NOT_CONTACTS
PLEDGERS = Circle.PLEDGERS
AWAITING = Circle.AWAITING
APPLICANTS, JURY, NAMED = Circle.APPLICANTS, Circle.JURY, Circle.NAMED
