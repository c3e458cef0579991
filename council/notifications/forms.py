"""Shapes of what people choose to receive."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from council.forms import BaseForm
from council.notifications.events import FAMILY_LABELS, Family
from council.notifications.models import Frequency

FREQUENCY_LABELS = {
    Frequency.AT_ONCE: _l("tout de suite"),
    Frequency.DAILY: _l("une fois par jour, dans le résumé"),
    Frequency.WEEKLY: _l("le lundi, dans le résumé"),
    Frequency.NONE: _l("jamais"),
}
UNKNOWN = _l("Choisissez parmi les possibilités proposées.")


class ChoicesForm(BaseForm):
    """When each family of events reaches the person; one field a family, added below."""

    def frequencies(self) -> dict[Family, Frequency]:
        """Return what was chosen."""
        return {family: Frequency(self[family].data) for family in Family}


def _add_fields() -> None:
    listed = [SelectChoice(str(value), label) for value, label in FREQUENCY_LABELS.items()]
    for family in Family:
        field = SelectField(FAMILY_LABELS[family], choices=listed)
        setattr(ChoicesForm, str(family), field)


_add_fields()


class UnsubscribeForm(BaseForm):
    """Which mails end; the signed address is its authority, so it carries no token.

    A mail program posts here by itself (RFC 8058), without having seen the page.
    """

    class Meta(BaseForm.Meta):
        """No token, no session: this page sets no cookie."""

        csrf = False

    family = RadioField(_l("Ne plus recevoir"), validate_choice=False)
    one_click = HiddenField(name="List-Unsubscribe")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.family.choices = [
            SelectChoice("", _l("Aucun résumé ni aucune nouvelle")),
            *(SelectChoice(str(family), label) for family, label in FAMILY_LABELS.items()),
        ]
