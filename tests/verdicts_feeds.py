"""Who may read which feed: everybody what is public, nobody what is not, signed in or not."""

from __future__ import annotations

from tests.verdict_words import NOBODY

OPEN_FEEDS = [
    ("GET", "/besoins.atom"),
    ("GET", "/recherche.atom"),
    ("GET", "/besoins/{need}.atom"),
    ("GET", "/contributions/{accepted}.atom"),
    ("GET", "/decisions/{decision}.atom"),
    ("GET", "/demandes/{request}.atom"),
    ("GET", "/dispositifs/{program_open}.atom"),
    ("GET", "/feuille-de-route/{item}.atom"),
    ("GET", "/logiciels/{software}.atom"),
    ("GET", "/organismes/{organization}.atom"),
    ("GET", "/reutilisations/{reuse}.atom"),
    ("GET", "/scrutins/{poll}.atom"),
    ("GET", "/seances/{meeting}.atom"),
    ("GET", "/sujets/{subject}.atom"),
]

RULED_FEEDS = [
    ("GET", "/mises-en-relation/{introduction}.atom", NOBODY, NOBODY),
    ("GET", "/besoins/{need_submitted}.atom", NOBODY, NOBODY),
    ("GET", "/sujets/{subject_received}.atom", NOBODY, NOBODY),
]

READS_FEEDS = {path for _method, path, *_rest in RULED_FEEDS}
