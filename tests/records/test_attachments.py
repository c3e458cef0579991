"""What may be attached, where it is kept, how it is named."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from council.extensions import db
from council.records.attachments import (
    DOCX,
    ODF,
    discard,
    path_of,
    read_upload,
    safe_name,
    sniff,
    store,
)
from council.records.models import Attachment, Audience, Record, RecordKind
from council.records.steps import new_record
from council.transactions import Invalid

MOST = 100_000


def archive(*names: str, mimetype: str = "") -> bytes:
    """A ZIP archive with these entries, an OpenDocument one when a type is given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


ACCEPTED = {
    "avis.pdf": (b"%PDF-1.7\n...", "application/pdf"),
    "logo.png": (b"\x89PNG\r\n\x1a\n...", "image/png"),
    "photo.jpeg": (b"\xff\xd8\xff\xe0...", "image/jpeg"),
    "note.odt": (archive("content.xml", mimetype=ODF + "text"), ODF + "text"),
    "budget.ods": (archive("content.xml", mimetype=ODF + "spreadsheet"), ODF + "spreadsheet"),
    "vues.odp": (archive("content.xml", mimetype=ODF + "presentation"), ODF + "presentation"),
    "lettre.docx": (archive("[Content_Types].xml", "word/document.xml"), DOCX),
    "liste.csv": ("nom;nombre\né;1\n".encode(), "text/csv"),
    "notes.txt": ("\ufeffDes notes\taccentuées\n".encode(), "text/plain"),
    "notes.md": (b"# Titre\n\n1 < 2\n", "text/plain"),
}
REFUSED = {
    "archive.zip": archive("a.txt"),
    "page.txt": b"<!DOCTYPE html><script>alert(1)</script>",
    "page.csv": b"  <html><body onload=alert(1)>",
    "image.txt": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "image.svg": b"<svg onload='alert(1)'/>",
    "balise.txt": b"<svg/onload=alert(1)>",
    "programme.txt": b"MZ\x90\x00\x03",
    "script.sh": b"\x7fELF\x02\x01",
    "latin.txt": "é".encode("latin-1"),
    "nul.txt": b"a\x00b",
    "echappement.txt": b"\x1b[2J",
    "macro.odt": archive("content.xml", "Basic/Standard/a.xml", mimetype=ODF + "text"),
    "macro.docx": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "type.odt": archive("content.xml", mimetype="text/html"),
    "tronque.odt": archive("content.xml", mimetype=ODF + "text")[:60],
    "autre.docx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "vide.txt": b"",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_type_is_read_in_the_content(name):
    content, media_type = ACCEPTED[name]
    upload = read_upload(name, content, most=MOST)
    assert (upload.filename, upload.media_type, upload.size) == (name, media_type, len(content))
    assert len(upload.sha256) == 64


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_in_words(app, name):
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        read_upload(name, REFUSED[name], most=MOST)
    assert list(refused.value.errors) == ["document"]
    assert "document" in refused.value.errors["document"]


@pytest.mark.parametrize("name", ["avis.png", "avis", "avis.pdf.exe", "avis.html", ".pdf"])
def test_a_name_that_belies_the_content_is_refused(app, name):
    with app.test_request_context(), pytest.raises(Invalid, match="ne correspond pas"):
        read_upload(name, b"%PDF-1.7\n", most=MOST)


def test_a_document_above_the_limit_is_refused(app):
    with app.test_request_context(), pytest.raises(Invalid, match="trop lourd"):
        read_upload("a.pdf", b"%PDF-" + b"x" * MOST, most=MOST)


def test_names_are_made_fit_for_a_download():
    assert safe_name("../../etc/passwd.txt") == "passwd.txt"
    assert safe_name("C:\\Mes documents\\avis.pdf") == "avis.pdf"
    assert safe_name('a\r\nSet-Cookie: b".pdf') == "aSet-Cookie b.pdf"
    assert safe_name("gnp\u202efdp.png") == "gnpfdp.png"
    assert safe_name("…") == "…" and safe_name("..") == "document" and safe_name("") == "document"
    long = safe_name("é" * 400 + ".pdf")
    assert len(long) <= 120 and long.endswith("é.pdf")


def test_sniffing_survives_any_beginning():
    for beginning in (b"PK\x03\x04", b"PK\x03\x04mimetype", b"\x89PNG", b"\xff\xd8"):
        assert sniff(beginning) is None


@pytest.fixture
def record(build) -> Record:
    """A record to attach documents to."""
    return build(lambda: new_record(RecordKind.DECISION, audience=Audience.PUBLIC, reference="X-1"))


def _store(record, folder, name="a.txt", content=b"bonjour", quota=100) -> Attachment:
    upload = read_upload(name, content, most=MOST)
    return store(
        db.session.get_one(Record, record.id),
        upload,
        folder=folder,
        quota=quota,
        audience=Audience.PUBLIC,
        field="document",
    )


def test_the_bytes_are_kept_under_a_random_name(build, record, tmp_path):
    row = build(lambda: _store(record, tmp_path))
    path = path_of(row, tmp_path)
    assert path.read_bytes() == b"bonjour"
    assert path.name == row.uid and "a.txt" not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (row.filename, row.media_type, row.size) == ("a.txt", "text/plain", 7)
    discard(row.uid, tmp_path)
    discard(row.uid, tmp_path)
    assert not path.exists()


def test_a_record_has_a_quota(build, record, tmp_path):
    build(lambda: _store(record, tmp_path, content=b"x" * 60))
    with pytest.raises(Invalid, match="dépassent"):
        build(lambda: _store(record, tmp_path, content=b"y" * 41))
    build(lambda: _store(record, tmp_path, content=b"y" * 40))
    files = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    assert len(files) == 2
    assert build(lambda: db.session.scalar(select(func.count(Attachment.id)))) == 2
