"""What is real in the demonstration: names, dates and titles that the council made public.

No act is attributed to a real body: they hold no seat here and do nothing. The figures come from
the council's public page (Licence Ouverte 2.0).
"""

from __future__ import annotations

ADMINISTRATIONS = (
    "AMUE",
    "ANSSI",
    "CNIL",
    "CNNum",
    "Comité pour la science ouverte",
    "DAJ du MEFR",
    "DGFIP",
    "Gendarmerie nationale",
    "INRIA",
    "MEAE",
    "MENJS",
    "MESRI",
)
COMMUNITIES = ("Software Heritage",)
ASSOCIATIONS = (
    "ADULLACT",
    "AFUL",
    "APRIL",
    "CNLL",
    "Code for France",
    "Eclipse Foundation",
    "Hub Open Source - Systematic Paris Region",
    "Mozilla",
    "OW2",
    "TOSIT",
)

ORGANIZATIONS = [
    {"name": name, "kind": kind, "college": "", "url": "", "country": "FR"}
    for kind, names in (
        ("administration", ADMINISTRATIONS),
        ("community", COMMUNITIES),
        ("association", ASSOCIATIONS),
    )
    for name in names
]

MEETINGS = [
    dict(zip(("date", "starts", "ends", "kind", "state", "note"), row, strict=True))
    for row in (
        ("2022-03-11", "14:00", "16:00", "administrations", "held", ""),
        ("2022-04-08", "14:00", "16:00", "ecosysteme", "held", ""),
        ("2022-06-03", "14:00", "16:00", "plenary", "held", ""),
        ("2022-10-07", "14:00", "16:00", "administrations", "held", ""),
        ("2022-10-14", "14:00", "16:00", "ecosysteme", "held", ""),
        ("2022-12-09", "14:00", "16:00", "plenary", "held", ""),
        ("2023-02-24", "14:00", "16:00", "administrations", "held", ""),
        ("2023-04-21", "14:00", "16:00", "ecosysteme", "cancelled", ""),
        ("2023-06-16", "09:30", "12:00", "plenary", "held", ""),
        ("2023-09-28", "14:00", "16:00", "administrations", "held", "initialement 15 septembre"),
        ("2023-11-10", "14:00", "16:00", "ecosysteme", "held", ""),
        ("2024-01-12", "14:00", "17:00", "plenary", "held", ""),
        ("2025-06-23", "16:30", "18:00", "ecosysteme", "planned", ""),
        ("2025-10-06", "16:30", "18:00", "ecosysteme", "planned", ""),
        ("2025-12-08", "16:00", "18:00", "plenary", "planned", ""),
    )
]

DECISIONS = [
    {
        "number": "CLL-2023-001",
        "kind": "avis",
        "title": "Installation d’un système d’exploitation libre et durabilité des équipements",
        "adopted_on": "2023-02-01",
        "question": "La possibilité d’installer un système d’exploitation libre prolonge-t-elle "
        "la vie des ordinateurs et des téléphones ?",
        "outcome": "Avis soutenu par la majorité des membres du collège écosystème.",
        "endorsed_by": "DINUM",
        "college": "ecosysteme",
        "licence": "CC-BY-SA-4.0",
        "body": "",
        "links": ["https://code.gouv.fr/docs/2023_01_RapportIndiceDurabilite.pdf"],
    },
    {
        "number": "CLL-2024-001",
        "kind": "avis",
        "title": "Avenir du programme Next Generation Internet (NGI)",
        "adopted_on": "2024-10-02",
        "question": "",
        "outcome": "Avis soutenu par la majorité des membres du collège écosystème.",
        "endorsed_by": "DINUM",
        "college": "ecosysteme",
        "licence": "CC-BY-SA-4.0",
        "body": "",
        "links": ["https://code.gouv.fr/docs/cll-avis-ngi-02102024.pdf"],
    },
]
