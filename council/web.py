"""What every page needs: headers, error pages, filters, pagination, who looks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    g,
    has_request_context,
    render_template,
    request,
    url_for,
)
from flask.globals import request_ctx
from flask_babel import format_date, format_datetime, format_decimal, ngettext
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.routing import BaseConverter

from council import clock
from council.access import Refused, guard
from council.extensions import db
from council.records import mentions
from council.records.addresses import path_of_record
from council.transactions import Conflict, Invalid, WriteForbidden, forbid_writes

Row = TypeVar("Row")
PAGE_SIZE = 20
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    total: int
    number: int
    size: int

    @property
    def count(self) -> int:
        """The number of pages, at least one."""
        return max(1, math.ceil(self.total / self.size))

    def address(self, number: int) -> str:
        """Return this list's address for another page, filters kept."""
        given = request.args.to_dict(flat=False)
        arguments: dict[str, Any] = {**(request.view_args or {}), **given}
        arguments["page"] = number
        return url_for(str(request.endpoint), **arguments)


def page_number() -> int:
    """Return the page asked for in the address, 1 when it is absent or not a number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def paginate(
    query: Select[Any],
    *,
    size: int = PAGE_SIZE,
    total: int | None = None,
    whole: Callable[[Select[Any]], Select[Any]] | None = None,
) -> Page[Any]:
    """Run a query for the page asked for in the address: three SQL queries, whatever the size.

    The page's rows are chosen by their ids alone, so that a long list is sorted without carrying
    its texts; what a row needs is read for these rows only, and `whole` adds it to the query for
    them alone. A `total` that the caller has counted already is not counted again.
    """
    number = page_number()
    key = query.column_descriptions[0]["entity"].id
    # What a list is filtered by may be joined: the same joins choose the ids.
    ids = query.with_only_columns(key, maintain_column_froms=True)
    if total is None:
        counted = select(func.count()).select_from(ids.order_by(None).subquery())
        total = db.session.scalar(counted) or 0
    chosen = db.session.scalars(ids.limit(size).offset((number - 1) * size)).all()
    page = query.where(key.in_(chosen))
    if whole is not None:
        page = whole(page)
    return Page(rows=db.session.scalars(page).unique().all(), total=total, number=number, size=size)


def safe_next(target: str | None, default: str = "/") -> str:
    """Return an address of this site to go to, the default for anything else."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(c) < 33 or c == "\\" for c in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def paris(moment: datetime | None, pattern: str = "d MMMM yyyy 'à' HH:mm") -> str:
    """Write a moment in words, in Paris time, with the zone; which of the two, in the hour that
    comes twice when winter time begins."""
    if moment is None:
        return ""
    local = moment.astimezone(clock.PARIS)
    zone = _("heure de Paris")
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        zone = _("heure d’hiver de Paris") if local.fold else _("heure d’été de Paris")
    return f"{format_datetime(local, pattern, rebase=False)} ({zone})"


def paris_day(moment: datetime | date | None, pattern: str = "d MMMM yyyy") -> str:
    """Write a day in words; a moment's day is Paris's."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.PARIS).date()
    return format_date(moment, pattern)


def iso(moment: datetime | date | None) -> str:
    """Write a moment or day for machines (`datetime` attributes, feeds)."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat()


def time_left(moment: datetime) -> str:
    """Say in words how long is left until a moment; « terminé » when it has passed."""
    seconds = (moment - clock.now()).total_seconds()
    if seconds <= 0:
        return _("terminé")
    days, hours, minutes = int(seconds // 86400), int(seconds // 3600), int(seconds // 60)
    if days >= 2:
        return _("encore %(n)s jours", n=days)
    if hours >= 2:
        return _("encore %(n)s heures", n=hours)
    return _("encore %(n)s min", n=max(1, minutes))


def money(cents: int | None) -> str:
    """Write an amount in cents as euros."""
    if cents is None:
        return ""
    return f"{format_decimal(Decimal(cents) / 100, '#,##0.00')} €"


def euros(amount: int) -> str:
    """Write a whole number of euros."""
    return f"{format_decimal(amount)}\u00a0€"


def days(hundredths: int | None) -> str:
    """Write a duration in hundredths of days."""
    if hundredths is None:
        return ""
    return _("%(n)s jours", n=format_decimal(Decimal(hundredths) / 100))


def weight(count: int) -> str:
    """Write the weight of a document, rounded, in the units of the language."""
    for power, unit in ((20, _("Mo")), (10, _("ko"))):
        if count >= 1 << power:
            return f"{format_decimal(round(count / (1 << power), 1))}\u00a0{unit}"
    return ngettext("%(num)d octet", "%(num)d octets", count)


def hundredths(value: int | None) -> str:
    """Write a number kept in hundredths."""
    return "" if value is None else str(format_decimal(Decimal(value) / 100))


def saved_html(html: str) -> Markup:
    """Return stored HTML as markup: only what `render_markdown` made and cleaned may come here.

    On pages, the references it names are links to what this reader may see.
    """
    named = mentions.references_in(html) if has_request_context() else set()
    if named:
        html = mentions.with_links(html, _known(named))
    return Markup(html)  # noqa: S704


def _known(references: set[str]) -> dict[str, str]:
    # Texts of one page name the same things: each is looked for once.
    known: dict[str, str] = g.setdefault("known_references", {})
    unknown = references - known.keys()
    if unknown and "viewer" in g:
        known |= dict.fromkeys(unknown, "") | mentions.paths_of(unknown, g.viewer)
    return known


class ReferenceConverter(BaseConverter):
    """A reference in an address: letters, digits, dashes, dots; at most 80."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}"


class UidConverter(BaseConverter):
    """A random identifier in an address."""

    regex = r"[0-9a-f]{32}"


def init_web(app: Flask) -> None:
    """Give the application its filters, its guards, its headers and its error pages."""
    app.url_map.converters["ref"] = ReferenceConverter
    app.url_map.converters["uid"] = UidConverter
    app.jinja_env.filters.update(
        paris=paris,
        paris_day=paris_day,
        iso=iso,
        time_left=time_left,
        money=money,
        euros=euros,
        days=days,
        hundredths=hundredths,
        weight=weight,
        saved_html=saved_html,
        record_path=path_of_record,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.before_request(_refuse_nul)
    app.before_request(_guard_writes)
    app.before_request(guard)
    app.after_request(_headers)
    app.context_processor(lambda: {"viewer": g.get("viewer"), "today": clock.today()})
    _register_errors(app)


def _refuse_nul() -> None:
    # PostgreSQL stores no NUL: a filter that holds one would be an error of ours.
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        abort(400)


def _guard_writes() -> None:
    # A form that validates its token lifts this; a view that forgets its form cannot write.
    if request.method in SAFE_METHODS:
        forbid_writes("a GET never writes")
    else:
        forbid_writes("no form validated its token")


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
        )
    viewer = g.get("viewer")
    if request.endpoint != "static" and viewer is not None and not viewer.is_anonymous:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def error_page(status: int, **context: Any) -> tuple[str, int]:
    """Return the page of an error status, in words."""
    known = {400, 401, 403, 404, 405, 409, 413, 429, 500, 503}
    name = status if status in known else (400 if status < 500 else 500)
    context.setdefault("reason", "")
    if request_ctx.url_adapter is None:
        # A name that is not ours: no address can be built, not even a style sheet's.
        return render_template("errors/host.html"), status
    return render_template(f"errors/{name}.html", status=status, **context), status


def _register_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        status = error.code or 500
        if status < 400:
            return error
        page, status = error_page(status, typed=_typed() if status in {400, 401} else {})
        headers = [h for h in error.get_headers() if h[0].lower() in {"allow", "retry-after"}]
        return page, status, headers

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        db.session.rollback()
        return error_page(403, reason=error.reason)

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Any:
        return error_page(409, reason=error.reason, ours=error.ours, theirs=error.theirs)

    @app.errorhandler(Invalid)
    def invalid(error: Invalid) -> Any:
        return error_page(400, reason=" ".join(error.errors.values()), typed=_typed())

    @app.errorhandler(WriteForbidden)
    def forbidden(_error: WriteForbidden) -> Any:
        reason = _("Le formulaire a expiré : revenez à la page et envoyez-le à nouveau.")
        return error_page(400, reason=reason, typed=_typed())

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> Any:
        db.session.rollback()
        if "locked" in str(error.orig) or "lock timeout" in str(error.orig):
            page, status = error_page(503)
            return page, status, {"Retry-After": "2"}
        raise error

    @app.errorhandler(ServiceUnavailable)
    def unavailable(_error: ServiceUnavailable) -> Any:
        page, status = error_page(503)
        return page, status, {"Retry-After": "2"}


def _typed() -> dict[str, str]:
    """Return what was typed, so that an error page gives it back; secrets are left out."""
    hidden = ("password", "token", "secret", "code")
    return {
        name: text
        for name, text in request.form.items()
        if text and len(text) < 200_000 and not any(word in name for word in hidden)
    }
