"""Shapes of what is typed about routes to an answer."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from council.contributions.amounts import is_web_address
from council.forms import BaseForm, LineField, MarkdownField, PlainField
from council.needs.models_routes import VERDICT_LABELS, RouteKind, RouteVerdict
from council.needs.policies_routes import proposing_bodies
from council.organizations.viewer import Viewer
from council.records.queries import may_see
from council.software.models import Software
from council.software.queries import software_named

REQUIRED = _l("Ce champ est obligatoire.")
# What each kind of route does not ask.
UNUSED = {
    RouteKind.EXISTING: ("version", "contract", "lot", "contractor"),
    RouteKind.UPSTREAM: ("contract", "lot", "contractor"),
    RouteKind.CONTRACT: ("software", "version"),
}


class RouteForm(BaseForm):
    """A route to an answer; `shape` leaves the fields of its kind."""

    body = SelectField(_l("Au nom de"))
    software = LineField(
        _l("Logiciel"), [DataRequired(REQUIRED)], description=_l("Son nom, tel qu’au catalogue.")
    )
    version = LineField(
        _l("Depuis quelle version"),
        [DataRequired(REQUIRED)],
        most=60,
        description=_l("Ainsi : 4.2"),
    )
    contract = LineField(
        _l("Marché"),
        [DataRequired(REQUIRED)],
        description=_l("Exemple : « marché interministériel de support logiciels libres »."),
    )
    lot = LineField(_l("Lot"), [Optional()], most=120)
    contractor = LineField(_l("Titulaire"), [Optional()])
    text = MarkdownField(
        _l("Comment cela répond"),
        [DataRequired(REQUIRED)],
        most=5000,
        description=_l("Ce qui a été déployé ou obtenu, par qui, ce qu’il reste à faire."),
    )
    link = LineField(_l("Adresse où en lire plus"), [Optional()], most=500)
    found: Software | None = None
    looker: Viewer

    def shape(self, viewer: Viewer, kind: RouteKind) -> None:
        """Offer the bodies of this person and the fields of this kind."""
        self.looker = viewer
        bodies = proposing_bodies(viewer)
        self.body.choices = [SelectChoice(value, name) for value, name in bodies.items()]
        for name in UNUSED[kind]:
            del self[name]

    def validate_software(self, field: Any) -> None:
        """Find the software named, as this person may see it."""
        found = software_named(field.data or "")
        if found is None or not may_see(found.record, self.looker):
            raise ValidationError(_("« %(name)s » n’est pas au catalogue.", name=field.data))
        self.found = found

    def validate_link(self, field: Any) -> None:
        """Refuse what is not a whole web address."""
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Écrivez une adresse complète, comme https://exemple.fr/page."))

    def typed(self, name: str) -> str:
        """Return what was typed in a field, empty when the kind has no such field."""
        return str(self[name].data or "") if name in self._fields else ""


class JudgeForm(BaseForm):
    """What the holder says of a route."""

    verdict = RadioField(
        _l("Cette piste répond-elle au besoin ?"),
        [InputRequired(_l("Dites si cette piste répond au besoin."))],
        choices=[SelectChoice(v.value, VERDICT_LABELS[v]) for v in RouteVerdict],
    )
    reason = PlainField(
        _l("Pourquoi"),
        [DataRequired(REQUIRED)],
        description=_l("Lu sur la page, et par qui a proposé la piste."),
    )
