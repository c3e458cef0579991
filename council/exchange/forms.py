"""Shape of an import sent through the pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from council.exchange.importers import KINDS
from council.forms import BaseForm


class ImportForm(BaseForm):
    """A file, what it holds, and whether it is only tried."""

    kind = SelectField(
        _l("Contenu du fichier"),
        choices=[SelectChoice(value=name, label=kind.label) for name, kind in KINDS.items()],
    )
    file = FileField(_l("Fichier"), [FileRequired(_l("Choisissez un fichier."))])
    dry_run = BooleanField(_l("Essai : dire ce qui serait fait, sans rien écrire"), default=True)
