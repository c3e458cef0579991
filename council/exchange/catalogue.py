"""The catalogue of the files in DCAT (JSON-LD), as open data portals harvest it.

Source: DCAT-AP 3; the properties that data.gouv.fr reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from council.exchange.datasets_decisions import address_of
from council.exchange.dictionary import meanings_of
from council.extensions import db
from council.records.models import Audience, Record

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
OFTEN = "http://publications.europa.eu/resource/authority/frequency/CONT"
FORMATS = {
    "csv": ("text/csv", "http://publications.europa.eu/resource/authority/file-type/CSV"),
    "json": ("application/json", "http://publications.europa.eu/resource/authority/file-type/JSON"),
}


def catalogue(files: Mapping[str, Any]) -> dict[str, Any]:
    """Return the catalogue of these files, by name, as JSON-LD values."""
    page = address_of("/donnees")
    latest = db.session.scalar(
        select(func.max(Record.created_at)).where(Record.audience == Audience.PUBLIC)
    )
    publisher = {
        "@id": address_of("/a-propos"),
        "@type": "foaf:Organization",
        "foaf:name": current_app.config["COUNCIL_OPERATOR"],
    }
    datasets = [
        _dataset(page, name, file, publisher["@id"], latest) for name, file in files.items()
    ]
    root = {
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": current_app.config["COUNCIL_SITE_NAME"],
        "dct:description": "Ce qui est public dans le registre du conseil, en fichiers.",
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:language": {"@id": FRENCH},
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": address_of("/")},
        "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
    }
    distributions = [each for dataset in datasets for each in dataset.pop("distributions")]
    return {"@context": CONTEXT, "@graph": [root, publisher, *datasets, *distributions]}


def _dataset(page: str, name: str, file: Any, publisher: str, latest: Any) -> dict[str, Any]:
    columns = "\n".join(f"- {column} : {said}" for column, said in meanings_of(file).items())
    distributions = [
        {
            "@id": f"{page}/{name}.{extension}",
            "@type": "dcat:Distribution",
            "dct:title": f"{file.label} ({extension.upper()})",
            "dcat:accessURL": {"@id": f"{page}#{name}"},
            "dcat:downloadURL": {"@id": f"{page}/{name}.{extension}"},
            "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media}"},
            "dct:format": {"@id": known},
            "dct:license": {"@id": LICENCE},
        }
        for extension, (media, known) in FORMATS.items()
    ]
    dataset: dict[str, Any] = {
        "@id": f"{page}#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{page}#{name}",
        "dct:title": str(file.label),
        "dct:description": f"{file.label}\n\n{columns}",
        "dct:publisher": {"@id": publisher},
        "dct:language": {"@id": FRENCH},
        "dct:license": {"@id": LICENCE},
        "dct:accrualPeriodicity": {"@id": OFTEN},
        "dcat:landingPage": {"@id": page},
        "dcat:keyword": ["logiciels libres", "communs numériques", "décisions publiques"],
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": current_app.config["COUNCIL_OPERATOR"],
            "vcard:hasEmail": {"@id": f"mailto:{current_app.config['COUNCIL_CONTACT']}"},
        },
        "dcat:distribution": [{"@id": each["@id"]} for each in distributions],
        "distributions": distributions,
    }
    if latest is not None:
        dataset["dct:modified"] = {"@value": latest.isoformat(), "@type": "xsd:dateTime"}
    return dataset
