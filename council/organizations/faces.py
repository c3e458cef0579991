"""What the pages of organizations share: their blueprint, their loaders."""

from __future__ import annotations

from flask import Blueprint, abort

from council.access import current_viewer
from council.organizations.models import Application, Mandate, Organization, Seat
from council.organizations.queries import (
    find_organization,
    get_application,
    get_mandate,
    get_seat,
)

bp = Blueprint("organizations", __name__)


def load_organization(reference: str) -> Organization:
    """Return a visible organization, else 404."""
    return find_organization(reference, current_viewer()) or abort(404)


def load_seat(uid: str) -> Seat:
    """Return a seat, else 404."""
    return get_seat(uid) or abort(404)


def load_mandate(uid: str) -> Mandate:
    """Return a mandate that this person may know of, else 404."""
    mandate = get_mandate(uid)
    if mandate is None:
        abort(404)
    return mandate


def load_application(uid: str) -> Application:
    """Return a confirmed application, else 404."""
    return get_application(uid) or abort(404)
