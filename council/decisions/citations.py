"""How a decision is cited: in a sentence, in BibTeX, in CSL-JSON, and for machines that read pages.

A citation names what was read: the version and the hash of its frozen text.
`published` is None when an import does not say it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from council.records.bibtex import entry, escaped
from council.web import paris_day

_QUOTED = re.compile(r"«\s*([^«»]*?)\s*»")


@dataclass(frozen=True)
class Citation:
    """What a citation says; `kind` is in words, `day` the adoption's, `address` the short one."""

    reference: str
    kind: str
    title: str
    question: str
    state: str
    author: str
    site: str
    day: date | None
    published: date | None
    modified: date | None
    address: str
    page: str
    poll: str
    version: int
    sha256: str
    licence: str

    def plain(self) -> str:
        """Return the citation in a sentence, its days in words."""
        # Quotation marks inside quotation marks are the other ones.
        title = _QUOTED.sub("“\\1”", self.title)
        parts = [self.author, f"{self.kind} {self.reference}", f"«\u00a0{title}\u00a0»"]
        if self.day:
            parts.append(_("adoption le %(day)s", day=paris_day(self.day)))
        if self.published:
            parts.append(_("publication le %(day)s", day=paris_day(self.published)))
        parts += [f"version {self.version}", self.address]
        return ", ".join([*parts, f"SHA-256 {self.sha256}"] if self.sha256 else parts)

    def bibtex(self) -> str:
        """Return one BibTeX entry: what commands can write escaped, the rest in UTF-8."""
        fields = {
            "author": f"{{{escaped(self.author)}}}",
            "title": f"{{{escaped(self.title)}}}",
            "number": escaped(self.reference),
            "howpublished": escaped(self.kind),
            "year": str(self.day.year) if self.day else "",
            "month": str(self.day.month) if self.day else "",
            "url": re.sub(r"[{}\\\s]", "", self.address),
            "note": escaped(f"Version {self.version}, SHA-256 {self.sha256}, {self.licence}"),
            "langid": "french",
        }
        key = re.sub(r"[^A-Za-z0-9:.+-]", "", self.reference)
        return entry("misc", key, fields)

    def csl(self) -> list[dict[str, Any]]:
        """Return the citation as CSL-JSON, version 1.0.2."""
        item: dict[str, Any] = {
            "id": self.reference,
            "type": "report",
            "title": self.title,
            "number": self.reference,
            "genre": self.kind,
            "author": [{"literal": self.author}],
            "publisher": self.site,
            "version": str(self.version),
            "URL": self.address,
            "language": "fr-FR",
            "note": f"SHA-256 {self.sha256}; {self.licence}",
        }
        if self.day:
            item["issued"] = {"date-parts": [[self.day.year, self.day.month, self.day.day]]}
        return [item]

    def linked_data(self) -> dict[str, Any]:
        """Return the decision as schema.org says it: a report, numbered, of an organization."""
        body = {"@type": "Organization", "name": self.author}
        found = {
            "@context": "https://schema.org",
            "@type": "Report",
            "@id": self.page,
            "url": self.page,
            "identifier": self.reference,
            "reportNumber": self.reference,
            "name": self.title,
            "abstract": self.question,
            "genre": self.kind,
            "creativeWorkStatus": self.state,
            "inLanguage": "fr",
            "author": body,
            "publisher": {"@type": "Organization", "name": self.site},
            "dateCreated": self.day.isoformat() if self.day else "",
            "datePublished": self.published.isoformat() if self.published else "",
            "dateModified": self.modified.isoformat() if self.modified else "",
            "version": str(self.version),
            "license": f"https://spdx.org/licenses/{self.licence}.html" if self.licence else "",
            "isBasedOn": self.poll,
        }
        return {name: value for name, value in found.items() if value}


def inside_script(value: Any) -> str:
    """Return JSON that may stand inside a script element: nothing in it can close the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
