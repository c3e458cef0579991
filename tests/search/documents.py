"""Invented documents for the tests of the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from council.search.engine import Document

PUBLIC = frozenset({"public"})
COUNCIL = frozenset({"council"})


def document(number: int, title: str, body: str = "", **options: Any) -> Document:
    """A public need, unless said otherwise."""
    defaults: dict[str, Any] = {
        "reference": f"B-2026-{number:04d}",
        "kind": "need",
        "audience": PUBLIC,
        "state": "published",
        "date": date(2026, 1, 1 + number % 28),
    }
    return Document(id=number, title=title, body=body, **{**defaults, **options})


FIXTURES = [
    document(
        1,
        "Messagerie souveraine pour les collectivités",
        "Une messagerie instantanée hébergée en France, interopérable, avec l’œuvre de l’État.",
        organization="101",
        software=("201",),
        names=("Commune de Valmire", "Tchap"),
    ),
    document(
        2,
        "Interopérabilité des démarches simplifiées",
        "Les démarches simplifiées.fr dématérialisées doivent échanger avec GNU/Linux en C++.",
        organization="102",
    ),
    document(
        3,
        "Avis sur l’hébergement des données",
        "Le conseil recommande un hébergement libre. L’éducation et la santé d’abord.",
        reference="CLL-2026-014",
        kind="decision",
        weight=1.3,
        date=date(2026, 3, 14),
    ),
    document(
        4,
        "Note réservée sur la plateforme zibeline",
        "Le mot zibeline ne doit paraître nulle part.",
        audience=COUNCIL,
    ),
    document(
        5,
        "Brouillon pangolin",
        "Texte du brouillon pangolin de la messagerie.",
        audience=frozenset({"holders", "org:12"}),
        organization="12",
    ),
    document(
        6, "Être ou avoir", "Deux verbes <script>alert(1)</script> & messagerie électronique."
    ),
]
