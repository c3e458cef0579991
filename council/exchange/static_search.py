"""Search in a copy of the site, without a program: files of words that a page reads as scripts.

A page opened from a folder may load scripts but not data: each file calls one function of
`static/js/copy-search.js`. Words are grouped by the two letters they begin with, so that the first
answer reads little; each word as it is written, without accents, carries the term our analysis
gives it, so that what is typed in another form finds it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from council.records.addresses import path_of
from council.records.models import RecordKind
from council.records.titles import KIND_LABELS
from council.search.analysis import analyse, exact_tokens, identifiers, normalize
from council.search.documents import all_documents
from council.search.engine import Document

TITLE_WORTH, BODY_WORTH, REFERENCE_WORTH = 6, 1, 20
# Records described in one file, and the most records that a word leads to.
SHARE, MOST = 400, 2_000
LONGEST_BODY = 60_000


def write(folder: Path, files: Mapping[str, str]) -> int:
    """Write the files of the search in what the copy holds; return how many records they lead to.

    `files` are the addresses of the copy: a record whose page is not in it is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records: list[list[str]] = []
    words: dict[str, dict[int, int]] = defaultdict(dict)
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for document in all_documents():
        path = path_of(document.kind, document.reference) if document.reference else ""
        file = files.get(path, "")
        if "public" not in document.audience or not file:
            continue
        number = len(records)
        records.append(_record(document, file))
        for form, term, worth in _words(document):
            forms[form[:2]][form] = term
            held = words[term]
            held[number] = held.get(number, 0) + worth
    for begun, known in forms.items():
        _write_letters(folder, begun, known, words)
    for start in range(0, len(records), SHARE):
        share = json.dumps(records[start : start + SHARE], ensure_ascii=False)
        name = f"fiches-{start // SHARE}.js"
        (folder / name).write_text(f"copie.fiches({start // SHARE},{share});\n", encoding="utf-8")
    about = json.dumps(
        {"records": len(records), "share": SHARE, "letters": sorted(map(_code, forms))}
    )
    (folder / "sommaire.js").write_text(f"copie.sommaire({about});\n", encoding="utf-8")
    return len(records)


def _record(document: Document, file: str) -> list[str]:
    return [
        file,
        normalize(document.title),
        str(KIND_LABELS[RecordKind(document.kind)]),
        document.reference,
        document.date.isoformat() if document.date else "",
    ]


def _words(document: Document) -> Iterator[tuple[str, str, int]]:
    texts = ((document.title, TITLE_WORTH), (" · ".join(document.names), TITLE_WORTH // 2),
             (document.body[:LONGEST_BODY], BODY_WORTH))  # fmt: skip
    for text, worth in texts:
        for lexeme in analyse(normalize(text)):
            yield lexeme.folded, lexeme.term, worth
        for token in exact_tokens(text):
            yield token, token, worth + 1
    if document.kind not in (RecordKind.ORGANIZATION, RecordKind.SOFTWARE):
        for form in identifiers(document.reference):
            yield form, form, REFERENCE_WORTH


def _code(letters: str) -> str:
    """Return the name of the file of some letters: their numbers, safe in any file system."""
    return "-".join(f"{ord(letter):x}" for letter in letters)


def _write_letters(
    folder: Path, letters: str, known: Mapping[str, str], words: Mapping[str, Mapping[int, int]]
) -> None:
    terms = {term: place for place, term in enumerate(sorted(set(known.values())))}
    lists = []
    for term in terms:
        best = sorted(words[term].items(), key=lambda item: (-item[1], -item[0]))[:MOST]
        # Pairs side by side: the record, what it is worth for this word.
        lists.append([number for pair in best for number in pair])
    data = json.dumps(
        {"forms": {form: terms[term] for form, term in sorted(known.items())}, "lists": lists},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    name = f"mots-{_code(letters)}.js"
    text = f"copie.mots({json.dumps(_code(letters))},{data});\n"
    (folder / name).write_text(text, encoding="utf-8")
