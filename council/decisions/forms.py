"""Shapes of what people type about decisions."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from council.clock import today
from council.decisions.models import KIND_LABELS
from council.decisions.steps import Texts
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.meetings.forms import DAY, Day
from council.records.licences import check_licence
from council.records.uploads import DocumentForm as UploadForm


def _addresses(_form: Any, field: Any) -> None:
    for line in (field.data or "").splitlines():
        if line.strip() and not re.fullmatch(r"https?://[^\s/]+\S*", line.strip()):
            raise ValidationError(
                _l("« %(line)s » n’est pas une adresse http(s).", line=line.strip()[:80])
            )


def _known_licence(_form: Any, field: Any) -> None:
    if field.data and not check_licence(field.data).is_valid:
        raise ValidationError(
            _l("Licence inconnue : donnez son identifiant SPDX, par exemple etalab-2.0.")
        )


def _in_the_past(_form: Any, field: Any) -> None:
    if field.data and not 2000 <= field.data.year <= today().year:
        raise ValidationError(DAY)


class DecisionForm(VersionedForm):
    """The text of a decision."""

    kind = SelectField(
        _l("Nature"), choices=[SelectChoice(value=k.value, label=v) for k, v in KIND_LABELS.items()]
    )
    title = LineField(_l("Titre"), [DataRequired(_l("Donnez un titre."))], most=300)
    question = PlainField(_l("Question posée"), most=5000)
    body = MarkdownField(_l("Texte"), [DataRequired(_l("Écrivez le texte de la décision."))])
    college = SelectField(_l("Collège"), validate_choice=True)
    licence = LineField(_l("Licence du texte"), [_known_licence], most=100)
    links = PlainField(_l("Documents ailleurs, une adresse par ligne"), [_addresses], most=5000)
    poll = HiddenField()
    item = HiddenField()
    subject = HiddenField()

    def texts(self) -> Texts:
        """Return what was typed."""
        lines = (self.links.data or "").splitlines()
        return Texts(
            kind=self.kind.data,
            title=self.title.data,
            question=self.question.data or "",
            body=self.body.data,
            college=self.college.data or "",
            licence=self.licence.data or "etalab-2.0",
            links=[line.strip() for line in lines if line.strip()],
        )


class AdoptForm(BaseForm):
    """On which day the text was adopted, and what is known of the vote."""

    adopted_on = Day(_l("Jour d’adoption"), [DataRequired(DAY), _in_the_past])
    outcome = PlainField(_l("Issue, en une phrase"))


class EndorseForm(BaseForm):
    """The State's support or refusal."""

    supports = RadioField(
        _l("Position"),
        [DataRequired(_l("Choisissez une position."))],
        choices=[
            SelectChoice(value="yes", label=_l("L’État soutient cette décision")),
            SelectChoice(value="no", label=_l("L’État ne soutient pas cette décision")),
        ],
    )
    acted_on = Day(_l("Date de l’acte"), [DataRequired(DAY), _in_the_past])
    text = PlainField(_l("Texte de l’acte"))


class CloseForm(BaseForm):
    """Why a decision is superseded, repealed or withdrawn, and by what it is replaced."""

    successor = LineField(_l("Numéro de la décision qui la remplace"), most=80)
    reason = PlainField(_l("Motif, affiché sur la page"))


class DocumentForm(UploadForm):
    """A document to attach."""

    internal = BooleanField(_l("Document de travail du conseil : ne jamais le publier"))
