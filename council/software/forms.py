"""The shape of a catalogue record."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional, Regexp, ValidationError

from council.forms import LineField, PlainField, VersionedForm
from council.software.models import (
    KIND_LABELS,
    STATUS_LABELS,
    Software,
    SoftwareKind,
    SoftwareStatus,
    name_key,
)

REQUIRED = _l("Ce champ est obligatoire.")


def web_address(_form: Any, field: Any) -> None:
    """Refuse what is not an address of the web."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
    except ValueError as error:
        raise ValidationError(_("Adresse complète attendue : https://…")) from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValidationError(_("Adresse complète attendue : https://…"))


def _address(label: Any) -> LineField:
    return LineField(label, [Optional(), web_address], most=500)


class SoftwareForm(VersionedForm):
    """What the council says of a software."""

    name = LineField(_l("Nom"), [DataRequired(REQUIRED)])
    kind = SelectField(
        _l("Nature"), choices=[SelectChoice(k.value, KIND_LABELS[k]) for k in SoftwareKind]
    )
    summary = PlainField(_l("En une phrase"), [Optional()], most=1000)
    summary_en = PlainField(_l("En une phrase, en anglais"), [Optional()], most=1000)
    function = LineField(_l("Fonction"), [Optional()], most=300)
    licence = LineField(
        _l("Licence"), [Optional()], most=400, description=_l("Expression SPDX : « GPL-3.0-only ».")
    )
    repository = _address(_l("Dépôt du code"))
    website = _address(_l("Site"))
    documentation = _address(_l("Documentation"))
    logo = _address(_l("Adresse du logo"))
    label_url = _address(_l("Fiche du catalogue GouvTech"))
    # `status` is the form's own HTTP status.
    catalogue_status = SelectField(
        _l("Statut au catalogue de l’État"),
        choices=[SelectChoice(s.value, STATUS_LABELS[s]) for s in SoftwareStatus],
    )
    sill_id = LineField(_l("Identifiant au catalogue de l’État"), [Optional()], most=40)
    wikidata_id = LineField(
        _l("Identifiant Wikidata"),
        [Optional(), Regexp(r"Q[1-9][0-9]{0,15}\Z", message=_l("Identifiant attendu : « Q42 »."))],
        most=20,
    )
    comptoir_id = LineField(_l("Identifiant au Comptoir du libre"), [Optional()], most=40)
    component = LineField(_l("Composant"), [Optional()])
    sector = LineField(_l("Secteur"), [Optional()])
    working_group = LineField(_l("Groupe de travail"), [Optional()], most=100)
    min_version = LineField(_l("Version minimale"), [Optional()], most=100)
    max_version = LineField(_l("Version maximale"), [Optional()], most=100)
    years = LineField(_l("Années au catalogue"), [Optional()])
    parent_name = LineField(_l("Extension de"), [Optional()])
    similar_ids = LineField(_l("Identifiants de logiciels semblables"), [Optional()])
    alias = LineField(_l("Alias"), [Optional()])
    support = LineField(_l("Support mutualisé"), [Optional()])
    usage = PlainField(_l("Cas d’usage"), [Optional()], most=4000)

    def validate_name(self, field: Any) -> None:
        """Refuse a name made of signs alone: nobody could find it again."""
        if field.data and not name_key(field.data):
            raise ValidationError(_("Au moins une lettre ou un chiffre est attendu."))

    def values(self) -> dict[str, str]:
        """Return the columns that were typed."""
        apart = {"csrf_token", "row_version", "reason"}
        typed = {n: field.data or "" for n, field in self._fields.items() if n not in apart}
        status = typed.pop("catalogue_status")
        return {**typed, "status": status}

    def fill(self, software: Software) -> None:
        """Show what the record says already."""
        for name in self.values():
            field = self.catalogue_status if name == "status" else self[name]
            field.data = getattr(software, name)
        self.row_version.data = str(software.row_version)


class EditSoftwareForm(SoftwareForm):
    """New values for a record, and why."""

    reason = LineField(
        _l("Ce qui change, et pourquoi"),
        [DataRequired(REQUIRED)],
        description=_l("Lu dans la liste des versions."),
    )
