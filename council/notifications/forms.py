"""Shapes of what people choose to receive."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from council.forms import BaseForm, no_control_characters
from council.notifications.events import FAMILY_LABELS, Family
from council.notifications.models import Frequency
from council.notifications.models_searches import Alert
from council.search.facets import address_of, arguments_of

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


class SignedForm(BaseForm):
    """A button whose signed address is its authority, so it carries no token.

    A mail program posts here by itself (RFC 8058), without having seen the page.
    """

    class Meta(BaseForm.Meta):
        """No token, no session: this page sets no cookie."""

        csrf = False


class UnsubscribeForm(SignedForm):
    """Which mails end, by a signed address."""

    family = RadioField(_l("Ne plus recevoir"), validate_choice=False)
    one_click = HiddenField(name="List-Unsubscribe")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.family.choices = [
            SelectChoice("", _l("Aucun résumé ni aucune nouvelle")),
            *(SelectChoice(str(family), label) for family, label in FAMILY_LABELS.items()),
        ]


EMPTY = _l("Cette recherche est vide : tapez des mots ou choisissez une nature.")
ALERT_LABELS = {
    Alert.DAILY: _l("par courriel, une fois par jour au plus"),
    Alert.WEEKLY: _l("par courriel, une fois par semaine au plus"),
    Alert.NONE: _l("pas de courriel"),
}


class AlertForm(BaseForm):
    """When what is new in a search is told."""

    alert = SelectField(
        _l("M’écrire quand il y a du nouveau"),
        choices=[SelectChoice(str(value), label) for value, label in ALERT_LABELS.items()],
    )


class SearchForm(AlertForm):
    """A search to keep: what follows « /recherche? » in its address."""

    asked = HiddenField(validators=[Length(max=4000), no_control_characters])

    @property
    def address(self) -> str:
        """The one address of what is asked, "" when nothing is."""
        return address_of(arguments_of(self.asked.data or ""))

    def validate_asked(self, _field: Any) -> None:
        """Refuse a search of nothing."""
        if not self.address:
            raise ValidationError(EMPTY)
