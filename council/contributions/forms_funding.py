"""Shapes of what people type about shared fundings and pledges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from council.contributions.actions_funding import Offer, Promise
from council.contributions.amounts import MOST_CENTS, typed
from council.contributions.forms import HundredthsField, choices
from council.contributions.models import LEGAL_FRAME_LABELS, TAX_LABELS, PriceVisibility, Tax
from council.contributions.models_funding import (
    AMOUNT_VISIBILITY_LABELS,
    IF_MISSED_LABELS,
    PLEDGE_KIND_LABELS,
    Pledge,
)
from council.forms import BaseForm, LineField, PlainField

KIND_MEANINGS = {
    "firm": _l("Compte tout de suite, jusqu’à l’acceptation ou à l’échéance."),
    "conditional": _l(
        "Compte si un total est réuni, votre montant compris, ou jusqu’à une date, ou les deux."
    ),
    "intended": _l("Montrée à part, sans être comptée : vous n’êtes pas encore en mesure."),
}


def above_zero(_form: Any, field: Any) -> None:
    """Refuse an amount of nothing."""
    if field.hundredths == 0:
        raise ValidationError(_l("Écrivez un montant au-dessus de zéro."))


class OpenFundingForm(BaseForm):
    """What is asked of several bodies, and what happens if it is not gathered."""

    scope = PlainField(
        _l("Ce qui sera financé"),
        [DataRequired()],
        most=2000,
        description=_l("Ce que paiera la somme, et pour quand."),
    )
    estimate = HundredthsField(
        _l("Estimation en euros"), [DataRequired(), above_zero], most=MOST_CENTS
    )
    tax = RadioField(
        _l("Taxe"), [InputRequired()], choices=choices(TAX_LABELS), default=Tax.TTC,
        description=_l("Les engagements s’écrivent avec la même taxe."),
    )  # fmt: skip
    maximum = HundredthsField(
        _l("Maximum en euros"),
        [Optional(), above_zero],
        most=MOST_CENTS,
        description=_l(
            "Si vous en fixez un, les engagements comptés ne le passeront pas, et leurs montants "
            "sont tous publics. Sinon, chacun paie en proportion quand on réunit plus que demandé."
        ),
    )
    deadline_on = DateField(_l("Échéance"), [DataRequired()])
    payee = LineField(
        _l("Qui sera payé"),
        [DataRequired()],
        most=200,
        description=_l("Le nom de l’organisme ou du fournisseur."),
    )
    legal_frame = RadioField(
        _l("Par quel moyen juridique"), [InputRequired()], choices=choices(LEGAL_FRAME_LABELS)
    )
    if_missed = RadioField(
        _l("Si l’échéance passe sans que l’estimation soit couverte"),
        [InputRequired()],
        choices=choices(IF_MISSED_LABELS),
        description=_l("Chacun le lit avant de s’engager ; cela ne change plus ensuite."),
    )

    def offer(self) -> Offer:
        """Return what was typed; only after validation."""
        return Offer(
            scope=self.scope.data,
            estimate_cents=self.estimate.hundredths or 0,
            tax=self.tax.data,
            deadline_on=self.deadline_on.data,
            payee=self.payee.data,
            legal_frame=self.legal_frame.data,
            if_missed=self.if_missed.data,
            maximum_cents=self.maximum.hundredths,
        )


class BodyForm(BaseForm):
    """For which body one acts, when a person is mandated for several."""

    organization = SelectField(
        _l("Organisme"), [DataRequired(_l("Choisissez l’organisme."))], coerce=str
    )

    def among(self, mandates: Any) -> BodyForm:
        """Offer the bodies of these mandates, and return the form."""
        self.organization.choices = [SelectChoice(str(m.organization_id), m.body) for m in mandates]
        return self

    @property
    def organization_id(self) -> int:
        """The body chosen; only after validation."""
        return int(self.organization.data)


class PledgeForm(BodyForm):
    """What a body pledges."""

    kind = RadioField(
        _l("Nature de l’engagement"), [InputRequired()], choices=choices(PLEDGE_KIND_LABELS)
    )
    amount = HundredthsField(_l("Montant en euros"), [DataRequired(), above_zero], most=MOST_CENTS)
    minimum = HundredthsField(
        _l("Si ce total est réuni, en euros"),
        [Optional(), above_zero],
        most=MOST_CENTS,
        description=_l("Votre montant compris. Pour un engagement sous condition."),
    )
    valid_until = DateField(
        _l("Valable jusqu’au"),
        [Optional()],
        description=_l("Ce jour compris. Pour un engagement sous condition."),
    )
    legal_frame = SelectField(
        _l("Par quel moyen juridique vous paieriez"), choices=choices(LEGAL_FRAME_LABELS)
    )
    visibility = RadioField(
        _l("Qui lit le montant"),
        [InputRequired()],
        choices=choices(AMOUNT_VISIBILITY_LABELS),
        default=PriceVisibility.PUBLIC,
        description=_l(
            "Le nom de l’organisme est toujours public. Les autres lisent « montant réservé », une "
            "somme qui ne le contient pas, et si l’estimation est couverte."
        ),
    )
    note = PlainField(_l("Précisions publiques"), [Optional()], most=500)

    def promise(self) -> Promise:
        """Return what was typed; only after validation."""
        return Promise(
            kind=self.kind.data,
            amount_cents=self.amount.hundredths or 0,
            legal_frame=self.legal_frame.data,
            visibility=self.visibility.data,
            minimum_cents=self.minimum.hundredths,
            valid_until=self.valid_until.data,
            note=self.note.data or "",
        )


class WithdrawPledgeForm(BodyForm):
    """Taking a pledge back."""

    reason = PlainField(_l("Motif"), [DataRequired()], most=1000)


class AcceptFundingForm(BaseForm):
    """Accepting a covered estimate."""


class AcceptReducedForm(BaseForm):
    """Accepting what was gathered, for less than was planned."""

    reduced_scope = PlainField(_l("Ce que paiera ce qui a été réuni"), [DataRequired()], most=2000)


class ExtendFundingForm(BaseForm):
    """A later deadline."""

    deadline_on = DateField(_l("Nouvelle échéance"), [DataRequired()])
    reason = PlainField(_l("Motif"), [DataRequired()], most=1000)


class CloseFundingForm(BaseForm):
    """Giving a funding up."""

    reason = PlainField(_l("Motif"), [DataRequired()], most=1000)


def values_of(pledge: Pledge) -> dict[str, Any]:
    """Return the values that fill the form of a pledge."""
    return {
        "organization": str(pledge.organization_id),
        "kind": pledge.kind,
        "amount": typed(pledge.amount_cents),
        "minimum": typed(pledge.minimum_cents),
        "valid_until": pledge.valid_until,
        "legal_frame": pledge.legal_frame,
        "visibility": pledge.visibility,
        "note": pledge.note,
    }
