"""Passwords and tokens: hashing, checking, comparing, and which passwords are refused."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

MIN_LENGTH = 12
MIN_LENGTH_ADMINISTRATOR = 16
MAX_LENGTH = 256
# What must remain of a password once the words anybody would try are taken away.
REMAINDER = 6

# Words that guessers try first, alone, doubled, or followed by figures; folded, without accents.
COMMON = frozenset(
    """
    administrateur administration admin administrator azerty azertyuiop qsdfghjklm
    wxcvbn bienvenue bonjour bonsoir changeme changez change chouchou conseil democratie
    doudou football france gouvernement iloveyou jetaime letmein liberte logiciel
    logiciels libre libres loulou marseille ministere motdepasse mot passe passe123
    monmotdepasse nicolas opensource paris password passw0rd passwort princesse qwerty
    qwertyuiop republique secret secretariat soleil superman utilisateur user vacances
    welcome
    """.split()  # noqa: SIM905
)
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789",
    "98765432109876543210",
)

TOO_SHORT = _l("Le mot de passe doit compter au moins %(n)s caractères.")
TOO_COMMON = _l(
    "Ce mot de passe est trop facile à deviner : choisissez plutôt plusieurs mots sans rapport."
)
TOO_PERSONAL = _l(
    "Ce mot de passe reprend votre nom, votre adresse ou le nom du site : choisissez-en un autre."
)

_hasher = PasswordHasher()
# Checked when the account is unknown, so that both answers take the same time.
_DUMMY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; slow on purpose: call it outside any action."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether a password is the one; takes as long when there is no account."""
    try:
        return _hasher.verify(password_hash or _DUMMY, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """Return a random token of 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def weakness(
    password: str, *, minimum: int = MIN_LENGTH, personal: Iterable[str] = ()
) -> Any | None:
    """Return the sentence that refuses a password, None when it may be used.

    Length and guessable words decide; no rule of composition. `personal` holds the name, the
    address and the name of the site, of any length.
    """
    if len(password) < minimum:
        return TOO_SHORT % {"n": minimum}
    folded = _fold(password)
    if len(set(folded)) < 5 or _remainder(folded, COMMON) < REMAINDER:
        return TOO_COMMON
    words = {word for text in personal for word in re.split(r"\W+", _fold(text)) if len(word) > 2}
    if _remainder(folded, COMMON | words) < REMAINDER:
        return TOO_PERSONAL
    return None


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _remainder(folded: str, words: Iterable[str]) -> int:
    """Count the letters left once known words, keyboard runs and repetitions are removed."""
    for word in sorted(words, key=lambda word: (-len(word), word)):
        folded = folded.replace(word, " ")
    folded = _without_runs(folded)
    folded = re.sub(r"(.{1,4}?)\1{2,}", r"\1", folded)
    return len(re.sub(r"[\W\d_]+", "", folded)) + len(re.findall(r"\d", folded)) // 4


def _without_runs(text: str) -> str:
    for size in range(min(len(text), 26), 3, -1):
        for start in range(len(text) - size + 1):
            piece = text[start : start + size]
            if " " not in piece and any(piece in run for run in RUNS):
                return _without_runs(text[:start] + " " + text[start + size :])
    return text
