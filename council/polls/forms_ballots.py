"""Shapes of ballots, as people fill them: one form for each kind of content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import BaseForm, LineField, PlainField
from council.polls.forms import REQUIRED
from council.polls.models import Poll
from council.polls.receipts import read_receipt
from council.polls.words import CHOICES
from council.polls.words_ballots import grade_names
from council.tally import METHODS, ContentInvalid, read_content

UNRANKED, NO_OPINION = _l("non classée"), _l("sans avis")


class ManyChoiceField(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BallotForm(BaseForm):
    """What every ballot has; `confirmed` is set by the confirmation page."""

    seat = HiddenField()
    confirmed = HiddenField()
    reason = PlainField(_l("Explication de vote"), most=2000)

    poll: Poll

    def content(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it; not checked yet."""
        raise NotImplementedError

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show a ballot that was cast."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate the fields, then the ballot as a whole by the poll's rule."""
        if not super().validate(extra_validators):
            return False
        try:
            read = read_content(self.poll.rule, self.poll.question, self.content())
        except ContentInvalid as refused:
            self.form_errors = [*self.form_errors, str(refused)]
            return False
        rule = self.poll.rule
        if rule.secrecy == "secret" and self.reason.data:
            text = _("Un bulletin secret ne porte pas d’explication : elle dirait de qui il vient.")
            self.form_errors = [*self.form_errors, text]
            return False
        against = METHODS[rule.method].against
        owed = rule.reason_required_on_against and read.get("choice") == against
        if owed and not self.reason.data:
            asked = _("La règle de ce scrutin demande de motiver ce vote.")
            self.reason.errors = [*self.reason.errors, asked]
            return False
        return True

    def posted(self) -> Iterator[tuple[str, str]]:
        """Yield what was sent, for the confirmation page to send again."""
        for name in request.form:
            if name not in ("csrf_token", "confirmed", "edit", "receipt"):
                yield from ((name, value) for value in request.form.getlist(name))


class ChoiceBallot(BallotForm):
    """One answer to one proposal."""

    choice = RadioField(_l("Votre bulletin"), [InputRequired(_l("Choisissez une réponse."))])

    def content(self) -> dict[str, Any]:
        """Return the choice."""
        return {"choice": self.choice.data}

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show the choice that was cast."""
        self.choice.data = content["choice"]


class OptionsBallot(BallotForm):
    """A ballot on several options, or to stand aside."""

    aside = RadioField(_l("Votre bulletin"), default="")

    def filled(self) -> dict[str, Any]:
        """Return what is said of the options; empty when nothing is."""
        raise NotImplementedError

    def content(self) -> dict[str, Any]:
        """Return what is said of the options, or how the voter stands aside."""
        return {"choice": self.aside.data} if self.aside.data else self.filled()

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show a ballot that was cast."""
        self.aside.data = content.get("choice", "")
        if "choice" not in content:
            self.show(content)

    def show(self, content: Mapping[str, Any]) -> None:
        """Show what was said of the options."""
        raise NotImplementedError

    def validate_aside(self, field: Any) -> None:
        """Refuse to guess between standing aside and a filled ballot."""
        if field.data and any(self.filled().values()):
            aside = CHOICES[field.data]
            text = _(
                "Vous avez aussi rempli le bulletin : gardez-le, ou « %(aside)s ».", aside=aside
            )
            raise ValidationError(text)


class ApprovalBallot(OptionsBallot):
    """The options a voter approves."""

    approves = ManyChoiceField(_l("Options que vous approuvez"))

    def filled(self) -> dict[str, Any]:
        """Return the options ticked."""
        return {"approves": self.approves.data or []}

    def show(self, content: Mapping[str, Any]) -> None:
        """Tick what was approved."""
        self.approves.data = list(content["approves"])


class RankingBallot(OptionsBallot):
    """A rank for each option; equal ranks and options left out are allowed."""

    def filled(self) -> dict[str, Any]:
        """Return the groups of options by rank; gaps between ranks mean nothing."""
        by_rank: dict[int, list[str]] = {}
        for option in self.poll.question.options:
            if self[f"rank_{option}"].data:
                by_rank.setdefault(int(self[f"rank_{option}"].data), []).append(option)
        return {"ranking": [by_rank[rank] for rank in sorted(by_rank)]}

    def show(self, content: Mapping[str, Any]) -> None:
        """Show the rank of each option."""
        for rank, options in enumerate(content["ranking"], 1):
            for option in options:
                self[f"rank_{option}"].data = str(rank)


class GradesBallot(OptionsBallot):
    """A grade or a number for each option."""

    def filled(self) -> dict[str, Any]:
        """Return the grades given."""
        typed = {o: self[f"grade_{o}"].data for o in self.poll.question.options}
        return {"grades": {o: int(grade) for o, grade in typed.items() if grade}}

    def show(self, content: Mapping[str, Any]) -> None:
        """Show the grade of each option."""
        for option, grade in content["grades"].items():
            self[f"grade_{option}"].data = str(grade)


def _fields_of(poll: Poll) -> dict[str, Any]:
    kind, labels = METHODS[poll.rule.method].kind, poll.question.labels
    if kind == "ranking":
        ranks = [SelectChoice("", UNRANKED)]
        ranks += [SelectChoice(str(n), str(n)) for n in range(1, len(labels) + 1)]
        return {
            f"rank_{key}": SelectField(label, choices=ranks, default="")
            for key, label in labels.items()
        }
    if kind == "grades":
        grades = list(enumerate(grade_names(poll.rule)))
        # Majority judgment reads from the best grade to the worst; a scale of notes goes up.
        ordered = grades if poll.rule.method == "score" else grades[::-1]
        choices = [SelectChoice(str(n), name) for n, name in ordered]
        field = SelectField if poll.rule.method == "score" else RadioField
        choices.append(SelectChoice("", NO_OPINION))
        return {
            f"grade_{key}": field(label, choices=choices, default="")
            for key, label in labels.items()
        }
    return {}


_FORMS = {
    "choice": ChoiceBallot,
    "approves": ApprovalBallot,
    "ranking": RankingBallot,
    "grades": GradesBallot,
}


class SecretBallot(BallotForm):
    """What a secret ballot has besides: the receipt by which its voter finds it again."""

    receipt = LineField(_l("Reçu du bulletin déposé"), most=60)
    # Whether the seat has voted already: then only the receipt lets the ballot be changed.
    signed = False

    def validate_receipt(self, field: Any) -> None:
        """Ask for a readable receipt once one was given."""
        read = read_receipt(field.data or "")
        if read is None and (field.data or self.signed or self.confirmed.data):
            raise ValidationError(_("Recopiez le reçu entier : 26 lettres et chiffres."))
        field.data = read or ""


class ReceiptForm(BaseForm):
    """The receipt of a secret ballot, to find it again."""

    receipt = LineField(_l("Reçu"), [DataRequired(REQUIRED)], most=60)

    def validate_receipt(self, field: Any) -> None:
        """Refuse what is no receipt."""
        if read_receipt(field.data or "") is None:
            raise ValidationError(_("Recopiez le reçu entier : 26 lettres et chiffres."))


def ballot_form(poll: Poll, seat: str, *, signed: bool = False) -> BallotForm:
    """Return the form of a poll's ballot, filled with what the request sends.

    `signed` says that the seat has a ballot in a secret box.
    """
    kind = METHODS[poll.rule.method].kind
    bases = (_FORMS[kind], SecretBallot) if poll.rule.secrecy == "secret" else (_FORMS[kind],)
    own = {"poll": poll, "signed": signed, **_fields_of(poll)}
    made = type("BallotFormOfPoll", bases, own)
    form: Any = made(seat=seat)
    offered = [SelectChoice(choice, CHOICES[choice]) for choice in poll.rule.choices]
    if kind == "choice":
        form.choice.choices = offered
    else:
        form.aside.choices = [SelectChoice("", _("Je donne mon avis ci-dessous")), *offered]
    if kind == "approves":
        form.approves.choices = list(poll.question.labels.items())
    return form


class CastingVoteForm(BaseForm):
    """The chair's choice between the two equal sides, or among the options that are equal."""

    choice = RadioField(_l("Voix prépondérante"), [InputRequired(_l("Choisissez une réponse."))])
    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)

    @classmethod
    def among(cls, tied: tuple[str, ...], labels: Mapping[str, str]) -> CastingVoteForm:
        """Return the form with what can be chosen: the options tied, or for and against."""
        form = cls()
        keys = tied or ("for", "against")
        form.choice.choices = [SelectChoice(k, labels.get(k) or CHOICES[k]) for k in keys]
        return form
