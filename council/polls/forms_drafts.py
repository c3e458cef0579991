"""Shapes of what is put to the vote: one form for each kind of question a rule asks."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, ValidationError

from council.forms import LineField, MarkdownField, PlainField, RowForm, VersionedForm
from council.polls.forms import REQUIRED
from council.polls.models import Poll
from council.tally import METHODS, Rule

MOST_OPTIONS = 200
SPARE = 3
# Euros: more than any public budget, less than what a database integer holds.
MOST_MONEY = 10**12
AMOUNT = NumberRange(
    min=1, max=MOST_MONEY, message=_l("Un montant en euros, sans virgule, supérieur à zéro.")
)


class PollForm(VersionedForm):
    """A draft of poll: question, text, rule, readers; what is chosen comes with the kind."""

    title = LineField(_l("Question posée"), [DataRequired(REQUIRED)])
    text = MarkdownField(_l("Texte soumis au vote"), [DataRequired(REQUIRED)])
    rule = SelectField(_l("Règle de vote"))
    shown_to = RadioField(
        _l("Qui lit la question et la liste électorale dès la convocation"),
        choices=[
            SelectChoice("public", _l("Tout le monde")),
            SelectChoice("council", _l("Le conseil, jusqu’à la publication de la décision")),
        ],
        default="public",
    )

    def fields(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it."""
        return {
            "title": self.title.data,
            "text": self.text.data,
            "shown_to": self.shown_to.data,
            "options": self.choosable(),
            "settings": {},
        }

    def choosable(self) -> list[dict[str, Any]]:
        """Return what can be chosen, with what it means; nothing where the method says it all."""
        return []

    def fill(self, poll: Poll) -> None:
        """Show what a draft says can be chosen."""

    def add_rows(self) -> None:
        """Show more empty rows, where there are rows."""

    def start_with(self, values: dict[str, str]) -> None:
        """Show what a new draft begins with; what was sent stays."""
        for name, value in values.items():
            if name in self._fields and not self.is_submitted():
                self[name].data = value


class MotionForm(PollForm):
    """A question answered by for or against."""

    meaning_for = PlainField(_l("Ce que signifie voter pour"), [DataRequired(REQUIRED)], most=500)
    meaning_against = PlainField(
        _l("Ce que signifie voter contre"), [DataRequired(REQUIRED)], most=500
    )

    def choosable(self) -> list[dict[str, Any]]:
        """Return for and against, with what they mean."""
        return [
            {"key": "for", "meaning": self.meaning_for.data},
            {"key": "against", "meaning": self.meaning_against.data},
        ]

    def fill(self, poll: Poll) -> None:
        """Show what for and against mean in a draft."""
        self.meaning_for.data = poll.meaning("for")
        self.meaning_against.data = poll.meaning("against")


class OptionRow(RowForm):
    """One option and what choosing it means; an emptied row is taken away."""

    label = LineField(_l("Option"), most=120)
    meaning = PlainField(_l("Ce que signifie la choisir"), most=500)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed in this row."""
        return not any(field.data or field.errors for field in self)

    def validate_label(self, field: Any) -> None:
        """Refuse a meaning or a cost without the option they are of."""
        if not field.data and not self.is_empty:
            raise ValidationError(_("Nommez cette option."))

    def validate_meaning(self, field: Any) -> None:
        """Refuse an option that does not say what choosing it means."""
        if not field.data and self.label.data:
            raise ValidationError(_("Dites ce que signifie la choisir."))

    def as_option(self, number: int) -> dict[str, Any]:
        """Return the option typed, named by its place."""
        return {"key": f"o{number}", "label": self.label.data, "meaning": self.meaning.data}


class ProjectRow(OptionRow):
    """One project of an envelope, and its cost."""

    cost = IntegerField(_l("Coût en euros"))

    def validate_cost(self, field: Any) -> None:
        """Refuse a project without a cost, or with one that is not a sum."""
        if self.is_empty or field.process_errors:
            return
        if field.data is None:
            raise ValidationError(_("Dites ce que coûte ce projet."))
        AMOUNT(self, field)

    def as_option(self, number: int) -> dict[str, Any]:
        """Return the project typed, with its cost."""
        return super().as_option(number) | {"cost": self.cost.data}


class OptionsForm(PollForm):
    """A choice among options."""

    options = FieldList(FormField(OptionRow), max_entries=MOST_OPTIONS + SPARE)

    def validate_options(self, field: Any) -> None:
        """Refuse fewer than two options, too many, and the same name twice."""
        names = [option["label"].casefold() for option in self.choosable()]
        if len(names) < 2:
            raise ValidationError(_("Il faut au moins deux options."))
        if len(names) > MOST_OPTIONS:
            raise ValidationError(_("%(n)s options au plus.", n=MOST_OPTIONS))
        if len(set(names)) < len(names):
            raise ValidationError(_("Deux options portent le même nom."))

    def choosable(self) -> list[dict[str, Any]]:
        """Return the options typed, in their order."""
        rows = [row.form for row in self.options if row.form.label.data]
        return [row.as_option(number) for number, row in enumerate(rows, 1)]

    def fill(self, poll: Poll) -> None:
        """Show the options of a draft."""
        for option in poll.options:
            if "label" in option:
                self.options.append_entry(option)
        self.add_rows()

    def add_rows(self) -> None:
        """Show a few more empty rows."""
        for _ignored in range(min(SPARE, self.options.max_entries - len(self.options))):
            self.options.append_entry()


class EnvelopeForm(OptionsForm):
    """Projects that share an envelope."""

    budget = IntegerField(_l("Montant de l’enveloppe en euros"), [DataRequired(REQUIRED), AMOUNT])
    options = FieldList(FormField(ProjectRow), max_entries=MOST_OPTIONS + SPARE)

    def fields(self) -> dict[str, Any]:
        """Return what was typed, with the envelope."""
        return super().fields() | {"settings": {"budget": self.budget.data}}

    def fill(self, poll: Poll) -> None:
        """Show the projects and the envelope of a draft."""
        super().fill(poll)
        self.budget.data = poll.settings.get("budget")


def form_for(rule: Rule) -> type[PollForm]:
    """Return the form of what a rule puts to the vote."""
    if rule.method == "motion":
        return MotionForm
    if METHODS[rule.method].on_proposal:
        return PollForm
    return EnvelopeForm if rule.method == "equal_shares" else OptionsForm
