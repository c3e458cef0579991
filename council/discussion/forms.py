"""Shapes of what people type in threads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import BaseForm, ConfirmForm, MarkdownField, PlainField, VersionedForm

if TYPE_CHECKING:
    from council.discussion.queries_mentions import Candidate

EMPTY = _l("Écrivez votre commentaire.")
PUBLIC_REASON = _l("Le motif est demandé : il sera public.")


class CommentForm(VersionedForm):
    """A comment, or a note that the council alone reads."""

    quotes = HiddenField()
    body = MarkdownField(_l("Votre commentaire"), [DataRequired(EMPTY)], most=5000)
    people = SelectMultipleField(
        _l("Qui prévenir tout de suite"),
        choices=(),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    council_only = BooleanField(_l("Note interne : lue par le conseil seulement"))

    @property
    def quoted_uid(self) -> str:
        """The comment that is quoted, by its identifier; empty for anything else."""
        text = str(self.quotes.data or "")
        return text if re.fullmatch("[0-9a-f]{32}", text) else ""

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Offer these people to be mentioned."""
        self.people.choices = [
            SelectChoice(row.uid, " – ".join(part for part in (f"@{row.handle}", row.body) if part))
            for row in candidates
        ]

    def chosen(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the people chosen among those offered."""
        wanted = set(self.people.data or ())
        return [row for row in candidates if row.uid in wanted]


class _PublicReasonForm(BaseForm):
    """A decision of moderation, with the reason that the public log prints."""

    reason = PlainField(
        _l("Motif"),
        [DataRequired(PUBLIC_REASON)],
        most=500,
        description=_l("Lu par tout le monde dans le journal de modération."),
    )


class HideForm(_PublicReasonForm):
    """Why a comment is hidden."""

    reason = PlainField(
        _l("Motif"),
        [DataRequired(PUBLIC_REASON)],
        most=500,
        description=_l("Lu par tout le monde à la place du commentaire."),
    )


class DecideForm(_PublicReasonForm):
    """Why a comment is kept, refused, or a decision maintained."""


class ReportForm(BaseForm):
    """Why a comment should be looked at."""

    reason = PlainField(
        _l("Ce qui ne va pas"),
        [DataRequired(_l("Dites en quelques mots ce qui ne va pas."))],
        most=500,
        description=_l("Lu par le secrétariat seulement ; votre nom n’est montré à personne."),
    )


class AskReviewForm(BaseForm):
    """What moderation should look at again."""

    reason = PlainField(
        _l("Ce que le secrétariat devrait revoir"),
        [DataRequired(_l("Dites ce que le secrétariat devrait revoir."))],
        most=1000,
        description=_l("Un nouvel examen ne se demande qu’une fois par commentaire."),
    )


class FollowForm(ConfirmForm):
    """The button alone, and the page of this site to come back to."""

    suite = HiddenField()
