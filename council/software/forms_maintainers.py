"""Shapes of what is typed about the maintainers of a software."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from council.accounts.forms import valid_address
from council.forms import BaseForm, LineField, PlainField


class ContactForm(BaseForm):
    """Where the maintainers may be written to; empty to forget it."""

    email = LineField(_l("Adresse électronique"), [Optional(), valid_address], most=254)


class ClaimForm(BaseForm):
    """Saying that one maintains a software."""

    message = PlainField(_l("Votre rôle dans le projet"), [Optional()], most=2000)
