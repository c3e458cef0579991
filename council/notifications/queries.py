"""Filed mails, for the page that shows them in a demonstration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from council.notifications.mail import mail_folder


@dataclass(frozen=True)
class FiledMail:
    """A mail that was filed instead of sent."""

    name: str
    subject: str
    to: str
    date: datetime | None
    text: str


def filed_mails(instance: str, *, limit: int = 100) -> list[FiledMail]:
    """Return the filed mails, newest first."""
    paths = sorted(mail_folder(instance).glob("*.eml"), reverse=True)
    return [_read(path) for path in paths[:limit]]


def filed_mail(instance: str, name: str) -> FiledMail | None:
    """Return one filed mail by its name."""
    if not re.fullmatch(r"[0-9T]+-[0-9a-f]{16}", name):
        return None
    path = mail_folder(instance) / f"{name}.eml"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> FiledMail:
    message = cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=default))
    body = message.get_body(("plain",))
    date = message["Date"]
    return FiledMail(
        name=path.stem,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        date=date.datetime if date is not None else None,
        text=str(body.get_content()) if body is not None else "",
    )
