"""Shapes of what people type about the road map."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from council.contributions.forms import DueField
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.roadmap.models import STATE_LABELS, ItemState, RoadmapItem
from council.roadmap.steps import ItemContent

_REFERENCES = re.compile(r"[\s,;]+")


class _ItemForm(BaseForm):
    """What an item says."""

    title = LineField(_l("Intitulé"), [DataRequired()], most=600)
    body = MarkdownField(_l("Ce qui est à faire"), [Optional()])
    theme = LineField(_l("Thème"), [Optional()])
    organization_label = LineField(_l("Organisme qui le porte"), [Optional()])
    due = DueField(
        _l("Échéance"),
        [Optional()],
        description=_l("Un semestre (S1 2027), une année, un jour, ou CONT si c’est continu."),
    )

    def content(self) -> ItemContent:
        """Return what was typed, rendered; only after validation."""
        content = ItemContent(
            title=self.title.data,
            body=self.body.data or "",
            theme=self.theme.data or "",
            organization_label=self.organization_label.data or "",
            due=self.due.due,
        )
        _rendered = content.html
        return content


class ProposeForm(_ItemForm):
    """A new item, and what it is born from."""

    sources = LineField(
        _l("Besoins, contributions ou sujets d’où il vient"),
        [Optional()],
        most=400,
        description=_l("Leurs numéros, séparés par des virgules : B-2026-0001."),
    )
    reason = PlainField(_l("Pourquoi le proposer"), [Optional()], most=1000)

    def references(self) -> list[str]:
        """Return the references typed, each once."""
        return _references(self.sources.data)


class DependenciesForm(BaseForm):
    """The items one waits for, all at once."""

    dependencies = LineField(
        _l("Chantiers dont celui-ci dépend"),
        [Optional()],
        most=400,
        description=_l("Leurs numéros, séparés par des virgules ; vide s’il n’attend rien."),
    )

    def references(self) -> list[str]:
        """Return the references typed, each once."""
        return _references(self.dependencies.data)


class EditForm(_ItemForm, VersionedForm):
    """A change to an item, with its reason."""

    reason = PlainField(_l("Pourquoi ce changement"), [DataRequired()], most=1000)


class MoveForm(BaseForm):
    """The next stage of an item, with its reason."""

    state = RadioField(_l("Nouvel état"), [InputRequired()], choices=[])
    reason = PlainField(_l("Motif"), [DataRequired()], most=1000)

    def offer(self, states: Iterable[str]) -> MoveForm:
        """Offer the states an item may go to."""
        self.state.choices = [
            SelectChoice(str(state), STATE_LABELS[ItemState(state)]) for state in states
        ]
        return self


def _references(typed: str | None) -> list[str]:
    return list(dict.fromkeys(part for part in _REFERENCES.split(typed or "") if part))


def values_of(item: RoadmapItem) -> dict[str, Any]:
    """Return the values that fill the form of an item."""
    return {
        "title": item.title,
        "body": item.body,
        "theme": item.theme,
        "organization_label": item.organization_label,
        "due": item.due_label,
        "row_version": str(item.row_version),
    }
