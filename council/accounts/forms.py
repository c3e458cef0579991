"""Shapes of what people type about their account."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from council.accounts.passwords import MAX_LENGTH, MIN_LENGTH, weakness
from council.forms import BaseForm, LineField

REQUIRED = _l("Ce champ est obligatoire.")
BAD_ADDRESS = _l("Cette adresse électronique n’est pas valide (forme attendue : nom@exemple.fr).")
TOO_LONG = _l("Le mot de passe compte au plus 256 caractères.")


# The domain of invented people, which receives nothing: the demonstration has no other.
NOWHERE = ".invalid"


def valid_address(_form: Any, field: Any) -> None:
    """Refuse what is not an address, and give the others their one form."""
    typed = (field.data or "").lower()
    invented = typed.endswith(NOWHERE)
    checked = typed.removesuffix(NOWHERE) + ".fr" if invented else typed
    try:
        found = validate_email(checked, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationError(BAD_ADDRESS) from error
    address = f"{found.local_part}@{found.ascii_domain}".lower()
    field.data = address.removesuffix(".fr") + NOWHERE if invented else address


class AddressField(LineField):
    """An electronic address, given back in lower case."""

    def __init__(self, label: Any = None, **kwargs: Any):
        rules = [InputRequired(REQUIRED), valid_address]
        super().__init__(label or _l("Adresse électronique"), rules, most=254, **kwargs)


class SecretField(PasswordField):
    """A password as it is: never trimmed, never shown again."""

    def __init__(self, label: Any = None, **kwargs: Any):
        rules = [InputRequired(REQUIRED), Length(max=MAX_LENGTH, message=str(TOO_LONG))]
        super().__init__(label or _l("Mot de passe"), rules, **kwargs)


class SignInForm(BaseForm):
    """Address and password."""

    email = LineField(_l("Adresse électronique"), [InputRequired(REQUIRED)], most=254)
    password = SecretField()
    suite = HiddenField()


class ActForForm(BaseForm):
    """The mandate to act by; empty: as an individual."""

    mandate = HiddenField()
    next = HiddenField()


class NewPasswordMixin:
    """A new password, typed twice; its strength depends on whose it is."""

    password = SecretField(_l("Nouveau mot de passe"))
    again = SecretField(_l("Le même mot de passe, une seconde fois"))

    minimum = MIN_LENGTH
    personal: tuple[str, ...] = ()

    def validate_password(self, field: Any) -> None:
        """Refuse a short or guessable password."""
        own_name = getattr(self, "name", None)
        words = [
            *self.personal,
            str(current_app.config["COUNCIL_SITE_NAME"]),
            (own_name.data or "") if own_name is not None else "",
        ]
        refusal = weakness(field.data or "", minimum=self.minimum, personal=words)
        if refusal is not None:
            raise ValidationError(refusal)

    def validate_again(self, field: Any) -> None:
        """Refuse two passwords that differ."""
        if field.data != self.password.data:
            raise ValidationError(_l("Les deux mots de passe diffèrent."))

    def judge_by(self, *, minimum: int, personal: tuple[str, ...]) -> None:
        """Say whose password this is: the least length, and the words it may not be made of."""
        self.minimum, self.personal = minimum, personal


class PasswordForm(NewPasswordMixin, BaseForm):
    """A new password for oneself, with the present one."""

    current = SecretField(_l("Mot de passe actuel"))


class ResetForm(NewPasswordMixin, BaseForm):
    """A new password, reached by a mailed link."""


class ActivateForm(NewPasswordMixin, BaseForm):
    """The name and password of an invited person."""

    name = LineField(_l("Nom affiché"), [InputRequired(REQUIRED)], most=120)


class NameForm(BaseForm):
    """The name a person is shown by."""

    name = LineField(_l("Nom affiché"), [InputRequired(REQUIRED)], most=120)


class AddressForm(BaseForm):
    """An address to write to."""

    email = AddressField()


class ConfirmPasswordForm(BaseForm):
    """The present password, before a grave act."""

    password = SecretField()
    suite = HiddenField()


def too_many(form: BaseForm, wait: int) -> tuple[int, dict[str, str]]:
    """Say on a form that one must wait; return the status and headers of its page."""
    minutes = -(-wait // 60)
    form.form_errors.append(
        ngettext(
            "Trop d’essais : attendez %(num)d minute avant de recommencer.",
            "Trop d’essais : attendez %(num)d minutes avant de recommencer.",
            minutes,
        )
    )
    return 429, {"Retry-After": str(wait)}
