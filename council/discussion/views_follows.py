"""« Suivre » and « Ne plus suivre »: the two buttons of every record's page."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.discussion import actions_follows, policies
from council.discussion.forms import FollowForm
from council.discussion.queries import find_commented
from council.discussion.views import bp
from council.records.addresses import path_of_record
from council.web import safe_next


@bp.post("/<uid:record_uid>/suivre")
@requires("registered")
def follow(record_uid: str) -> Any:
    """Follow a record and what is born from it."""
    said = _("C’est suivi : vous saurez ce qu’il en advient, et ce qui en naît.")
    return _act(record_uid, actions_follows.follow_record, said)


@bp.post("/<uid:record_uid>/ne-plus-suivre")
@requires("registered")
def unfollow(record_uid: str) -> Any:
    """Hear no more of a record."""
    said = _("Ce n’est plus suivi : il ne vous parviendra que ce qui attend un acte de votre part.")
    return _act(record_uid, actions_follows.unfollow_record, said)


def _act(record_uid: str, action: Any, said: str) -> Any:
    viewer = current_viewer()
    record = find_commented(record_uid, viewer) or abort(404)
    check(policies.can_follow(viewer))
    form = FollowForm()
    if not form.validate_on_submit():
        abort(400)
    action(record, author=viewer)
    flash(said, "success")
    return redirect(safe_next(form.suite.data, path_of_record(record)), 303)
