"""Who may what with reuses and reviews.

The same columns as `verdicts.RULED`, written by hand as well.
"""

from __future__ import annotations

from tests.scene import ROLES
from tests.verdict_words import NOBODY

REPRESENTATIVES = "agent stranger vendor member"
READERS = " ".join(role for role in ROLES[1:] if role != "agent")

OPEN_REUSES = [
    ("GET", "/reutilisations"),
    ("GET", "/reutilisations/{reuse}"),
    ("GET", "/reutilisations/{reuse}/versions/1"),
    ("GET", "/reutilisations/{reuse_withdrawn}"),
]

RULED_REUSES = [
    ("GET POST", "/reutilisations/nouvelle", REPRESENTATIVES),
    ("GET", "/reutilisations/brouillons/{reuse_draft}", "agent", "agent"),
    ("GET POST", "/reutilisations/brouillons/{reuse_draft}/modifier", "agent", "agent"),
    ("POST", "/reutilisations/brouillons/{reuse_draft}/publier", "agent", "agent"),
    ("POST", "/reutilisations/brouillons/{reuse_draft}/supprimer", "agent", "agent"),
    ("GET POST", "/reutilisations/{reuse}/modifier", "agent"),
    ("GET POST", "/reutilisations/{reuse}/bilan", "agent"),
    ("GET POST", "/reutilisations/{reuse}/retirer", "agent secretariat"),
    ("GET POST", "/reutilisations/{reuse}/contacter", READERS),
    ("GET POST", "/reutilisations/{reuse_withdrawn}/modifier", NOBODY),
    ("GET POST", "/reutilisations/{reuse_withdrawn}/bilan", NOBODY),
    ("GET POST", "/reutilisations/{reuse_withdrawn}/contacter", NOBODY),
    ("GET POST", "/reutilisations/{reuse_withdrawn}/retirer", NOBODY),
    ("GET POST", "/reutilisations/bilans/{review}", "agent"),
    ("GET POST", "/reutilisations/bilans/{review}/decliner", "agent"),
]
