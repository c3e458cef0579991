"""Shapes of what people type about organizations, seats, mandates and accounts asked for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from council.accounts.forms import REQUIRED, AddressField
from council.clock import today
from council.forms import BaseForm, LineField, PlainField, VersionedForm
from council.organizations.models import KIND_LABELS, OrganizationKind
from council.organizations.names import clean_name, clean_siret, fault_of, is_siret

BAD_CHOICE = _l("Choisissez une des valeurs proposées.")
BAD_URL = _l("Cette adresse n’est pas valide (forme attendue : https://exemple.fr).")
CHOOSE = _l("Choisir")


class Choice(SelectField):
    """One value among those proposed."""

    def __init__(self, label: Any = None, *, required: bool = True, **kwargs: Any):
        rules = [InputRequired(REQUIRED)] if required else [Optional()]
        super().__init__(label, rules, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not proposed, in words."""
        if self.data not in {choice.value for choice in self.iter_choices()}:
            raise ValidationError(BAD_CHOICE)


def choices(labels: dict[Any, Any], *, empty: Any = None) -> list[SelectChoice]:
    """Return the choices of a list of labels, after an empty one if it is named."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(str(value), label) for value, label in labels.items()]


def web_address(_form: Any, field: Any) -> None:
    """Refuse what is not a whole http(s) address."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        host = parts.hostname or ""
    except ValueError as error:
        raise ValidationError(BAD_URL) from error
    if parts.scheme not in {"http", "https"} or "." not in host or re.search(r"\s", field.data):
        raise ValidationError(BAD_URL)


def siret(_form: Any, field: Any) -> None:
    """Refuse a wrong SIRET; give a good one its one form."""
    field.data = clean_siret(field.data or "")
    if field.data and not is_siret(field.data):
        raise ValidationError(_l("Ce SIRET n’est pas valide : 14 chiffres, clé comprise."))


def plain_name(_form: Any, field: Any) -> None:
    """Refuse a name that hides characters or could be taken for another one; unify the rest."""
    fault = fault_of(field.data or "")
    if field.data and fault is not None:
        raise ValidationError(str(fault))
    field.data = clean_name(field.data or "")


def body_name(label: Any) -> LineField:
    """Return the field of an organization's name."""
    return LineField(label, [InputRequired(REQUIRED), plain_name], most=160)


def required_line(label: Any, **kwargs: Any) -> LineField:
    """Return a one-line field that must be filled."""
    return LineField(label, [InputRequired(REQUIRED)], **kwargs)


class OrganizationForm(VersionedForm):
    """An organization's facts."""

    name = body_name(_l("Nom"))
    kind = Choice(_l("Nature"), choices=choices(KIND_LABELS))
    url = LineField(_l("Site"), [web_address], most=500)
    country = LineField(
        _l("Pays (deux lettres)"),
        [InputRequired(REQUIRED), Regexp("^[A-Za-z]{2}$", message=_l("Deux lettres, comme FR."))],
        most=2,
        default="FR",
    )
    siret = LineField(_l("SIRET"), [siret], most=24)
    summary = PlainField(_l("Présentation"))

    def validate_siret(self, field: Any) -> None:
        """A foreign body has no SIRET."""
        if field.data and self.kind.data == OrganizationKind.FOREIGN:
            raise ValidationError(
                _l("Un organisme étranger n’a pas de SIRET : laissez ce champ vide.")
            )


class CollegeForm(VersionedForm):
    """A college."""

    key = LineField(
        _l("Nom court (lettres, chiffres, tirets)"),
        [
            InputRequired(REQUIRED),
            Regexp(
                "^[a-z0-9][a-z0-9-]{1,39}$",
                message=_l("De 2 à 40 lettres sans accent, chiffres ou tirets."),
            ),
        ],
        most=40,
    )
    name = required_line(_l("Nom"), most=120)
    description = PlainField(_l("Description"))


class SeatForm(BaseForm):
    """A seat to propose."""

    college = Choice(_l("Collège"), choices=[])
    starts_on = DateField(
        _l("Premier jour"),
        [InputRequired(_l("Indiquez une date (jour, mois, année)."))],
        default=today,
    )


class InviteForm(BaseForm):
    """A person to mandate."""

    email = AddressField()
    name = required_line(_l("Nom de la personne"), most=120)
    title = Choice(_l("Mandat"), choices=[])


class MaintainerForm(BaseForm):
    """A maintainer invited by the team, or whose identity the secretariat checked."""

    email = AddressField()
    name = required_line(_l("Nom de la personne"), most=120)
    reason = PlainField(_l("Comment vous avez vérifié qui est cette personne"), most=1000)


class WhyForm(BaseForm):
    """An act that asks for its reason."""

    reason = PlainField(_l("Motif"), [InputRequired(REQUIRED), Length(min=3)])


class PersonalApplicationForm(BaseForm):
    """Asking for a personal account."""

    name = required_line(_l("Votre nom"), most=120)
    email = AddressField()
    message = PlainField(_l("Message au secrétariat"))


class OrganizationApplicationForm(PersonalApplicationForm):
    """Asking for an organization's account."""

    organization_name = body_name(_l("Nom de l’organisme"))
    organization_kind = Choice(_l("Nature de l’organisme"), choices=choices(KIND_LABELS))
    siret = LineField(_l("SIRET"), [siret], most=24)
    url = LineField(_l("Site de l’organisme"), [web_address], most=500)

    def validate_siret(self, field: Any) -> None:
        """A foreign body has no SIRET."""
        if field.data and self.organization_kind.data == OrganizationKind.FOREIGN:
            raise ValidationError(
                _l("Un organisme étranger n’a pas de SIRET : laissez ce champ vide.")
            )


class MaintainerApplicationForm(PersonalApplicationForm):
    """Asking for a maintainer's account."""

    software_name = required_line(_l("Nom du logiciel"), most=160)
    proof_url = LineField(
        _l("Page du dépôt qui montre que vous en êtes mainteneur"),
        [InputRequired(REQUIRED), web_address],
        most=500,
    )


class AcceptOrganizationForm(BaseForm):
    """The organization to create."""

    name = body_name(_l("Nom de l’organisme"))
    kind = Choice(_l("Nature de l’organisme"), choices=choices(KIND_LABELS))
    siret = LineField(_l("SIRET"), [siret], most=24)


class AcceptMaintainerForm(BaseForm):
    """The software maintained."""

    software = required_line(_l("Logiciel (fin de l’adresse de sa fiche)"), most=80)
    reason = PlainField(_l("Comment vous avez vérifié qui est cette personne"), most=1000)


class AttachForm(BaseForm):
    """The known organization an applicant belongs to."""

    organization = required_line(_l("Organisme (fin de l’adresse de sa fiche)"), most=80)
    title = Choice(_l("Mandat"), choices=[])
