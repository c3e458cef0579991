"""Shapes of what people type about their account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from council.accounts.passwords import MAX_LENGTH
from council.forms import BaseForm, LineField


class SignInForm(BaseForm):
    """Address and password."""

    email = LineField(_l("Adresse électronique"), [DataRequired()], most=254)
    password = PasswordField(_l("Mot de passe"), [DataRequired(), Length(max=MAX_LENGTH)])
    suite = HiddenField()


class ActForForm(BaseForm):
    """The mandate to act by; empty: as an individual."""

    mandate = HiddenField()
    next = HiddenField()
