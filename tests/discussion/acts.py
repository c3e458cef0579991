"""What the tests of threads do again and again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from council.discussion.models import Comment
from council.extensions import db

COMMENTS = "/discussion/commentaires"


def say(client: Any, row: Any, text: str = "Nous avons **le même** souci.", **data: Any) -> Any:
    """Post a comment on a record."""
    return client.post(f"/discussion/{row.record.uid}/commentaires", data={"body": text, **data})


def stored(build: Any) -> list[Comment]:
    """Return the comments as stored, oldest first."""
    return build(lambda: list(db.session.scalars(select(Comment).order_by(Comment.id))))


def act(client: Any, comment: Any, verb: str, **data: Any) -> Any:
    """Press a button, or send the form of an act."""
    return client.post(f"{COMMENTS}/{comment.uid}/{verb}", data=data)


def told(mails: Any) -> dict[str, list[str]]:
    """Return what each address was mailed, in order."""
    found: dict[str, list[str]] = {}
    for message in mails():
        text = str(message.get_body(("plain",)).get_content())
        found.setdefault(message["To"], []).append(text)
    return found
