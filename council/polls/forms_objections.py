"""Shape of the act that closes an objection."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from council.forms import BaseForm, PlainField


class CloseObjectionForm(BaseForm):
    """Why an objection is closed, and which ballot made it."""

    revision = HiddenField()
    reason = PlainField(_l("Motif de la fermeture"), most=2000)

    @property
    def seen_revision(self) -> int:
        """The ballot that was read; 0 when what was sent names none."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
