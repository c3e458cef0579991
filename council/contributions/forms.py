"""Shapes of what people type about contributions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from council.contributions.amounts import (
    MOST_CENTS,
    MOST_HUNDREDTHS,
    MOST_LINKS,
    NotANumber,
    hundredths,
    is_web_address,
    split_links,
    typed,
)
from council.contributions.models import (
    CODE_RIGHTS_LABELS,
    KIND_LABELS,
    LEGAL_FRAME_LABELS,
    OUTCOME_LABELS,
    PRICE_VISIBILITY_LABELS,
    TAX_LABELS,
    CodeRights,
    Contribution,
    PriceVisibility,
    Tax,
)
from council.contributions.steps import Content, Purpose
from council.forms import (
    BaseForm,
    LineField,
    MarkdownField,
    PlainField,
    ReasonForm,
    VersionedForm,
    no_control_characters,
    strip,
)
from council.records.due import Due, NotADue, parse_due
from council.records.licences import check_licence

_REFERENCES = re.compile(r"[\s,;]+")


def choices(labels: dict[Any, Any], *, empty: Any = None) -> list[SelectChoice]:
    """Return the choices of a list of labels, after an empty one when it has a text."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return first + [SelectChoice(str(value), label) for value, label in labels.items()]


class HundredthsField(StringField):
    """A positive number with two decimals at most, typed the French way; `.hundredths`."""

    def __init__(self, label: Any = None, validators: Any = (), *, most: int, **kwargs: Any):
        super().__init__(label, [*validators, no_control_characters], filters=[strip], **kwargs)
        self.most = most
        self.hundredths: int | None = None

    def pre_validate(self, _form: Any) -> None:
        """Read the number, or say how to write one."""
        try:
            self.hundredths = hundredths(self.data or "", most=self.most)
        except NotANumber as error:
            raise ValidationError(
                _l("Écrivez un nombre positif, comme 1500 ou 1 500,50.")
            ) from error


class DueField(LineField):
    """When something is due, as the council says it; `.due`."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any):
        super().__init__(label, validators, most=40, **kwargs)
        self.due = Due()

    def pre_validate(self, _form: Any) -> None:
        """Read the due time, or say how to write one."""
        try:
            self.due = parse_due(self.data or "")
        except NotADue as error:
            raise ValidationError(
                _l("Écrivez « S1 2026 », « T3 2026 », « 2026 », « 30/06/2026 » ou « CONT ».")
            ) from error


class LinksField(TextAreaField):
    """Web addresses, one a line; `.links`."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any):
        super().__init__(label, [*validators, no_control_characters], filters=[strip], **kwargs)
        self.links: list[str] = []

    def pre_validate(self, _form: Any) -> None:
        """Read the addresses, or name the first that is not one."""
        self.links = split_links(self.data or "")
        if len(self.links) > MOST_LINKS:
            raise ValidationError(_l("Vingt adresses au plus."))
        for address in self.links:
            if not is_web_address(address):
                raise ValidationError(
                    _l("« %(url)s » n’est pas une adresse web complète.", url=address[:120])
                )


class LicenceField(LineField):
    """An SPDX licence expression, checked against the list of known licences."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse a licence that is not in the SPDX list."""
        if self.data and not check_licence(self.data).is_valid:
            raise ValidationError(UNKNOWN_LICENCE)


UNKNOWN_LICENCE = _l("Cette licence n’est pas une expression SPDX connue, comme EUPL-1.2.")


class _ContentForm(BaseForm):
    """What an offer says."""

    title = LineField(_l("Titre"), [DataRequired()], most=200)
    kind = SelectField(
        _l("Nature de la contribution"),
        [DataRequired(_l("Choisissez la nature de la contribution."))],
        choices=choices(KIND_LABELS, empty=_l("Choisir")),
    )
    body = MarkdownField(_l("Ce que vous offrez"), [DataRequired()])
    schedule = PlainField(_l("Calendrier"), [Optional()], most=1000)
    due = DueField(
        _l("Échéance"),
        [Optional()],
        description=_l("Un semestre (S1 2027), un trimestre (T3 2026), une année ou un jour."),
    )
    amount = HundredthsField(_l("Montant en euros"), [Optional()], most=MOST_CENTS)
    tax = RadioField(_l("Taxe"), [InputRequired()], choices=choices(TAX_LABELS), default=Tax.NONE)
    days = HundredthsField(
        _l("Charge en jours"), [Optional()], most=MOST_HUNDREDTHS, description=_l("Ainsi : 12,5")
    )
    price_visibility = RadioField(
        _l("Qui lit le montant et la charge"),
        [InputRequired()],
        choices=choices(PRICE_VISIBILITY_LABELS),
        default=PriceVisibility.HOLDER,
        description=_l("Personne d’autre ne les verra, sur aucune page ni dans aucun export."),
    )
    licence = LicenceField(
        _l("Licence de ce qui sera livré"), [Optional()], most=120, description=_l("Code SPDX.")
    )
    code_rights = SelectField(
        _l("Droits sur le code"), choices=choices(CODE_RIGHTS_LABELS), default=CodeRights.NONE
    )
    upstream_links = LinksField(
        _l("Adresses utiles dans le projet"),
        [Optional()],
        description=_l("Tickets, demandes d’intégration, corrections ; une par ligne."),
    )
    supplier = LineField(_l("Titulaire du marché"), [Optional()], most=200)
    contract_lot = LineField(_l("Lot du marché"), [Optional()], most=120)
    valid_until = DateField(_l("Offre valable jusqu’au"), [Optional()])

    def content(self) -> Content:
        """Return what was typed, rendered; only after validation."""
        content = Content(
            title=self.title.data,
            kind=self.kind.data,
            body=self.body.data,
            code_rights=self.code_rights.data,
            amount_cents=self.amount.hundredths,
            tax=self.tax.data if self.amount.hundredths is not None else Tax.NONE,
            days_hundredths=self.days.hundredths,
            price_visibility=self.price_visibility.data,
            schedule=self.schedule.data or "",
            due=self.due.due,
            valid_until=self.valid_until.data,
            licence=self.licence.data or "",
            upstream_links=tuple(self.upstream_links.links),
            supplier=self.supplier.data or "",
            contract_lot=self.contract_lot.data or "",
        )
        _rendered = content.html
        return content


class OfferForm(_ContentForm, VersionedForm):
    """An offer, and what it answers."""

    needs = LineField(
        _l("Besoins auxquels elle répond"),
        [Optional()],
        most=400,
        description=_l("Leurs numéros, séparés par des virgules : B-2026-0001."),
    )
    software = LineField(_l("Logiciel concerné"), [Optional()], most=200)

    def purpose(self) -> Purpose:
        """Return what the offer is for."""
        references = [part for part in _REFERENCES.split(self.needs.data or "") if part]
        return Purpose(tuple(dict.fromkeys(references)), self.software.data or "")


class ReviseForm(_ContentForm, VersionedForm):
    """A change to an offer, with its reason."""

    reason = PlainField(_l("Pourquoi ce changement"), [DataRequired()], most=1000)


class AcceptForm(BaseForm):
    """The legal vehicle of an acceptance."""

    legal_frame = RadioField(
        _l("Par quel moyen juridique"), [InputRequired()], choices=choices(LEGAL_FRAME_LABELS)
    )
    reason = PlainField(_l("Précisions"), [Optional()], most=1000)


class DeliverForm(BaseForm):
    """What was delivered, when and where."""

    delivered_on = DateField(_l("Livrée le"), [DataRequired()])
    upstream_links = LinksField(
        _l("Adresses de ce qui a été livré"), [Optional()], description=_l("Une par ligne.")
    )
    item = LineField(
        _l("Chantier de la feuille de route que cela livre"),
        [Optional()],
        most=80,
        description=_l("Son numéro, s’il y en a un : F-2026-0001."),
    )


class ConfirmDeliveryForm(BaseForm):
    """What a delivery is worth."""

    outcome = RadioField(_l("Cette livraison"), [InputRequired()], choices=choices(OUTCOME_LABELS))
    reason = PlainField(
        _l("Raison"),
        [Optional()],
        most=1000,
        description=_l("Demandée si la livraison ne répond pas, ou pas entièrement, au besoin."),
    )


class AskReasonForm(ReasonForm):
    """An act that will not do without its reason."""

    reason = PlainField(_l("Motif"), [DataRequired()], most=1000)


def values_of(contribution: Contribution) -> dict[str, Any]:
    """Return the values that fill the form of a contribution."""
    return {
        "title": contribution.title,
        "kind": contribution.kind,
        "body": contribution.body,
        "schedule": contribution.schedule,
        "due": contribution.due_label,
        "amount": typed(contribution.amount_cents),
        "tax": contribution.tax,
        "days": typed(contribution.days_hundredths),
        "price_visibility": contribution.price_visibility,
        "licence": contribution.licence,
        "code_rights": contribution.code_rights,
        "upstream_links": "\n".join(contribution.upstream_links),
        "supplier": contribution.supplier,
        "contract_lot": contribution.contract_lot,
        "valid_until": contribution.valid_until,
        "row_version": str(contribution.row_version),
    }


def joined(references: Iterable[Any]) -> str:
    """Return references as one types them."""
    return ", ".join(str(reference) for reference in references)
