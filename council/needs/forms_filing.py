"""Shapes of what is typed to have a filing confirmed, and to answer."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from council.accounts.forms import AddressField
from council.forms import BaseForm, PlainField

CONFIRM, DENY = "confirm", "deny"


class AskConfirmationForm(BaseForm):
    """Whom to ask."""

    email = AddressField(
        _l("Adresse électronique de l’organisme"),
        description=_l("Celle de qui peut répondre en son nom ; elle n’est pas publiée."),
    )


class AnswerFilingForm(BaseForm):
    """Is it our need? When it is not, why."""

    answer = RadioField(
        _l("Ce besoin est-il celui de votre organisme ?"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=[
            SelectChoice(CONFIRM, _l("Confirmer : c’est notre besoin")),
            SelectChoice(DENY, _l("Ce n’est pas notre besoin")),
        ],
        validate_choice=False,
    )
    reason = PlainField(
        _l("Motif"),
        description=_l("Demandé si ce n’est pas votre besoin ; lu par le secrétariat."),
    )

    def validate_answer(self, field: Any) -> None:
        """Refuse any other answer."""
        if field.data not in {CONFIRM, DENY}:
            raise ValidationError(_("Choisissez une réponse."))
