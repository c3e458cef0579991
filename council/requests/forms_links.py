"""Shapes of what people type to send a request by mail, and to answer by its link."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from council.accounts.forms import valid_address
from council.forms import BaseForm, LineField
from council.requests.forms import AnswerForm


class MailForm(BaseForm):
    """The address of maintainers; empty for the one kept for the software."""

    email = LineField(
        _l("Adresse électronique des mainteneurs"), [Optional(), valid_address], most=254
    )


class LinkAnswerForm(AnswerForm):
    """What somebody who was written to answers."""

    signed_as = LineField(_l("Votre nom ou celui de votre équipe"), [Optional()], most=160)
