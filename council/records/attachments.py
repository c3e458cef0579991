"""Documents attached to records: what is accepted, where the bytes are kept.

The type is read in the content, never believed from a name or a browser; archives other than
office documents are refused; nothing is ever unpacked. The files are in the instance folder under
a random name, so no name that somebody chose ever reaches the disk.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.extensions import db
from council.records.models import Attachment, Audience, Record
from council.transactions import Invalid

FOLDER = "attachments"
ODF = "application/vnd.oasis.opendocument."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Accepted type → the ends of name that may go with it, the usual one first.
TYPES: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    ODF + "text": (".odt",),
    ODF + "spreadsheet": (".ods",),
    ODF + "presentation": (".odp",),
    DOCX: (".docx",),
    "text/csv": (".csv",),
    "text/plain": (".txt", ".md"),
}
ACCEPTED = ", ".join(sorted(end for ends in TYPES.values() for end in ends))

_MARKUP = re.compile(rb"\s*<(?:!|\?|[a-z]+[\s/>])", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_MACROS = ("vbaproject.bin", "basic/", "scripts/")
# An office document has a few hundred parts; reading the list of ninety thousand took a second.
MOST_PARTS = 2_000
# What the parts say they weigh once unpacked: nothing is unpacked here, but readers will.
MOST_UNPACKED = 1 << 30
_PART = b"PK\x01\x02"
# Names that an operating system keeps for its devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


@dataclass(frozen=True)
class Upload:
    """A checked document, not yet stored: read outside of any transaction."""

    filename: str
    media_type: str
    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)


def read_upload(filename: str, content: bytes, *, most: int, field: str = "document") -> Upload:
    """Return a document that may be stored; Invalid on `field` says why another may not."""
    name = safe_name(filename)
    if not content:
        raise Invalid({field: _("Ce document est vide.")})
    if len(content) > most:
        sentence = _("Ce document est trop lourd : %(most)s au plus.", most=_amount(most))
        raise Invalid({field: sentence})
    media_type = sniff(content, name)
    if media_type is None:
        sentence = _("Ce type de document n’est pas accepté. Types acceptés : %(ends)s.")
        raise Invalid({field: sentence % {"ends": ACCEPTED}})
    if Path(name).suffix.lower() not in TYPES[media_type]:
        sentence = _(
            "Le contenu de « %(name)s » ne correspond pas à la fin de son nom : %(end)s attendu.",
            name=name,
            end=TYPES[media_type][0],
        )
        raise Invalid({field: sentence})
    return Upload(name, media_type, content, hashlib.sha256(content).hexdigest())


def _amount(count: int) -> str:
    return f"{count >> 20} Mo" if count >= 1 << 20 else f"{count >> 10} ko"


def sniff(content: bytes, name: str = "") -> str | None:
    """Return the accepted type that the content is, None for anything else."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if _is_text(content):
        return "text/csv" if name.lower().endswith(".csv") else "text/plain"
    return None


def _office_type(content: bytes) -> str | None:
    """Read the type in the directory of an office document; one with macros is refused, or one
    that would fill the disk of who opens it."""
    if content.count(_PART) > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()]
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return None
    if unpacked > MOST_UNPACKED:
        return None
    if any(name.startswith(_MACROS) or name.endswith(_MACROS[0]) for name in names):
        return None
    # In an OpenDocument file, the type is the first entry, stored as it is at a fixed place.
    if content[30:38] == b"mimetype":
        length = int.from_bytes(content[22:26], "little")
        declared = content[38 : 38 + min(length, 100)].decode("ascii", "replace")
        return declared if declared in TYPES else None
    if "[content_types].xml" in names and "word/document.xml" in names:
        return DOCX
    return None


def _is_text(content: bytes) -> bool:
    if content.translate(None, _CONTROLS) != content:
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")) is None


def safe_name(filename: str) -> str:
    """Return a name fit for a download: no folder, no invisible or reserved character."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = " ".join(_UNSAFE.sub("", seen).split()).strip(". ")
    stem, dot, end = name.rpartition(".")
    if dot and _DEVICES.fullmatch(stem):
        return f"document.{end[:9]}"
    if not dot or not stem:
        return (name or "document")[:120]
    return f"{stem[:110].rstrip('. ')}.{end[:9]}"


def store(
    record: Record, upload: Upload, *, folder: Path, quota: int, audience: Audience, field: str
) -> Attachment:
    """Keep a checked document: the file first, then its row; Invalid above the record's quota.

    `folder` is the instance's. When the action fails afterwards, a file without a row is left: it
    is never served, since only rows are.
    """
    used = db.session.scalar(
        select(func.coalesce(func.sum(Attachment.size), 0)).where(Attachment.record_id == record.id)
    )
    if (used or 0) + upload.size > quota:
        sentence = _("Les documents de cette page dépassent %(most)s en tout.", most=_amount(quota))
        raise Invalid({field: sentence})
    row = Attachment(
        record_id=record.id,
        filename=upload.filename,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        audience=audience,
    )
    db.session.add(row)
    db.session.flush()
    _write(path_of(row, folder), upload.content)
    return row


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def path_of(attachment: Attachment, folder: Path) -> Path:
    """Return where the bytes of an attachment are."""
    return folder / FOLDER / attachment.uid[:2] / attachment.uid


def discard(uid: str, folder: Path) -> None:
    """Remove the bytes of a document whose row is gone; nothing happens when they are not there."""
    (folder / FOLDER / uid[:2] / uid).unlink(missing_ok=True)
