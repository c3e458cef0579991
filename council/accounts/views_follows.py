"""« Mes suivis »: what a person chose to follow."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import select

from council.access import current_viewer, requires
from council.accounts.faces import bp
from council.discussion.queries_follows import followed_by
from council.extensions import db
from council.records.models import Record
from council.records.titles import KIND_LABELS, titles_of
from council.web import paginate


@bp.get("/compte/suivis")
@requires("registered")
def follows() -> str:
    """List what this person follows and may still see."""
    page = paginate(followed_by(current_viewer()))
    ids = [row.record_id for row in page.rows]
    records = list(db.session.scalars(select(Record).where(Record.id.in_(ids))))
    return render_template(
        "accounts/follows.html",
        page=page,
        records={record.id: record for record in records},
        titles=titles_of(records),
        kind_labels=KIND_LABELS,
    )
