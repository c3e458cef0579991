"""Shapes of what people type about requests and answers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import DataRequired, InputRequired, Optional

from council.accounts.forms import valid_address
from council.contributions.amounts import MOST_HUNDREDTHS, typed
from council.contributions.forms import HundredthsField, LinksField, choices
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.requests.models import CHOICE_LABELS, Answer
from council.requests.steps import AnswerContent, Question


class RequestForm(BaseForm):
    """A question to the maintainers of a software."""

    source = LineField(
        _l("Besoin ou contribution en cause"),
        [DataRequired()],
        most=80,
        description=_l("Son numéro : B-2026-0001."),
    )
    software = LineField(_l("Logiciel"), [DataRequired()], most=200)
    title = LineField(_l("Objet"), [DataRequired()], most=200)
    question = MarkdownField(_l("Question"), [DataRequired()])
    due_on = DateField(_l("Réponse souhaitée avant le"), [DataRequired()])
    email = LineField(
        _l("Adresse électronique des mainteneurs"), [Optional(), valid_address], most=254
    )

    def content(self) -> Question:
        """Return what was typed, rendered; only after validation."""
        question = Question(self.title.data, self.question.data, self.due_on.data)
        _rendered = question.html
        return question


class AnswerForm(VersionedForm):
    """What maintainers say; what only the secretariat fills is left out for them."""

    choice = RadioField(_l("Votre réponse"), [InputRequired()], choices=choices(CHOICE_LABELS))
    since_version = LineField(_l("Depuis quelle version"), [Optional()], most=60)
    text = MarkdownField(_l("Explications"), [Optional()])
    days = HundredthsField(
        _l("Charge estimée en jours"),
        [Optional()],
        most=MOST_HUNDREDTHS,
        description=_l("Ainsi : 12,5"),
    )
    links = LinksField(
        _l("Adresses utiles"), [Optional()], description=_l("Tickets, documents ; une par ligne.")
    )
    received_from = LineField(_l("Réponse reçue de"), [Optional()], most=160)
    reason = PlainField(_l("Pourquoi la réponse change"), [Optional()], most=1000)

    def keep(self, *, was_received: bool, is_revision: bool) -> AnswerForm:
        """Leave out the fields that this person has no use for."""
        if not was_received:
            del self.received_from
        if not is_revision:
            del self.reason
        return self

    def content(self) -> AnswerContent:
        """Return what was typed, rendered; only after validation."""
        content = AnswerContent(
            choice=self.choice.data,
            text=self.text.data or "",
            since_version=self.since_version.data or "",
            days_hundredths=self.days.hundredths,
            links=tuple(self.links.links),
            received_from=(self.received_from.data or "") if self.received_from else "",
            reason=(self.reason.data or "") if self.reason else "",
        )
        _rendered = content.html
        return content


def values_of(answer: Answer) -> dict[str, Any]:
    """Return the values that fill the form with the answer in force."""
    return {
        "choice": answer.choice,
        "since_version": answer.since_version,
        "text": answer.text,
        "days": typed(answer.days_hundredths),
        "links": "\n".join(answer.links),
        "received_from": answer.received_from,
    }
