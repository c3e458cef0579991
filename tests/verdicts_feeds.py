"""Who may read which feed, and keep a search: what is public is everybody's, a search its own."""

from __future__ import annotations

from tests.verdict_words import NOBODY, REGISTERED

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
    ("GET POST", "/compte/recherches", REGISTERED),
    ("POST", "/compte/recherches/{nothing}/alerte", NOBODY, NOBODY),
    ("POST", "/compte/recherches/{nothing}/supprimer", NOBODY, NOBODY),
    ("GET POST", "/alerte/x", NOBODY, NOBODY),
]

READS_FEEDS = {path for _method, path, *_rest in RULED_FEEDS if not path.startswith("/compte")}
