"""Shapes of what who conducts a poll tells of its Belenios election."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired

from council.forms import BaseForm, LineField
from council.organizations.forms import web_address
from council.polls.forms import REQUIRED


class AddressForm(BaseForm):
    """Where the vote takes place."""

    url = LineField(
        _l("Adresse de l’élection Belenios"), [DataRequired(REQUIRED), web_address], most=300
    )


class ArchiveForm(BaseForm):
    """The archive of the finished election."""

    file = FileField(_l("Archive (.bel)"), [FileRequired(_l("Choisissez un fichier."))])
