"""Shapes of what people type in threads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from council.forms import BaseForm, ConfirmForm, MarkdownField, PlainField, VersionedForm

EMPTY = _l("Écrivez votre commentaire.")


class CommentForm(VersionedForm):
    """A comment, or a note that the council alone reads."""

    body = MarkdownField(_l("Votre commentaire"), [DataRequired(EMPTY)], most=5000)
    council_only = BooleanField(_l("Note interne : lue par le conseil seulement"))


class HideForm(BaseForm):
    """Why a comment is hidden."""

    reason = PlainField(
        _l("Motif"),
        [DataRequired(_l("Le motif est demandé : il sera public."))],
        most=500,
        description=_l("Lu par tout le monde à la place du commentaire."),
    )


class FollowForm(ConfirmForm):
    """The button alone, and the page of this site to come back to."""

    suite = HiddenField()
