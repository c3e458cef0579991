"""The base of every form: French sentences, clean text, nothing typed is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from council.markdown import MAX_LENGTH, MarkdownRefused, render_markdown
from council.transactions import Invalid, allow_writes

P = ParamSpec("P")
R = TypeVar("R")

STALE = _l("Le formulaire a expiré : vérifiez ce que vous avez écrit et envoyez-le à nouveau.")
CONTROL = _l("Ce champ contient des caractères de contrôle invisibles : retirez-les.")
BIDI = _l("Ce champ contient des marques de sens d’écriture invisibles : retirez-les.")

# Marks that reorder the text around them, so that a name reads as another one.
BIDI_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def strip(text: Any) -> Any:
    """Trim a typed text and give its line ends one form."""
    if isinstance(text, str):
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text


def no_control_characters(_form: Any, field: Any) -> None:
    """Refuse NUL and control characters, which databases and readers choke on."""
    text = field.data
    if isinstance(text, str) and any(
        unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text
    ):
        raise ValidationError(CONTROL)


def no_bidi_marks(_form: Any, field: Any) -> None:
    """Refuse marks that would make a name or a title read as another one."""
    if isinstance(field.data, str) and BIDI_MARKS.intersection(field.data):
        raise ValidationError(BIDI)


def one_line(_form: Any, field: Any) -> None:
    """Refuse line breaks in a one-line field."""
    if isinstance(field.data, str) and "\n" in field.data:
        raise ValidationError(_l("Ce champ tient sur une seule ligne."))


def markdown_text(_form: Any, field: Any) -> None:
    """Refuse a text that cannot be rendered, with the renderer's own sentence."""
    if isinstance(field.data, str) and field.data:
        try:
            render_markdown(field.data)
        except MarkdownRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


class LineField(StringField):
    """One line of text: trimmed, without control or direction marks, 200 characters at most."""

    def __init__(self, label: Any = None, validators: Any = (), *, most: int = 200, **kwargs: Any):
        rules = [*validators, Length(max=most), no_control_characters, no_bidi_marks, one_line]
        super().__init__(label, rules, filters=[strip], **kwargs)
        self.most = most


class MarkdownField(TextAreaField):
    """A long text in Markdown: trimmed, bounded, renderable."""

    def __init__(
        self, label: Any = None, validators: Any = (), *, most: int = MAX_LENGTH, **kwargs: Any
    ):
        rules = [*validators, Length(max=most), no_control_characters, markdown_text]
        super().__init__(label, rules, filters=[strip], **kwargs)
        self.most = most
        self.is_markdown = True


class PlainField(TextAreaField):
    """A few sentences of plain text: trimmed, bounded."""

    def __init__(self, label: Any = None, validators: Any = (), *, most: int = 2000, **kwargs: Any):
        rules = [*validators, Length(max=most), no_control_characters]
        super().__init__(label, rules, filters=[strip], **kwargs)
        self.most = most


class BaseForm(FlaskForm):
    """A form that comes back whole: errors beside fields, a stale token as a sentence on top."""

    class Meta(FlaskForm.Meta):
        """WTForms speaks French."""

        locales = ("fr",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_stale = False

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form: 200, 400 (stale), 422 (errors)."""
        if self.is_stale:
            return 400
        return 422 if self.errors else 200

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a missing or stale token is told in words and forgets nothing typed."""
        valid = super().validate(extra_validators)
        token = getattr(self, "csrf_token", None)
        if token is not None:
            if token.errors:
                self.is_stale = True
                self.form_errors = [*self.form_errors, STALE]
                token.errors = ()
                return False
            allow_writes()
        return valid

    def run(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run an action; sentences it raises go beside their fields, and None is returned."""
        try:
            return action(*args, **kwargs)
        except Invalid as invalid:
            for name, sentence in invalid.errors.items():
                field = self._fields.get(name)
                if field is None:
                    self.form_errors = [*self.form_errors, sentence]
                else:
                    field.errors = [*field.errors, sentence]
            return None


class RowForm(Form):
    """A row of a list inside a form; French like the rest."""

    class Meta(Form.Meta):
        """WTForms speaks French."""

        locales = ("fr",)


class ConfirmForm(BaseForm):
    """A form with nothing to fill: the token alone, for buttons that act."""


class ReasonForm(BaseForm):
    """An act that asks for its reason."""

    reason = PlainField(_l("Motif"))


class VersionedForm(BaseForm):
    """A form on something that others may edit meanwhile."""

    row_version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the person was looking at; 0 when it is not a number."""
        text = str(self.row_version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
