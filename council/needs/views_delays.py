"""Needs without an official answer, by age: the list, the same as a file and as a feed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, get_template_attribute, render_template, request, stream_with_context
from flask_babel import gettext as _
from markupsafe import Markup

from council.access import current_viewer, public
from council.clock import PARIS
from council.extensions import db
from council.feeds import Entry, atom
from council.needs import queries_delays as delays
from council.needs.models import Need
from council.needs.queries import support_of, with_row
from council.needs.views import bp
from council.organizations.viewer import ANONYMOUS, Viewer
from council.records.addresses import path_of_record
from council.records.cells import neutralized
from council.web import paginate

COLUMNS = (
    "reference",
    "title",
    "holder",
    "kind",
    "published_on",
    "due_on",
    "days_left",
    "endorsements",
)
FEED_LENGTH = 50
BATCH = 500


def _chosen() -> dict[str, str]:
    names = ("q", "organisme", "logiciel", "nature", "retard")
    return {name: request.args.get(name, "")[:200] for name in names}


def _query(viewer: Viewer, chosen: dict[str, str]) -> Any:
    return delays.unanswered(
        viewer,
        late=chosen["retard"] == "oui",
        q=chosen["q"],
        organization=chosen["organisme"],
        software=chosen["logiciel"],
        calls={"appels": True, "besoins": False}.get(chosen["nature"]),
    )


@bp.get("/sans-reponse")
@public
def unanswered():
    """List the needs that wait for their first official answer, the oldest first."""
    viewer, chosen = current_viewer(), _chosen()
    page = paginate(_query(viewer, chosen), total=_total(viewer, chosen), whole=with_row)
    return render_template(
        "needs/unanswered.html",
        page=page,
        chosen=chosen,
        deadlines={need.id: delays.deadline_of(need) for need in page.rows},
        supports=support_of([need.id for need in page.rows], viewer),
        promised=(delays.delay_days(is_call=False), delays.delay_days(is_call=True)),
        given={name: value for name, value in chosen.items() if value},
    )


def _total(viewer: Viewer, chosen: dict[str, str]) -> int | None:
    # Counted without the holders that a row shows, unless a filter looks at them.
    if any(chosen[name] for name in ("q", "organisme", "logiciel", "nature")):
        return None
    return delays.count_unanswered(viewer, late=chosen["retard"] == "oui")


@bp.get("/sans-reponse.csv")
@public
def unanswered_csv():
    """Give the same list, as everybody reads it, for spreadsheets: formulas neutralized."""
    headers = {"Content-Disposition": 'attachment; filename="besoins-sans-reponse.csv"'}
    lines = stream_with_context(_lines(_chosen()))
    return Response(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(chosen: dict[str, str]) -> Iterator[str]:
    yield _line(list(COLUMNS))
    start = 0
    while True:
        query = with_row(_query(ANONYMOUS, chosen).limit(BATCH).offset(start))
        needs = db.session.scalars(query).unique().all()
        supports = support_of([need.id for need in needs], ANONYMOUS)
        lines = [_line(_cells(need, supports)) for need in needs]
        # A long download holds no transaction open.
        db.session.rollback()
        yield from lines
        if len(needs) < BATCH:
            return
        start += BATCH


def _line(cells: list[Any]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([neutralized(cell) for cell in cells])
    return out.getvalue()


def _cells(need: Need, supports: dict[int, Any]) -> list[Any]:
    holder, deadline = need.holder_organization or need.holder_software, delays.deadline_of(need)
    return [
        need.reference,
        need.title,
        holder.name if holder else "",
        "call" if need.is_call else "need",
        need.published_at.astimezone(PARIS).date().isoformat() if need.published_at else "",
        deadline.due_on.isoformat() if deadline else "",
        deadline.days_left if deadline else "",
        supports[need.id].count if need.id in supports else 0,
    ]


@bp.get("/sans-reponse.atom")
@public
def unanswered_feed():
    """Give as a feed the needs without an official answer, as everybody reads them."""
    query = with_row(_query(ANONYMOUS, _chosen()).limit(FEED_LENGTH))
    needs = db.session.scalars(query).unique().all()
    return atom(
        _("Besoins sans réponse officielle"),
        "/besoins/sans-reponse",
        [_entry(need) for need in needs],
        address=request.full_path.rstrip("?"),
    )


def _entry(need: Need) -> Entry:
    deadline = delays.deadline_of(need)
    words = get_template_attribute("needs/_deadline.html", "deadline_text")
    # A macro gives markup; the feed escapes what it holds.
    said = Markup(words(deadline)).unescape().strip() if deadline else need.title  # noqa: S704
    return Entry(
        uid=need.record.uid,
        title=f"{need.reference} – {need.title}",
        path=path_of_record(need.record),
        updated=need.published_at or need.record.created_at,
        published=need.published_at,
        summary=said,
    )
