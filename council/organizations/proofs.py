"""The word that an applicant puts on a page of their software, to show that they maintain it."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from council.organizations.models import Application

FILE = "conseil-logiciels-libres.txt"


def proof_word(application: Application) -> str:
    """Return the word of an application: only its applicant has it, and it opens nothing else."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    text = f"maintainer-proof\n{application.uid}".encode()
    return f"conseil-preuve-{hmac.new(secret, text, hashlib.sha256).hexdigest()[:24]}"
