"""Shapes of ballots, as people fill them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from council.forms import BaseForm, PlainField
from council.polls.forms import REQUIRED


class BallotForm(BaseForm):
    """A choice for a seat; `confirmed` is set by the confirmation page."""

    seat = HiddenField()
    confirmed = HiddenField()
    choice = RadioField(_l("Votre bulletin"), [InputRequired(_l("Choisissez une réponse."))])
    reason = PlainField(_l("Explication de vote"), most=2000)

    # Both come with the poll's rule, before validation.
    against_needs_reason = False

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason where the rule does."""
        if self.against_needs_reason and self.choice.data == "against" and not field.data:
            raise ValidationError(_("La règle de ce scrutin demande de motiver un vote contre."))


class CastingVoteForm(BaseForm):
    """The chair's choice between the two equal sides."""

    choice = RadioField(
        _l("Voix prépondérante"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=[SelectChoice("for", _l("Pour")), SelectChoice("against", _l("Contre"))],
    )
    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)
