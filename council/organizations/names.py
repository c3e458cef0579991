"""Names that cannot be taken for one another, readable addresses, SIRET numbers."""

from __future__ import annotations

import re
import unicodedata

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
# Signs that look like a letter inside a word written in capitals.
CAPITAL_TWINS = str.maketrans({"l": "I", "1": "I", "0": "O", "5": "S"})
RESERVED = frozenset({"nouveau", "demandes"})


def clean_name(name: str) -> str:
    """Return the name as it is kept: compatibility forms unified, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


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
