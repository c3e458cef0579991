"""Names that cannot be taken for one another, readable addresses, SIRET numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l

# Letters of other scripts that read as Latin ones, after case is folded.
LOOKALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "ё": "e", "з": "3", "и": "u", "і": "i", "ї": "i", "ј": "j",
        "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x",
        "ѕ": "s", "ԁ": "d", "һ": "h", "ԛ": "q", "ԝ": "w", "ь": "b", "г": "r", "п": "n",
        "α": "a", "β": "b", "γ": "y", "δ": "d", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k",
        "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u", "χ": "x",
        "ω": "w", "ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ꞵ": "b", "ł": "l", "ø": "o",
        "đ": "d", "ħ": "h", "ŧ": "t", "ǀ": "l", "ⅼ": "l", "|": "l", "օ": "o", "ս": "u", "ո": "n",
    }
)  # fmt: skip
_TWINS = frozenset(map(chr, LOOKALIKES))
# Signs that look like a letter inside a word written in capitals.
CAPITAL_TWINS = str.maketrans({"l": "I", "1": "I", "0": "O", "5": "S"})
RESERVED = frozenset({"nouveau", "demandes"})


def clean_name(name: str) -> str:
    """Return the name as it is kept: compatibility forms unified, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


# Scripts whose letters pass for Latin ones.
TWIN_SCRIPTS = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU", "DESERET"})
# Signs that show nothing, beside the categories below: fillers, joiners, selectors of a variant.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0x180B, 0x180F))
}
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MOST_ACCENTS = 2

HIDDEN = _l(
    "Ce nom contient des caractères invisibles (espace de largeur nulle, sens d’écriture, "
    "remplissage) : retirez-les."
)
STACKED = _l("Ce nom empile trop d’accents sur une même lettre : gardez-en deux au plus.")
MIXED = _l(
    "Ce nom mêle des lettres de plusieurs alphabets qui se ressemblent, comme « а » cyrillique "
    "et « a » latin : écrivez chaque mot dans un seul alphabet."
)
NAMELESS = _l("Ce nom n’a ni lettre ni chiffre.")


def fault_of(name: str) -> Any | None:
    """Return why a name could be taken for another or not be read, None when it is plain."""
    name = clean_name(name)
    if any(c in BLANKS or unicodedata.category(c) in UNSEEN for c in name):
        return HIDDEN
    accents = 0
    for character in unicodedata.normalize("NFD", name):
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents > MOST_ACCENTS:
            return STACKED
    if not any(c.isalnum() for c in name):
        return NAMELESS
    return MIXED if _mixes_scripts(name) else None


def _mixes_scripts(name: str) -> bool:
    words = [word for word in re.split(r"[\W\d_]+", name) if word]
    scripts = [{_script(letter) for letter in word} for word in words]
    if any("LATIN" in found and found & TWIN_SCRIPTS for found in scripts):
        return True
    if not any("LATIN" in found for found in scripts):
        return False
    # Beside Latin words, a word all made of their lookalikes reads as one of them.
    return any(
        found <= TWIN_SCRIPTS and all(c in _TWINS for c in word.casefold())
        for word, found in zip(words, scripts, strict=True)
    )


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def skeleton(name: str) -> str:
    """Return what two names that look alike share: one of them is refused."""
    words = [_capitals(word) for word in clean_name(name).split()]
    decomposed = unicodedata.normalize("NFKD", " ".join(words).casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    letters = letters.translate(LOOKALIKES).replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in letters if c.isalnum())[:160] or name.casefold()[:160]


def _capitals(word: str) -> str:
    # "CNlL" with a small L reads as "CNIL", and "CNIL" must stay apart from "CNLL".
    others = [c for c in word if c.isalpha() and c != "l"]
    if len(others) > 1 and all(c.isupper() for c in others):
        return word.translate(CAPITAL_TWINS)
    return word


def slug(name: str) -> str:
    """Return a readable address made of a name: small ASCII letters, figures, dashes."""
    decomposed = unicodedata.normalize("NFKD", clean_name(name).casefold())
    letters = decomposed.replace("œ", "oe").replace("æ", "ae")
    ascii_text = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].rstrip("-") or "organisme"


def clean_siret(text: str) -> str:
    """Return a SIRET without the spaces people type."""
    return re.sub(r"[\s.\u00a0\u202f]+", "", text)


def is_siret(digits: str) -> bool:
    """Say whether these are 14 digits whose key is right (Luhn; La Poste sums to 5)."""
    if not re.fullmatch(r"\d{14}", digits, re.ASCII):
        return False
    if digits.startswith("356000000") and sum(map(int, digits)) % 5 == 0:
        return True
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
