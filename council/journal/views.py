"""The journal's head, published so that a cut tail can be seen later."""

from __future__ import annotations

from flask import Blueprint, Response

from council.access import public
from council.journal.queries import head

bp = Blueprint("journal", __name__)


@bp.get("/journal/tete.txt")
@public
def journal_head() -> Response:
    """Give the number and the hash of the last entry, as `verify.py --head` takes them."""
    last = head()
    text = f"{last.sequence}:{last.hash}\n" if last is not None else "0:" + "0" * 64 + "\n"
    return Response(text, mimetype="text/plain")
