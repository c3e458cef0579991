"""Shapes of a question and of what is answered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from council.accounts.forms import REQUIRED, AddressField
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.organizations.forms import Choice
from council.subjects.models import ORIGIN_LABELS

LANGUAGES = {"fr": _l("français"), "en": _l("anglais"), "de": _l("allemand")}


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in LANGUAGES.items()]


class TextForm(BaseForm):
    """A question: title, text, language."""

    title = LineField(_l("Question, en une phrase"), [InputRequired(REQUIRED), Length(min=5)])
    body = MarkdownField(_l("Ce qui la motive"), [InputRequired(REQUIRED)], most=20000)
    language = Choice(_l("Langue du texte"), choices=_languages(), default="fr")


class VisitorForm(TextForm):
    """A question from somebody who is not signed in."""

    name = LineField(_l("Votre nom"), [InputRequired(REQUIRED)], most=120)
    email = AddressField()
    show_name = BooleanField(_l("Mon nom peut être affiché avec la question"))


class MemberForm(TextForm):
    """A question from somebody signed in: in whose name."""

    origin = Choice(_l("À quel titre"), choices=[])
    organization = Choice(_l("Organisme"), required=False, choices=[])
    show_name = BooleanField(_l("Mon nom peut être affiché avec la question"))

    def offer(self, origins: list[str], bodies: dict[int, str]) -> None:
        """Propose the capacities and bodies this person has."""
        self.origin.choices = [SelectChoice(o, ORIGIN_LABELS[o]) for o in origins]
        none = SelectChoice("", _l("aucun, ou sans objet"))
        named = [SelectChoice(str(number), name) for number, name in bodies.items()]
        self.organization.choices = [none, *named]


class EditForm(TextForm, VersionedForm):
    """A new version of a question."""

    reason = PlainField(_l("Motif de la modification"), [InputRequired(REQUIRED)], most=500)


class AttachForm(BaseForm):
    """What asks the same thing already."""

    target = LineField(
        _l("Numéro du besoin ou du sujet (B-… ou Q-…)"), [InputRequired(REQUIRED)], most=80
    )
    reason = PlainField(_l("Explication pour l’auteur"), [InputRequired(REQUIRED)])


class AnswerForm(BaseForm):
    """The council's answer."""

    answer = PlainField(_l("Réponse du conseil"), [InputRequired(REQUIRED)], most=5000)
