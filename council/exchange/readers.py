"""Reading a file of rows, whole, with the line of everything that is wrong in it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 256 * 1024 * 1024
MAX_FIELD = 1_000_000


@dataclass(frozen=True)
class RowError:
    """What is wrong, and on which line of the file (1 is its first line)."""

    line: int
    message: str


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, its values as written."""

    line: int
    values: dict[str, Any]


@dataclass
class Sheet:
    """The rows of a file, what is wrong with it, and the hash of its bytes."""

    sha256: str
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class UnreadableFile(Exception):
    """The file cannot be opened at all; says why in one sentence."""


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked when gzipped, bounded in size."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} : fichier illisible ({error.strerror}).") from error
    try:
        return unpacked(data)
    except UnreadableFile as error:
        raise UnreadableFile(f"{path} : {error}") from error


def unpacked(data: bytes) -> bytes:
    """Return bytes, gunzipped when they are gzipped; UnreadableFile when broken or too large."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile("archive gzip abîmée.") from error
    if len(data) > MAX_BYTES:
        raise UnreadableFile("fichier trop grand.")
    return data


def _text(data: bytes, sheet: Sheet) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sheet.errors.append(RowError(line, "le fichier n’est pas en UTF-8"))
        return ""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        sheet.errors.append(RowError(line, "caractère nul dans le fichier"))
        return ""
    return text


def read_csv(data: bytes, columns: Sequence[str], required: Iterable[str]) -> Sheet:
    """Read RFC 4180 CSV with a header; values keep every space and line break they have.

    The header must name the required columns and no unknown one; each row has as many cells.
    """
    sheet = Sheet(hashlib.sha256(data).hexdigest())
    text = _text(data, sheet)
    if sheet.errors:
        return sheet
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, columns, required, sheet)
        if sheet.errors:
            return sheet
        start = reader.line_num + 1
        for cells in reader:
            if cells:
                _add_row(sheet, start, header, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        sheet.errors.append(RowError(reader.line_num, f"CSV mal formé ({error})"))
    return sheet


def _check_header(
    header: list[str], columns: Sequence[str], required: Iterable[str], sheet: Sheet
) -> None:
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in columns]
    doubled = sorted({name for name in header if header.count(name) > 1})
    for names, sentence in (
        (missing, "colonne absente : "),
        (unknown, "colonne inconnue : "),
        (doubled, "colonne répétée : "),
    ):
        if names:
            sheet.errors.append(RowError(1, sentence + ", ".join(names)))


def _add_row(sheet: Sheet, line: int, header: list[str], cells: list[str]) -> None:
    if len(cells) != len(header):
        sheet.errors.append(RowError(line, f"{len(cells)} cellules au lieu de {len(header)}"))
        return
    sheet.rows.append(Row(line, dict(zip(header, cells, strict=True))))


def read_json_lines(data: bytes) -> Sheet:
    """Read one JSON object a line; empty lines are passed over."""
    sheet = Sheet(hashlib.sha256(data).hexdigest())
    text = _text(data, sheet)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            sheet.errors.append(RowError(number, f"JSON mal formé ({error})"))
            continue
        if isinstance(value, dict):
            sheet.rows.append(Row(number, value))
        else:
            sheet.errors.append(RowError(number, "un objet JSON est attendu"))
    return sheet


def read_json_list(data: bytes) -> Sheet:
    """Read a JSON list of objects; the line given is that of each object's first brace."""
    sheet = Sheet(hashlib.sha256(data).hexdigest())
    text = _text(data, sheet)
    if sheet.errors:
        return sheet
    decoder = json.JSONDecoder()
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        sheet.errors.append(RowError(line, f"JSON mal formé ({error})"))
        return sheet
    position = _skip(text, 0)
    if text[position : position + 1] != "[":
        sheet.errors.append(RowError(1, "une liste JSON d’objets est attendue"))
        return sheet
    position = _skip(text, position + 1)
    while text[position] != "]":
        line = text.count("\n", 0, position) + 1
        value, position = decoder.raw_decode(text, position)
        if isinstance(value, dict):
            sheet.rows.append(Row(line, value))
        else:
            sheet.errors.append(RowError(line, "un objet JSON est attendu"))
        position = _skip(text, position)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return sheet


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
