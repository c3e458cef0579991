"""Shapes of what people type about polls, ballots and rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired

from council import clock
from council.forms import BaseForm, PlainField

PATTERN = "%Y-%m-%dT%H:%M"
REQUIRED = _l("Ce champ est obligatoire.")


class BadMoment(ValueError):
    """A local time that names no moment, or two; says which in French."""


def paris_moment(local: datetime) -> datetime:
    """Return the UTC moment of a Paris clock time; BadMoment when there is none, or two."""
    if not 2000 <= local.year <= 2100:
        raise BadMoment(_("L’année doit être comprise entre 2000 et 2100."))
    first = local.replace(tzinfo=clock.PARIS, fold=0)
    second = local.replace(tzinfo=clock.PARIS, fold=1)
    gap = (first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta())
    if gap < timedelta(0):
        raise BadMoment(
            _("Cette heure n’existe pas à Paris : on passe ce jour-là à l’heure d’été.")
        )
    if gap > timedelta(0):
        raise BadMoment(
            _(
                "Cette heure existe deux fois à Paris, ce jour de passage à l’heure d’hiver : "
                "choisissez-en une autre."
            )
        )
    return first.astimezone(UTC)


class ParisMomentField(DateTimeLocalField):
    """A day and hour on the clock of Paris; `moment` is the same in UTC, None when empty."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any):
        super().__init__(label, validators, format=[PATTERN, "%Y-%m-%d %H:%M"], **kwargs)
        self.moment: datetime | None = None

    def process_data(self, value: Any) -> None:
        """Show a moment given in UTC on the clock of Paris."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(clock.PARIS).replace(tzinfo=None)
        super().process_data(value)

    def process_formdata(self, valuelist: Any) -> None:
        """Read the typed time; an empty one is no time."""
        text = " ".join(valuelist or ()).strip()
        self.data = self.moment = None
        if not text:
            return
        for pattern in self.strptime_format:
            try:
                self.data = datetime.strptime(text, pattern)
                break
            except ValueError:
                continue
        if self.data is None:
            raise ValueError(_("Écrivez un jour et une heure, par exemple 2026-11-30T18:00."))
        self.moment = paris_moment(self.data)


class OpenForm(BaseForm):
    """When the vote opens and closes."""

    opens_at = ParisMomentField(
        _l("Ouverture (heure de Paris)"),
        description=_l("Laissez vide pour ouvrir tout de suite."),
    )
    closes_at = ParisMomentField(
        _l("Clôture (heure de Paris)"),
        [InputRequired(REQUIRED)],
        description=_l("Un bulletin reçu à cette heure exacte arrive trop tard."),
    )


class ExtendForm(BaseForm):
    """A later closing, and why."""

    closes_at = ParisMomentField(_l("Nouvelle clôture (heure de Paris)"), [InputRequired(REQUIRED)])
    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


class IncidentForm(BaseForm):
    """A suspension or a cancellation, and why."""

    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


class RecusalForm(BaseForm):
    """Who takes no part in a poll, and why."""

    organization = SelectField(_l("Organisme"), [DataRequired(REQUIRED)], coerce=str)
    reason = PlainField(
        _l("Motif"),
        [DataRequired(REQUIRED)],
        most=1000,
        description=_l("Lu avec le scrutin, par tous ceux qui le lisent."),
    )


class ProxyForm(BaseForm):
    """Which seat votes for one's own."""

    holder = RadioField(_l("Qui vote pour vous"), [InputRequired(_l("Choisissez un siège."))])
