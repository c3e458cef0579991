"""Shapes of what people type about programmes, candidacies and awards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from council.contributions.amounts import MOST_CENTS, typed
from council.contributions.forms import HundredthsField, choices
from council.contributions.models import TAX_LABELS
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.needs.forms import BoxesField
from council.polls.forms import ParisMomentField
from council.programs import criteria
from council.programs.grading import GRADE_LABELS
from council.programs.models import SUPPORT_LABELS, Candidacy, Criterion, Program
from council.programs.models_jury import Award, CandidacyGrade
from council.programs.steps import Application, Call

REQUIRED = _l("Ce champ est obligatoire.")
_REFERENCES = re.compile(r"[\s,;]+")


class CriteriaField(PlainField):
    """Criteria in order, one a line, each with a weight after a bar; `.criteria`."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any):
        super().__init__(label, validators, most=6000, **kwargs)
        self.criteria: tuple[tuple[str, int], ...] = ()

    def pre_validate(self, _form: Any) -> None:
        """Read the lines, or name the one that cannot be a criterion."""
        try:
            self.criteria = criteria.parse(self.data or "")
        except criteria.BadCriteria as bad:
            raise ValidationError(CRITERIA_RULES[bad.rule] % {"line": bad.line}) from bad


CRITERIA_RULES = {
    "many": _l("Vingt critères au plus."),
    "label": _l("« %(line)s » : un critère a entre 1 et 200 caractères."),
    "weight": _l("« %(line)s » : un poids va de 1 à 10."),
}


class ProgramForm(VersionedForm):
    """A call for candidacies."""

    title = LineField(_l("Nom du dispositif"), [DataRequired(REQUIRED)])
    organization = LineField(_l("Organisme qui le porte"), [DataRequired(REQUIRED)])
    body = MarkdownField(_l("L’appel"), [DataRequired(REQUIRED)])
    opens_at = ParisMomentField(_l("Ouverture"), [InputRequired(REQUIRED)])
    closes_at = ParisMomentField(_l("Clôture"), [InputRequired(REQUIRED)])
    criteria = CriteriaField(
        _l("Critères"),
        [DataRequired(REQUIRED)],
        description=_l(
            "Un par ligne, dans l’ordre. Un poids de 1 à 10 peut suivre une barre : "
            "« Intérêt général | 3 »."
        ),
    )
    supports = BoxesField(_l("Ce que reçoivent les lauréats"), choices=choices(SUPPORT_LABELS))
    total = HundredthsField(_l("Enveloppe, en euros"), [Optional()], most=MOST_CENTS)
    laureate = HundredthsField(_l("Au plus par lauréat, en euros"), [Optional()], most=MOST_CENTS)
    tax = SelectField(_l("Taxe"), choices=choices(TAX_LABELS))
    shows_candidacies = BooleanField(
        _l("Les candidatures sont lues par tous dès leur dépôt, sans attendre les lauréats")
    )

    def call(self) -> Call:
        """Return what was typed, rendered; only after validation."""
        opens_at, closes_at = self.opens_at.moment, self.closes_at.moment
        assert opens_at is not None and closes_at is not None
        call = Call(
            title=self.title.data or "",
            body=self.body.data or "",
            opens_at=opens_at,
            closes_at=closes_at,
            criteria=self.criteria.criteria,
            supports=tuple(self.supports.data or ()),
            total_cents=self.total.hundredths,
            laureate_cents=self.laureate.hundredths,
            tax=self.tax.data,
            shows_candidacies=bool(self.shows_candidacies.data),
        )
        _rendered = call.html
        return call


def filled(program: Program) -> dict[str, Any]:
    """Return the values that fill the form of a programme."""
    names = ("title", "body", "opens_at", "closes_at", "supports", "tax", "shows_candidacies")
    return {
        **{name: getattr(program, name) for name in names},
        "criteria": criteria.typed((row.label, row.weight) for row in program.criteria),
        "total": typed(program.total_cents),
        "laureate": typed(program.laureate_cents),
        "row_version": str(program.row_version),
    }


class EditProgramForm(ProgramForm):
    """New words or dates for a call, and why; its body stays."""

    organization = None
    reason = LineField(_l("Ce qui change, et pourquoi"), [DataRequired(REQUIRED)])


class CandidacyForm(VersionedForm):
    """What a candidate asks and why."""

    holder = RadioField(_l("Pour qui candidatez-vous ?"), coerce=int)
    title = LineField(_l("Titre"), [DataRequired(REQUIRED)])
    body = MarkdownField(
        _l("Votre candidature"),
        [Optional()],
        description=_l("Ce que vous faites, ce que vous demandez, ce que cela changerait."),
    )
    supports = BoxesField(_l("Ce que vous demandez"), choices=choices(SUPPORT_LABELS))
    amount = HundredthsField(_l("Montant demandé, en euros"), [Optional()], most=MOST_CENTS)
    needs = LineField(
        _l("Besoins auxquels elle répond"),
        [Optional()],
        most=400,
        description=_l("Leurs numéros, séparés par des virgules : B-2026-0001."),
    )
    software = LineField(
        _l("Logiciels concernés"),
        [Optional()],
        most=400,
        description=_l("Leurs noms au catalogue, séparés par des virgules."),
    )

    def offer(self, mandates: Iterable[Any]) -> CandidacyForm:
        """Propose the bodies and software this person may apply for; none on a draft's change."""
        rows = list(mandates)
        if not rows:
            del self.holder
            return self
        self.holder.choices = [SelectChoice(row.id, row.label) for row in rows]
        if self.holder.data is None and not self.is_submitted():
            self.holder.data = rows[0].id
        return self

    def content(self) -> Application:
        """Return what was typed, rendered; only after validation."""
        content = Application(
            title=self.title.data or "",
            body=self.body.data or "",
            supports=tuple(self.supports.data or ()),
            amount_cents=self.amount.hundredths,
        )
        _rendered = content.html
        return content

    def links(self) -> dict[str, list[str]]:
        """Return the references of needs and the names of software that were typed."""
        needs = [part for part in _REFERENCES.split(self.needs.data or "") if part]
        names = [part.strip() for part in (self.software.data or "").split(",")]
        return {"needs": needs, "software": [name for name in names if name]}


def values_of(
    candidacy: Candidacy, needs: Iterable[str], software: Iterable[str]
) -> dict[str, Any]:
    """Return the values that fill the form of a draft."""
    return {
        "title": candidacy.title,
        "body": candidacy.body,
        "supports": candidacy.supports,
        "amount": typed(candidacy.amount_cents),
        "needs": ", ".join(needs),
        "software": ", ".join(software),
        "row_version": str(candidacy.row_version),
    }


class JurorForm(BaseForm):
    """A person of the jury, by the address of their account."""

    email = LineField(_l("Adresse électronique de la personne"), [DataRequired(REQUIRED)])


def grades_form(graded_on: Iterable[Criterion], given: dict[int, CandidacyGrade]) -> Any:
    """Return a form with one grade for each criterion; `.grades()` once validated."""
    rows = list(graded_on)

    class GradesForm(BaseForm):
        """A grade on each criterion."""

        def grades(self) -> dict[int, str]:
            """Return the grade of each criterion."""
            return {row.id: self[f"grade_{row.id}"].data for row in rows}

    for row in rows:
        field = RadioField(
            row.label,
            [InputRequired(_l("Choisissez une mention."))],
            choices=choices(GRADE_LABELS),
            description=_("poids %(n)s", n=row.weight) if row.weight != 1 else "",
        )
        setattr(GradesForm, f"grade_{row.id}", field)
    return GradesForm(data={f"grade_{key}": grade.grade for key, grade in given.items()})


class NeededReasonForm(BaseForm):
    """An act that will not do without its reason."""

    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


class AwardForm(BaseForm):
    """What a candidacy is given, and why."""

    reason = PlainField(
        _l("Pourquoi cette candidature est retenue"), [DataRequired(REQUIRED)], most=4000
    )
    supports = BoxesField(_l("Ce qui est accordé"), choices=choices(SUPPORT_LABELS))
    amount = HundredthsField(_l("Montant accordé, en euros"), [Optional()], most=MOST_CENTS)

    def fill(self, award: Award) -> None:
        """Show what was prepared."""
        self.reason.data, self.supports.data = award.reason, award.supports
        self.amount.data = typed(award.amount_cents)


class AwardsForm(BaseForm):
    """The publication of the awards."""

    note = PlainField(
        _l("Mot d’accompagnement"),
        [Optional()],
        most=4000,
        description=_l("Demandé quand aucune candidature n’est retenue."),
    )


class FollowUpForm(BaseForm):
    """What became of an award."""

    text = PlainField(_l("Ce qu’il en est advenu"), [DataRequired(REQUIRED)], most=4000)
