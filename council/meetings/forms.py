"""Shapes of what people type about meetings."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError

from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.meetings.models import KIND_LABELS

DAY = _l("Écrivez un jour existant, sous la forme AAAA-MM-JJ.")
HOUR = _l("Écrivez une heure existante, sous la forme HH:MM.")


class Day(DateField):
    """A day, with a sentence when it is not one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DAY) from error


class Hour(TimeField):
    """A time of Paris, with a sentence when it is not one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a time."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(HOUR) from error


def _after_start(form: Any, field: Any) -> None:
    if field.data and form.starts.data and field.data <= form.starts.data:
        raise ValidationError(_l("La fin vient après le début."))


def _known_year(_form: Any, field: Any) -> None:
    if field.data and not 2000 <= field.data.year <= 2100:
        raise ValidationError(DAY)


class MeetingFields:
    """What planning and editing share."""

    held_on = Day(_l("Jour"), [DataRequired(), _known_year])
    starts = Hour(_l("Début (heure de Paris)"), [Optional()])
    ends = Hour(_l("Fin (heure de Paris)"), [Optional(), _after_start])
    place = LineField(_l("Lieu ou mode (visioconférence…)"))
    note = LineField(_l("Note"), most=500)
    agenda = MarkdownField(_l("Ordre du jour"))


class PlanMeetingForm(MeetingFields, BaseForm):
    """Convene a meeting."""

    kind = SelectField(
        _l("Formation"),
        choices=[SelectChoice(value=k.value, label=v) for k, v in KIND_LABELS.items()],
    )


class EditMeetingForm(MeetingFields, VersionedForm):
    """Keep a meeting's page."""

    minutes = MarkdownField(_l("Compte rendu"))


class ConcludeMeetingForm(BaseForm):
    """Note that a meeting took place, or cancel it."""

    reason = PlainField(_l("Motif ou précision"), most=500)
