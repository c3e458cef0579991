"""Mails refused for good, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.notifications.queries_refused import RefusedMail
from council.web import paris_day

REFUSED = "/courriers/refuses"


def refused_line(mail: RefusedMail) -> dict[str, Any]:
    """A mail that was given up: for whom, to which address, since when."""
    return {
        "title": mail.person or mail.address,
        "url": REFUSED,
        "details": [mail.address, _("abandonné le %(day)s", day=paris_day(mail.given_up_at))],
    }
