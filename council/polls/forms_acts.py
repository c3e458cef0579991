"""Shapes of the acts of a deliberation, and of what is written in its debate."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired

from council.forms import BaseForm, MarkdownField, PlainField
from council.polls.forms import REQUIRED, ParisMomentField
from council.polls.models_acts import ActKind

UNTIL = {
    ActKind.DEBATE_OPENED: _l("Contributions reçues jusqu’au (heure de Paris)"),
    ActKind.VOTE_OPENED: _l("Votes reçus jusqu’au (heure de Paris)"),
}


class ActForm(BaseForm):
    """The next act: which was read, the chair's message, until when where it opens something."""

    kind = HiddenField()
    until = ParisMomentField()
    message = PlainField(
        _l("Message aux membres"),
        most=2000,
        description=_l("Lu par les inscrits ; il ne paraît pas ailleurs."),
    )

    @classmethod
    def of(cls, kind: ActKind) -> ActForm:
        """Return the form of an act, without a date where it needs none."""
        form = cls()
        if kind in UNTIL:
            form.until.label.text = str(UNTIL[kind])
        else:
            del form.until
        return form


class ContributionForm(BaseForm):
    """What a seat says in the debate."""

    seat = HiddenField()
    text = MarkdownField(_l("Votre contribution"), [DataRequired(REQUIRED)], most=10_000)
