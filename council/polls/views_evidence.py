"""The result package of a poll, for anyone to check and count again."""

from __future__ import annotations

import hashlib

from flask import Response, request
from flask_babel import gettext as _

from council.access import check, current_viewer, no, public
from council.extensions import db
from council.polls import policies, queries
from council.polls.evidence import build_package
from council.polls.models import PollResult
from council.polls.views import bp, moment, poll_of


@bp.get("/scrutins/<ref:reference>/resultat.zip")
@public
def package(reference: str):
    """Give the package of a sealed result to whoever may read the result."""
    poll, viewer = poll_of(reference), current_viewer()
    on_roll = bool(queries.my_entries(poll, viewer))
    check(policies.can_see_result(viewer, poll, on_roll, moment()))
    result = db.session.get(PollResult, poll.id)
    if result is None:
        check(no(_("Ce résultat sera scellé dans un moment : son paquet viendra avec.")))
    data = build_package(poll, result)
    response = Response(data, mimetype="application/zip")
    response.set_etag(hashlib.sha256(data).hexdigest())
    name = f"resultat-{reference}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response.make_conditional(request)
