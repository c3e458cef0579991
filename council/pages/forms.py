"""The sample form of the component page: one field of each shape, saved nowhere."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FileField, Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from council.forms import LineField, MarkdownField


class SampleForm(Form):
    """Every shape of field; a plain form, since showing it must not open a session."""

    title = LineField(_l("Titre"), [InputRequired(_l("Indiquez le titre."))])
    body = MarkdownField(_l("Description"), description=_l("Ce qui manque, à qui, depuis quand."))
    kind = SelectField(
        _l("Nature"),
        choices=[SelectChoice("code", _l("code")), SelectChoice("docs", _l("documentation"))],
    )
    choice = RadioField(
        _l("Votre choix"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=[
            SelectChoice("for", _l("Pour")),
            SelectChoice("against", _l("Contre")),
            SelectChoice("abstain", _l("Abstention")),
        ],
    )
    agreed = BooleanField(_l("J’ai lu le texte"), description=_l("La version du jour."))
    due_on = DateField(_l("Échéance"), [Optional(_l("Date attendue."))])
    document = FileField(_l("Pièce jointe"), description=_l("PDF, OpenDocument ou texte."))
