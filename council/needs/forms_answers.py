"""Shapes of what is typed about official answers."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from council.contributions.amounts import MOST_CENTS, typed
from council.contributions.forms import DueField, HundredthsField
from council.forms import BaseForm, LineField, MarkdownField, VersionedForm
from council.needs.actions_answers import OfficialContent
from council.needs.models_answers import OFFICIAL_LABELS, OfficialAnswer, OfficialState
from council.records.money import TAX_LABELS, Tax

REQUIRED = _l("Ce champ est obligatoire.")
MOST_AT_ONCE = 200
_CHOSEN = re.compile(r"([0-9a-f]{32}):([0-9]{1,8})", re.ASCII)


class OfficialForm(VersionedForm):
    """The official answer to a need, while it is prepared."""

    state = RadioField(
        _l("Suite donnée"),
        [InputRequired(_l("Choisissez la suite donnée au besoin."))],
        choices=[SelectChoice(s.value, OFFICIAL_LABELS[s]) for s in OfficialState],
    )
    text = MarkdownField(
        _l("Réponse"),
        [Optional()],
        description=_l("Demandée pour publier : ce qui sera fait, par qui, ou pourquoi non."),
    )
    cost = HundredthsField(_l("Coût en euros"), [Optional()], most=MOST_CENTS)
    tax = RadioField(
        _l("Taxe"),
        [InputRequired()],
        choices=[SelectChoice(t.value, TAX_LABELS[t]) for t in Tax],
        default=Tax.TTC.value,
    )
    due = DueField(
        _l("Période"),
        [Optional()],
        description=_l("Un semestre (S1 2027), un trimestre (T3 2026), une année ou un jour."),
    )

    def content(self) -> OfficialContent:
        """Return what was typed; only after validation."""
        return OfficialContent(
            state=OfficialState(self.state.data),
            text=self.text.data or "",
            cost_cents=self.cost.hundredths,
            cost_tax=Tax(self.tax.data),
            due=self.due.due,
        )

    def fill(self, answer: OfficialAnswer) -> None:
        """Show what was written already."""
        self.state.data, self.text.data = answer.state, answer.text
        self.cost.data = typed(answer.cost_cents)
        self.tax.data = answer.cost_tax if answer.cost_cents is not None else Tax.TTC.value
        self.due.data = answer.due_label
        self.row_version.data = str(answer.row_version)


class AmendForm(OfficialForm):
    """New words for a published answer, and why."""

    reason = LineField(
        _l("Ce qui change, et pourquoi"),
        [DataRequired(REQUIRED)],
        description=_l("Lu dans la liste des versions."),
    )


class PublishForm(BaseForm):
    """The prepared answers to publish, each as the version that was read (`uid:version`)."""

    chosen = SelectMultipleField(_l("Réponses à publier"), choices=[], validate_choice=False)

    def validate_chosen(self, field: Any) -> None:
        """Refuse what is no answer and version, and more than a page of them."""
        values = field.data or []
        if len(values) > MOST_AT_ONCE or not all(_CHOSEN.fullmatch(text) for text in values):
            raise ValidationError(_l("Cette liste de réponses n’est pas lisible : recommencez."))

    @property
    def versions(self) -> dict[str, int]:
        """The version read of each answer, by its random identifier."""
        found = (_CHOSEN.fullmatch(text) for text in self.chosen.data or [])
        return {match[1]: int(match[2]) for match in found if match}
