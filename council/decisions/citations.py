"""How a decision is cited: in a sentence, in BibTeX, in CSL-JSON, and for machines that read pages.

A citation names what was read: the version and the hash of its frozen text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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

    def plain(self, written: str) -> str:
        """Return the citation in a sentence; `written` is the day in words."""
        parts = [self.author, f"{self.kind} {self.reference}", f"« {self.title} »", written]
        parts += [f"version {self.version}", self.address]
        return ", ".join(part for part in parts if part)

    def bibtex(self) -> str:
        """Return one BibTeX entry, in UTF-8, special characters escaped."""
        fields = {
            "author": f"{{{tex(self.author)}}}",
            "title": f"{{{tex(self.title)}}}",
            "number": tex(self.reference),
            "howpublished": tex(self.kind),
            "year": str(self.day.year) if self.day else "",
            "month": MONTHS[self.day.month - 1] if self.day else "",
            "url": re.sub(r"[{}\\\s]", "", self.address),
            "note": tex(f"Version {self.version}, SHA-256 {self.sha256}, {self.licence}"),
            "langid": "french",
        }
        lines = [
            f"  {name} = {value if name == 'month' else '{' + value + '}'},"
            for name, value in fields.items()
            if value
        ]
        key = re.sub(r"[^A-Za-z0-9:.+-]", "", self.reference)
        return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"

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


def tex(text: str) -> str:
    """Return a text as LaTeX reads it, on one line."""
    return "".join(_TEX.get(c, c) for c in " ".join(text.split()))


def inside_script(value: Any) -> str:
    """Return JSON that may stand inside a script element: nothing in it can close the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
