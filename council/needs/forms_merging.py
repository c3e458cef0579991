"""The shape of what is typed to merge needs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from council.forms import BaseForm, LineField, PlainField

REQUIRED = _l("Ce champ est demandé.")


class MergeForm(BaseForm):
    """Which need another would join, and why."""

    target = LineField(
        _l("Besoin qui reste"),
        [DataRequired(REQUIRED), Length(max=40)],
        description=_l("Son numéro, par exemple B-2026-0012."),
    )
    reason = PlainField(
        _l("Motif"),
        [DataRequired(REQUIRED)],
        description=_l("Chaque organisme interrogé le lit avant de répondre."),
    )


class AnswerMergeForm(BaseForm):
    """What a body answers to the transfer of its need or endorsement."""

    answer = RadioField(
        _l("Votre réponse"),
        [InputRequired(_l("Dites si votre organisme confirme ou refuse."))],
        choices=[
            SelectChoice("confirm", _l("Confirmer : c’est le même besoin")),
            SelectChoice("decline", _l("Refuser : ce que nous avons dit reste ici")),
        ],
    )
