"""Shapes of what people type about decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError

from council.clock import today
from council.decisions.masks import MaskUnclosed, blacked_out
from council.decisions.models import KIND_LABELS, Decision
from council.decisions.queries_changes import LONG_TEXTS
from council.decisions.steps import Texts
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.markdown import MarkdownRefused, render_markdown
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


def masked(_form: Any, field: Any) -> None:
    """Refuse brackets that black out nothing, and a text that cannot be shown blacked out."""
    try:
        render_markdown(blacked_out(field.data or ""))
    except MaskUnclosed as error:
        raise ValidationError(
            _l("Une marque [[ ou ]] reste ouverte : ce qu’elle devait cacher serait montré.")
        ) from error
    except MarkdownRefused as refused:
        raise ValidationError(str(refused)) from refused


def to_come(_form: Any, field: Any) -> None:
    """Refuse a day that is not in the years to come."""
    if field.data and not today() < field.data <= today().replace(year=today().year + 50, day=1):
        raise ValidationError(_l("Donnez un jour à venir."))


class SectionsForm(VersionedForm):
    """The long texts of a decision, in which passages may be marked to be blacked out."""

    question = PlainField(_l("Question posée"), [masked], most=5000)
    context = MarkdownField(_l("Contexte"), [masked])
    body = MarkdownField(
        _l("Texte de la décision"), [DataRequired(_l("Écrivez le texte de la décision.")), masked]
    )
    rationale = MarkdownField(_l("Motifs"), [masked])
    alternatives = MarkdownField(_l("Autres voies examinées"), [masked])
    consequences = MarkdownField(_l("Conséquences"), [masked])

    def long_texts(self) -> dict[str, str]:
        """Return what was typed, marks included, by name."""
        return {name: self[name].data or "" for name in LONG_TEXTS}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show long texts with their marks."""
        for name, text in texts.items():
            self[name].data = text


class DecisionForm(SectionsForm):
    """The text of a decision."""

    kind = SelectField(
        _l("Nature"), choices=[SelectChoice(value=k.value, label=v) for k, v in KIND_LABELS.items()]
    )
    title = LineField(_l("Titre"), [DataRequired(_l("Donnez un titre."))], most=300)
    college = SelectField(_l("Collège"), validate_choice=True)
    licence = LineField(_l("Licence du texte"), [_known_licence], most=100)
    links = PlainField(_l("Documents ailleurs, une adresse par ligne"), [_addresses], most=5000)
    signatory = LineField(
        _l("Signataire"), most=300, description=_l("Prénom, nom et qualité de qui signe.")
    )
    remedies = PlainField(
        _l("Voies et délais de recours"),
        most=3000,
        description=_l("Pour une décision qui peut être contestée."),
    )
    review_on = Day(
        _l("À réexaminer le"),
        [Optional(), to_come],
        description=_l("Le secrétariat est prévenu ce jour-là."),
    )
    poll = HiddenField()
    item = HiddenField()
    subject = HiddenField()

    def texts(self) -> Texts:
        """Return what was typed."""
        lines = (self.links.data or "").splitlines()
        return Texts(
            kind=self.kind.data,
            title=self.title.data,
            **self.long_texts(),
            signatory=self.signatory.data or "",
            remedies=self.remedies.data or "",
            review_on=self.review_on.data,
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
    found: Decision | None = None

    def names(self, find: Callable[[str, Any], Decision | None], viewer: Any) -> bool:
        """Find the decision named; False, with a sentence, when there is none of that number."""
        number = (self.successor.data or "").strip()
        self.found = find(number, viewer) if number else None
        if number and self.found is None:
            self.successor.errors = [_l("Aucune décision ne porte ce numéro.")]
            return False
        return True


class DocumentForm(UploadForm):
    """A document to attach."""

    internal = BooleanField(_l("Document de travail du conseil : ne jamais le publier"))
