"""Published files of votes, read into elections: one module a format, text and rules only."""

from collections.abc import Callable
from pathlib import PurePath

from council.tally.election import Election
from council.tally.formats import abif, devotee, grades, pabulib, plain_json, preflib
from council.tally.formats.errors import FormatError

READERS: dict[str, Callable[[str], Election]] = {
    "soc": preflib.read,
    "soi": preflib.read,
    "toc": preflib.read,
    "toi": preflib.read,
    "abif": abif.read,
    "pb": pabulib.read,
    "devotee": devotee.read,
    "grades": grades.read,
    "json": plain_json.read,
}
EXTENSIONS = {"csv": "grades", "txt": "devotee", "tally": "devotee"}
MOST_BYTES = 512 * 1024 * 1024


def format_of(name: str) -> str | None:
    """Return the format that a file's name announces, None when it announces none."""
    extension = PurePath(name).suffix.lstrip(".").lower()
    return EXTENSIONS.get(extension, extension if extension in READERS else None)


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a mark, else Latin-1; lines end with LF.

    FormatError when the bytes are no text.
    """
    if b"\0" in data[:4096]:
        raise FormatError(1, "du texte ; ce fichier est binaire")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(data: bytes, form: str) -> Election:
    """Return the election that a file holds; FormatError names the line and what was expected."""
    return READERS[form](decode(data))


__all__ = ["READERS", "FormatError", "decode", "format_of", "read"]
