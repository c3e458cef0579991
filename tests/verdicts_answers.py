"""Who may what with the routes to an answer and the official answers of needs."""

from __future__ import annotations

from tests.verdict_words import COUNCIL, HOLDER, HOLDERS, NOBODY, SECRETARIAT

RULED_ANSWERS = [
    ("GET", "/besoins/reponses/preparees", COUNCIL),
    ("GET POST", "/besoins/reponses/publier", SECRETARIAT),
    ("GET POST", "/besoins/{need}/reponse/preparer", SECRETARIAT),
    ("GET POST", "/besoins/{need}/reponse/abandonner", SECRETARIAT),
    ("GET POST", "/besoins/{need}/reponse/modifier", NOBODY),
    ("GET", "/besoins/{need}/reponse/versions/1", NOBODY, NOBODY),
    ("GET POST", "/besoins/{need_answered}/reponse/preparer", NOBODY),
    ("GET POST", "/besoins/{need_answered}/reponse/abandonner", NOBODY),
    ("GET POST", "/besoins/{need_answered}/reponse/modifier", SECRETARIAT),
    ("GET POST", "/besoins/{need_submitted}/reponse/preparer", NOBODY, HOLDER),
    ("GET POST", "/besoins/{need}/pistes/proposer", f"{HOLDERS} secretariat"),
    ("GET POST", "/besoins/{need}/pistes/{route}/avis", "agent"),
    ("GET POST", "/besoins/{need}/pistes/{route}/retirer", "vendor"),
    ("GET POST", "/besoins/{call}/pistes/{route}/avis", NOBODY, NOBODY),
    ("GET POST", "/besoins/{need_submitted}/pistes/proposer", NOBODY, HOLDER),
]
