"""Shapes of what people type about milestones, sources and deliveries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from council.contributions.forms import DueField, LinksField
from council.forms import BaseForm, LineField, MarkdownField, PlainField
from council.roadmap.actions_progress import MOST_MILESTONES, DeliveryNote, MilestoneContent

REQUIRED = _l("Ce champ est demandé.")
PLACE = _l("Un rang entre 1 et 100.")


class PlaceField(IntegerField):
    """A place in a list, counted from one; empty for the last."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say in words that it is not one."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not (text.isascii() and text.isdigit()) or len(text) > 3:
                raise ValueError(PLACE)
            self.data = int(text)


class MilestoneForm(BaseForm):
    """A step of an item: what, for when, where in the list."""

    title = LineField(_l("Jalon"), [DataRequired(REQUIRED)])
    due = DueField(
        _l("Échéance"),
        [Optional()],
        description=_l("Un semestre (S1 2027), une année, un mois (06/2027) ou un jour."),
    )
    position = PlaceField(
        _l("Rang"),
        [Optional(), NumberRange(1, MOST_MILESTONES, PLACE)],
        description=_l("Sa place dans la liste ; le dernier si rien n’est écrit."),
    )
    done_on = DateField(
        _l("Atteint le"), [Optional()], description=_l("Vide tant qu’il n’est pas atteint.")
    )

    def content(self) -> MilestoneContent:
        """Return what was typed; only after validation."""
        return MilestoneContent(
            title=self.title.data or "",
            due=self.due.due,
            position=self.position.data,
            done_on=self.done_on.data,
        )


class ReachForm(BaseForm):
    """The day on which a milestone was reached."""

    done_on = DateField(_l("Atteint le"), [InputRequired(_l("Donnez le jour."))])


class ReasonNeededForm(BaseForm):
    """An act with its reason."""

    reason = PlainField(_l("Pourquoi"), [DataRequired(REQUIRED)], most=1000)


class GatherForm(ReasonNeededForm):
    """One more need, contribution or subject for an item."""

    source = LineField(
        _l("Besoin, contribution ou sujet"),
        [DataRequired(REQUIRED)],
        most=40,
        description=_l("Son numéro, par exemple B-2026-0012."),
    )


class DeliverForm(BaseForm):
    """The note that tells what was delivered."""

    note = MarkdownField(
        _l("Ce qui est livré"),
        [DataRequired(REQUIRED)],
        description=_l("Envoyé à tous ceux qui portent ou soutiennent les besoins réunis ici."),
    )
    for_whom = LineField(
        _l("Pour qui"),
        [DataRequired(REQUIRED)],
        most=300,
        description=_l("Qui peut s’en servir dès maintenant."),
    )
    links = LinksField(
        _l("Où le trouver"),
        [Optional()],
        description=_l("Une adresse web par ligne : version, documentation, code."),
    )

    def delivery(self) -> DeliveryNote:
        """Return what was typed, rendered; only after validation."""
        links = tuple(self.links.links)
        note = DeliveryNote(self.note.data or "", self.for_whom.data or "", links)
        _rendered = note.html
        return note
