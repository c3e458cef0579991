"""The shape of what is said of a software's bases and of the policies that rely on it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Optional

from council.forms import BaseForm, LineField, PlainField
from council.software.forms import REQUIRED, web_address


class BaseLinkForm(BaseForm):
    """One more thing that a software is based on."""

    component = LineField(
        _l("S’appuie sur"),
        [DataRequired(REQUIRED)],
        description=_l("Nom d’un logiciel, service, base de données ou standard du catalogue."),
    )


class RelianceForm(BaseForm):
    """A public policy that relies on a commons."""

    name = LineField(
        _l("Politique publique"),
        [DataRequired(REQUIRED)],
        description=_l("Le nom sous lequel elle est connue : « affichage environnemental »."),
    )
    body = LineField(_l("Organisme qui la porte"), [DataRequired(REQUIRED)])
    url = LineField(
        _l("Page de la politique"),
        [Optional(), web_address],
        most=500,
        description=_l("Adresse complète : https://…"),
    )
    note = PlainField(_l("Ce qui repose sur ce commun"), [Optional()], most=1000)


class WithdrawRelianceForm(BaseForm):
    """Why a policy is taken off."""

    reason = PlainField(
        _l("Motif"), [DataRequired(REQUIRED)], most=1000, description=_l("Gardé au journal.")
    )
