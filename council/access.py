"""Who may use which route, and why an act is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from council.organizations.viewer import Viewer

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Verdict:
    """The answer to "may this person do that now?", with its reason in words when it is no."""

    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


class Refused(Exception):
    """The person may see the thing but not do that to it; carries the reason shown."""

    def __init__(self, reason: Any):
        super().__init__(str(reason))
        self.reason = reason


def yes() -> Verdict:
    """Allow."""
    return Verdict(True)


def no(reason: Any) -> Verdict:
    """Refuse, with the sentence the person reads."""
    return Verdict(False, reason)


SIGN_IN = _l("Connectez-vous pour continuer.")


def check(verdict: Verdict) -> None:
    """Raise Refused when the verdict is no."""
    if not verdict.allowed:
        raise Refused(verdict.reason)


# Role word of a route → property of the Viewer that grants it.
ROLES = {
    "registered": "is_registered",
    "representative": "is_representative",
    "maintainer": "is_maintainer",
    "member": "is_member",
    "council": "is_council",
    "secretariat": "is_secretariat",
    "chair": "is_chair",
    "endorser": "is_endorser",
    "administrator": "is_administrator",
}


@dataclass(frozen=True)
class Access:
    """What a route asks of its visitor: nobody in particular, or one of these roles."""

    roles: tuple[str, ...]


def public(view: View) -> View:
    """Open a route to everybody."""
    view.access = Access(())  # type: ignore[attr-defined]
    return view


def requires(*roles: str) -> Callable[[View], View]:
    """Keep a route for signed-in people who hold one of these roles.

    A route on one object asks for `registered` only: its loader answers 404 when the object may
    not be seen, then a policy answers 403 with its reason.
    """
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"unknown roles: {sorted(unknown)}")

    def declare(view: View) -> View:
        view.access = Access(roles)  # type: ignore[attr-defined]
        return view

    return declare


def current_viewer() -> Viewer:
    """Return who looks, built once per request."""
    viewer: Viewer = g.viewer
    return viewer


REFUSALS = {
    "representative": _l("Réservé aux personnes mandatées par un organisme."),
    "maintainer": _l("Réservé aux mainteneurs."),
    "member": _l("Réservé aux membres du conseil."),
    "council": _l("Réservé aux membres du conseil."),
    "secretariat": _l("Réservé au secrétariat du conseil."),
    "chair": _l("Réservé à la présidence du conseil."),
    "endorser": _l("Réservé à la personne mandatée pour porter le soutien."),
    "administrator": _l("Réservé à l’administration du site."),
}


def guard() -> Response | None:
    """Answer for every request whether its route may be used; runs before the view."""
    view = _view_of(request.endpoint)
    if view is None:
        return None
    roles = view.access.roles
    if not roles:
        return None
    viewer = current_viewer()
    if viewer.is_anonymous:
        if request.method in {"GET", "HEAD"}:
            return redirect(url_for("accounts.sign_in", suite=_own_path()), 303)
        abort(401)
    if not any(getattr(viewer, ROLES[role]) for role in roles):
        raise Refused(REFUSALS.get(roles[0], SIGN_IN))
    return None


def _own_path() -> str:
    return request.full_path.rstrip("?")


def _view_of(endpoint: str | None) -> Any:
    from flask import current_app

    if endpoint is None or endpoint.endswith("static"):
        return None
    return current_app.view_functions[endpoint]


def refuse_undeclared_routes(app: Flask) -> None:
    """Fail at start when a route has not declared who may use it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        if not hasattr(app.view_functions[rule.endpoint], "access"):
            raise RuntimeError(f"route {rule.rule} ({rule.endpoint}) declares no access")
