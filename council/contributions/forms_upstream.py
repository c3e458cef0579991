"""Shapes of what the giver writes of a contribution under way: addresses, milestones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, FormField, SelectField
from wtforms.validators import Optional, ValidationError

from council.contributions.amounts import MOST_LINK, MOST_LINKS, is_web_address
from council.contributions.forms import DueField, choices
from council.contributions.models_upstream import (
    UPSTREAM_KIND_LABELS,
    ContributionMilestone,
    UpstreamLink,
)
from council.contributions.steps_upstream import Step
from council.forms import LineField, RowForm, VersionedForm

SPARE = 3
MOST_MILESTONES = 30
GUESS = _l("deviner d’après l’adresse")


class LinkRow(RowForm):
    """One address and what it shows."""

    url = LineField(_l("Adresse"), [Optional()], most=MOST_LINK)
    kind = SelectField(_l("Ce qu’elle montre"), choices=choices(UPSTREAM_KIND_LABELS, empty=GUESS))

    def validate_url(self, field: Any) -> None:
        """Refuse what is not a whole web address."""
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Ce n’est pas une adresse web complète (https://…)."))


class LinksForm(VersionedForm):
    """The addresses of a contribution in the project; an emptied row is taken away."""

    rows = FieldList(FormField(LinkRow), max_entries=MOST_LINKS + SPARE)

    def validate_rows(self, field: Any) -> None:
        """Refuse the same address twice, and too many of them."""
        urls = self.urls
        if len(urls) > MOST_LINKS:
            raise ValidationError(_("Vingt adresses au plus."))
        if len(set(urls)) < len(urls):
            raise ValidationError(_("La même adresse est écrite deux fois."))

    @property
    def urls(self) -> list[str]:
        """The addresses typed, in their order."""
        return [row.form.url.data for row in self.rows if row.form.url.data]

    @property
    def kinds(self) -> dict[str, str]:
        """What each address shows, as chosen; guessed when nothing was."""
        return {row.form.url.data: row.form.kind.data or "" for row in self.rows}


class MilestoneRow(RowForm):
    """One milestone."""

    title = LineField(_l("Jalon"), most=200)
    due = DueField(_l("Échéance"), [Optional()])
    done_on = DateField(_l("Atteint le"), [Optional()])

    def validate_title(self, field: Any) -> None:
        """Refuse a day without the milestone it is the day of."""
        if not field.data and (self.due.data or self.done_on.data):
            raise ValidationError(_("Dites de quel jalon il s’agit."))


class MilestonesForm(VersionedForm):
    """The milestones of a contribution; an emptied row is taken away."""

    rows = FieldList(FormField(MilestoneRow), max_entries=MOST_MILESTONES + SPARE)

    def validate_rows(self, field: Any) -> None:
        """Refuse too many of them."""
        if len(self.steps()) > MOST_MILESTONES:
            raise ValidationError(_("Trente jalons au plus."))

    def steps(self) -> list[Step]:
        """Return the milestones typed, in their order."""
        return [
            Step(row.form.title.data, row.form.due.due, row.form.done_on.data)
            for row in self.rows
            if row.form.title.data
        ]


def link_rows(links: Sequence[UpstreamLink]) -> list[dict[str, Any]]:
    """Return the rows that fill the form of addresses, with a few empty ones."""
    found = [{"url": link.url, "kind": link.kind} for link in links]
    return found + [{} for _ in range(SPARE)]


def milestone_rows(steps: Sequence[ContributionMilestone]) -> list[dict[str, Any]]:
    """Return the rows that fill the form of milestones, with a few empty ones."""
    found = [
        {"title": step.title, "due": step.due_label, "done_on": step.done_on} for step in steps
    ]
    return found + [{} for _ in range(SPARE)]
