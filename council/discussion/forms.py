"""Shapes of comments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired

from council.forms import BaseForm, MarkdownField, ReasonForm, VersionedForm


class CommentForm(BaseForm):
    """A comment, or a note the council alone reads."""

    body = MarkdownField(
        _l("Votre commentaire"), [DataRequired(_l("Écrivez votre commentaire."))], most=10_000
    )
    council_only = BooleanField(_l("Note interne, lue par le conseil seulement"))


class EditCommentForm(VersionedForm):
    """A comment rewritten by its author."""

    body = MarkdownField(
        _l("Votre commentaire"), [DataRequired(_l("Écrivez votre commentaire."))], most=10_000
    )


class HideCommentForm(ReasonForm):
    """Why a comment is hidden."""
