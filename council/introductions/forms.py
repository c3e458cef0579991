"""The shape of what is typed to put two bodies in touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, Regexp

from council.accounts.forms import AddressField
from council.forms import BaseForm, LineField, PlainField
from council.introductions.models import IntroductionState
from council.introductions.steps import Contact

REQUIRED = _l("Ce champ est demandé.")
# Value of the list by which another need is named by its number.
ANOTHER = "autre"
PHONE = _l("Un numéro de téléphone : chiffres, espaces, points, tirets, un + devant au besoin.")


class ContactForm(BaseForm):
    """The person to contact in one's own body."""

    contact_name = LineField(_l("Personne à contacter chez vous"), [DataRequired(REQUIRED)])
    contact_email = AddressField(_l("Son adresse électronique"))
    contact_phone = LineField(
        _l("Son téléphone"), [Optional(), Regexp(r"^\+?[0-9 ().\-]{4,39}$", message=PHONE)], most=40
    )
    contact_note = PlainField(_l("Un mot pour l’autre organisme"), [Optional()], most=1000)

    def contact(self) -> Contact:
        """Return the contact typed; only after validation."""
        return Contact(
            name=self.contact_name.data or "",
            email=self.contact_email.data or "",
            phone=self.contact_phone.data or "",
            note=self.contact_note.data or "",
        )


class ProposeForm(BaseForm):
    """With whom, and why; the secretariat's, which names no contact."""

    partner = RadioField(
        _l("Avec qui"),
        [InputRequired(_l("Choisissez avec qui entrer en relation."))],
        choices=[],
        validate_choice=False,
    )
    number = LineField(
        _l("Numéro de l’autre besoin"),
        [Optional()],
        most=40,
        description=_l("Si vous avez choisi « un autre besoin », par exemple B-2026-0012."),
    )
    message = PlainField(
        _l("Pourquoi"),
        [DataRequired(REQUIRED)],
        description=_l("Les deux organismes le lisent. N’y mettez pas de coordonnées."),
    )

    def offer(self, partners: Sequence[tuple[str, str]]) -> None:
        """Offer those to be put in touch with: value, words; a need by its number comes last."""
        last = SelectChoice(ANOTHER, _l("Un autre besoin, par son numéro"))
        self.partner.choices = [*(SelectChoice(*pair) for pair in partners), last]

    def chosen(self) -> tuple[str, str]:
        """Return what was chosen: `need` or `org`, and its reference."""
        if self.partner.data == ANOTHER:
            return "need", (self.number.data or "").upper()
        nature, _colon, reference = str(self.partner.data or "").partition(":")
        return nature, reference


class ProposeForBodyForm(ProposeForm, ContactForm):
    """The same for a body: it accepts by proposing, so it names its contact."""


class OutcomeForm(BaseForm):
    """What came of the contact."""

    outcome = RadioField(
        _l("Ce qui en est sorti"),
        [InputRequired(_l("Choisissez ce qui est sorti de cette mise en relation."))],
        choices=[
            SelectChoice(IntroductionState.JOINED.value, _l("Nous réunissons nos efforts")),
            SelectChoice(IntroductionState.SEPARATE.value, _l("Chacun reste de son côté")),
            SelectChoice(IntroductionState.NO_REPLY.value, _l("L’autre organisme ne répond pas")),
        ],
    )
    reason = PlainField(
        _l("Pourquoi, ou la suite prévue"),
        [Optional()],
        most=1000,
        description=_l("Demandé si chacun reste de son côté. L’autre organisme le lit."),
    )


class ReasonNeededForm(BaseForm):
    """An act whose reason the other body reads."""

    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


def own_contact(name: str, email: str) -> dict[str, Any]:
    """Return what fills the contact at first: the person who writes."""
    return {"contact_name": name, "contact_email": email}
