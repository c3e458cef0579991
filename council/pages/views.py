"""Routes of the pages that belong to no feature: legal, help, component page."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _

from council.access import current_viewer, public, requires
from council.clock import today
from council.journal.queries import head
from council.organizations.viewer import Viewer
from council.pages import lines, queries
from council.pages.forms import SampleForm
from council.pages.urgency import by_urgency

bp = Blueprint("pages", __name__)


def accessibility_status() -> str:
    """Return the conformance the site declares: « non conforme » until an audit is recorded."""
    if not current_app.config["COUNCIL_ACCESSIBILITY_AUDIT"]:
        return _("non conforme")
    return str(current_app.config["COUNCIL_ACCESSIBILITY_STATUS"])


@bp.app_context_processor
def _status() -> dict[str, str]:
    return {"accessibility_status": accessibility_status()}


@bp.get("/")
@public
def home() -> str:
    """Show what the council decided, votes and needs; first, to those signed in, what awaits."""
    viewer = current_viewer()
    duties = None
    if not viewer.is_anonymous:
        duties = lines.most_pressing(_groups(viewer))
    journal = head()
    return render_template(
        "pages/home.html",
        home=lines.home_in_words(queries.home(viewer)),
        duties=duties,
        journal_head=journal.hash if journal else None,
    )


@bp.get("/tableau-de-bord")
@requires("registered")
def dashboard() -> str:
    """Show everything that awaits this person."""
    groups = _groups(current_viewer())
    return render_template("pages/dashboard.html", duties=groups)


def _groups(viewer: Viewer) -> list[lines.Duty]:
    found = queries.duties(viewer)
    return by_urgency(found, lines.duties_in_words(found), today())


@bp.get("/composants")
@public
def components() -> str:
    """Show every component with an example, errors included."""
    valid, wrong = SampleForm(prefix="a-"), SampleForm(prefix="b-", title="")
    wrong.validate()
    return render_template("pages/components.html", form=valid, wrong=wrong)


@bp.get("/a-propos")
@public
def about() -> str:
    """Say what the council is, its chain and its words."""
    return render_template("pages/about.html")


@bp.get("/aide")
@public
def help_page() -> str:
    """Say how to do the usual things."""
    return render_template("pages/help.html")


@bp.get("/mentions-legales")
@public
def legal() -> str:
    """Show who publishes and hosts the site."""
    return render_template("pages/legal.html")


@bp.get("/donnees-personnelles")
@public
def privacy() -> str:
    """Show what is kept about people, why, and how to have it read or erased."""
    return render_template("pages/privacy.html")


@bp.get("/accessibilite")
@public
def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("pages/accessibility.html")


@bp.get("/plan-du-site")
@public
def sitemap() -> str:
    """List the parts of the site."""
    return render_template("pages/sitemap.html")


@bp.get("/securite")
@public
def security() -> str:
    """Say how to report a flaw and what protects the acts recorded here."""
    return render_template("pages/security.html")
