"""Rows in words about maintainers: what they have to show, who is still to be written to."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.organizations.models_maintainers import MaintainerProof
from council.records.addresses import path_of_record
from council.requests.models import Request


def claim_line(proof: MaintainerProof) -> dict[str, Any]:
    """A claim whose word is not found yet: where to put it."""
    return {
        "title": proof.application.software_name,
        "url": f"{path_of_record(proof.software)}/mainteneurs/demander",
        "reference": proof.application.number,
        "details": [_("placez le mot de preuve sur une page du logiciel")],
    }


def unreached_line(request: Request) -> dict[str, Any]:
    """A question that reached nobody: where to send it."""
    return {
        "title": request.title,
        "url": f"{path_of_record(request.record)}/envoyer",
        "reference": request.reference,
        "details": [_("personne n’en est averti : ce logiciel n’a pas de compte")],
    }
