"""Hostile documents and spreadsheet formulas: refused in words, or harmless once they are in."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from council import create_app
from council.exchange.importers import KINDS
from council.extensions import db
from council.needs.actions_documents import attach_document
from council.needs.models import Need
from council.organizations.queries import viewer_for
from council.records.attachments import MOST_PARTS, read_upload, safe_name
from council.records.cells import neutralized
from council.records.models import Attachment
from council.transactions import Invalid
from tests import builders
from tests.cast import Cast
from tests.databases import environment
from tests.fixtures import Builder
from tests.needs.test_draft import WORDS, org

SCRIPT = b"<script>alert(1)</script>"
ODT = b"application/vnd.oasis.opendocument.text"


def archive(*names: str, mimetype: bytes = b"", method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a ZIP archive with these entries, an OpenDocument one when a type is given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        if mimetype:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def claiming(content: bytes, size: int) -> bytes:
    """Return an archive whose list says that each part weighs this much once unpacked."""
    return re.sub(
        rb"(PK\x01\x02.{20}).{4}", lambda m: m[1] + size.to_bytes(4, "little"), content, flags=re.S
    )


DOCX = archive("[Content_Types].xml", "word/document.xml")
BOMB = claiming(DOCX, 0xFFFFFFF0)
CROWD = archive("[Content_Types].xml", "word/document.xml", *(f"a{n}" for n in range(MOST_PARTS)))
HOSTILE = {
    "svg": ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "svg as png": ("plan.png", b"<svg onload='alert(1)'/>"),
    "svg after a comment": ("plan.txt", b"<!-- a --><svg onload=alert(1)>"),
    "svg after a mark": ("plan.txt", b"\xef\xbb\xbf\n <svg/onload=alert(1)>"),
    "xml": ("plan.txt", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "html": ("page.html", b"<!doctype html>" + SCRIPT),
    "html as text": ("page.txt", b"<html>" + SCRIPT),
    "html as pdf": ("page.pdf", b"<html>" + SCRIPT),
    "html before pdf": ("page.pdf", SCRIPT + b"%PDF-1.7"),
    "html as csv": ("page.csv", b"\n\n<iframe src=x>"),
    "utf-16 html": ("page.txt", "<script>".encode("utf-16")),
    "utf-7": ("page.txt", b"+ADw-script+AD4-\x00"),
    "gif": ("image.png", b"GIF89a/*" + SCRIPT),
    "zip": ("archive.zip", archive("a.txt")),
    "zip as docx": ("note.docx", archive("a.txt")),
    "zip as odt": ("note.odt", archive("a.txt", mimetype=b"application/zip")),
    "jar": ("note.docx", archive("META-INF/MANIFEST.MF", "a.class")),
    "macros": (
        "note.docx",
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    ),
    "odf macros": ("note.odt", archive("Basic/a.xml", mimetype=ODT)),
    "zip bomb": ("note.docx", BOMB),
    "odf bomb": ("note.odt", claiming(archive("content.xml", mimetype=ODT), 0xFFFFFFF0)),
    "thousands of parts": ("note.docx", CROWD),
    "cut": ("note.docx", DOCX[:60]),
    "gzip": ("note.txt", b"\x1f\x8b\x08\x00"),
    "program": ("note.txt", b"MZ\x90\x00"),
    "program named twice": ("note.pdf.exe", b"%PDF-1.7"),
    "page named twice": ("note.pdf.html", b"%PDF-1.7"),
    "no end": ("note", b"%PDF-1.7"),
    "only an end": (".pdf", b"%PDF-1.7"),
    "another end": ("note.png", b"%PDF-1.7"),
    "reversed end": ("note\u202efdp.exe", b"%PDF-1.7"),
    "end after a null": ("note.pdf\x00.exe", b"%PDF-1.7"),
    "end after a space": ("note.pdf .exe", b"%PDF-1.7"),
    "empty": ("note.pdf", b""),
    "one byte": ("note.txt", b"\xff"),
    "null": ("note.txt", b"a\x00b"),
    "escape": ("note.txt", b"\x1b]0;a\x07"),
}  # fmt: skip
TWO_FACED = {
    "pdf and html": ("note.pdf", b"%PDF-1.7\n" + SCRIPT, "application/pdf"),
    "jpeg and html": ("note.jpg", b"\xff\xd8\xff\xe0" + SCRIPT, "image/jpeg"),
    "png and zip": ("note.png", b"\x89PNG\r\n\x1a\n" + archive("a.txt"), "image/png"),
    "pdf and zip": ("note.pdf", b"%PDF-1.7\n" + archive("a.exe"), "application/pdf"),
    "text and html": ("note.txt", b"Bonjour " + SCRIPT, "text/plain; charset=utf-8"),
    "csv with formulas": ("note.csv", b"=1+1;@SUM(A1)\n", "text/csv; charset=utf-8"),
    "named twice": ("facture.exe.pdf", b"%PDF-1.7", "application/pdf"),
}


def send(client, need, name, content, declared="application/pdf"):
    """Post a document under a name and a declared type."""
    data = {"document": (io.BytesIO(content), name, declared)}
    return client.post(f"/besoins/documents/{need.record.uid}/joindre", data=data)


def kept(app, build):
    """Return how many documents there are, in rows and in files."""
    rows = build(lambda: db.session.scalar(select(func.count()).select_from(Attachment)))
    folder = Path(app.config["COUNCIL_INSTANCE"]) / "attachments"
    return rows, sum(1 for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("declared", ["application/pdf", "text/html"])
def test_a_hostile_document_is_refused_in_words(app, client, build, cast, name, declared):
    need = build.need(cast.administration)
    filename, content = HOSTILE[name]
    began = time.process_time()
    answer = send(client.sign_in(cast.agent), need, filename, content, declared)
    assert answer.status_code == 422
    assert 'href="#document"' in answer.text and "<script>alert" not in answer.text
    assert kept(app, build) == (0, 0)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", TWO_FACED)
def test_a_document_of_two_faces_is_given_as_one_download(client, build, cast, name):
    need = build.need(cast.administration)
    filename, content, media_type = TWO_FACED[name]
    client.sign_in(cast.agent)
    assert send(client, need, filename, content, "text/html").status_code == 303
    uid = build(lambda: db.session.scalars(select(Attachment.uid)).one())
    answer = client.get(f"/besoins/documents/{need.record.uid}/{uid}", buffered=True)
    assert answer.data == content
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(("name", "expected"), [
    ("../../../etc/passwd.pdf", "passwd.pdf"),
    ("/var/www/page.pdf", "page.pdf"),
    ("no\x00te.pdf", "note.pdf"),
    ("n\u200bo\ufeffte\u2066.pdf", "note.pdf"),
    ("CON.pdf", "document.pdf"),
    ("lpt1.pdf", "document.pdf"),
    ("a<b>|c?.pdf", "abc.pdf"),
    ("note.pdf. . .", "note.pdf"),
    ("é" * 500 + ".pdf", "é" * 110 + ".pdf"),
])  # fmt: skip
def test_no_name_reaches_the_disk_nor_a_header(app, client, build, cast, name, expected):
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    assert send(client, need, name, b"%PDF-1.7").status_code == 303
    row = build(lambda: db.session.scalars(select(Attachment)).one())
    assert row.filename == expected == safe_name(name)
    folder = Path(app.config["COUNCIL_INSTANCE"]) / "attachments"
    assert [p.name for p in folder.rglob("*") if p.is_file()] == [row.uid]


def test_a_form_without_a_document_says_so(client, build, cast):
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    path = f"/besoins/documents/{need.record.uid}/joindre"
    for data in ({}, {"document": "texte"}, {"document": (io.BytesIO(b"a"), "")}):
        answer = client.post(path, data=data)
        assert answer.status_code == 422 and "Choisissez un document." in answer.text


def test_weight_and_quota_are_told(app, client, build, cast):
    app.config["COUNCIL_UPLOAD_MAX_BYTES"] = 100 << 10
    app.config["COUNCIL_UPLOAD_QUOTA_BYTES"] = 150 << 10
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    heavy = send(client, need, "a.pdf", b"%PDF-" + b"x" * (100 << 10))
    assert heavy.status_code == 422 and "100 ko au plus" in heavy.text
    assert send(client, need, "a.pdf", b"%PDF-" + b"x" * 90_000).status_code == 303
    again = send(client, need, "b.pdf", b"%PDF-" + b"x" * 90_000)
    assert again.status_code == 422 and "150 ko en tout" in again.text
    uid = build(lambda: db.session.scalars(select(Attachment.uid)).one())
    path = f"/besoins/documents/{need.record.uid}/{uid}/retirer"
    assert client.post(path, data={"reason": "Trop lourd."}).status_code == 303
    # The bytes of a withdrawn document are kept, so that they still count.
    assert send(client, need, "b.pdf", b"%PDF-" + b"x" * 90_000).status_code == 422
    assert kept(app, build) == (1, 1)


def test_a_body_above_all_limits_is_refused_before_it_is_read(app, client, build, cast):
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    head = b'--f\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n'
    answer = client.open(
        f"/besoins/documents/{need.record.uid}/joindre",
        method="POST",
        data=head + b"x" * app.config["MAX_CONTENT_LENGTH"] + b"\r\n--f--\r\n",
        content_type="multipart/form-data; boundary=f",
    )
    assert answer.status_code == 413
    assert kept(app, build) == (0, 0)


@pytest.fixture
def real(database, tmp_path):
    """An application on a database of its own, where commits are commits."""
    url = database.copy()
    app = create_app(environment(url, tmp_path / "race"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    database.drop(url)
    shutil.rmtree(tmp_path / "race", ignore_errors=True)


@pytest.mark.slow
def test_documents_racing_for_the_quota_do_not_pass_it(real, tmp_path):
    build = Builder(real, builders)
    cast = Cast(build)
    need, agent = build.need(cast.administration), build(viewer_for, cast.agent)
    upload = read_upload("a.txt", b"x" * 60, most=100)
    start = Barrier(6)

    def attach(_number: int) -> str:
        with real.app_context():
            row = db.session.get_one(Need, need.id)
            start.wait()
            try:
                attach_document(row, upload, author=agent, folder=tmp_path, quota=100)
            except Invalid:
                return "refused"
            finally:
                db.session.remove()
            return "kept"

    with ThreadPoolExecutor(6) as pool:
        assert Counter(pool.map(attach, range(6))) == {"kept": 1, "refused": 5}
    assert sum(1 for path in tmp_path.rglob("attachments/*/*") if path.is_file()) == 1


FORMULAS = (
    '=HYPERLINK("https://exemple.invalid","a")', "=cmd|' /C calc'!A0", "+SUM(1;1)", "-2+3",
    "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)",
)  # fmt: skip
HIDDEN_FORMULAS = ("\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\ufeff=1", "\u00a0+1", "\u2060@a")


@pytest.mark.parametrize("text", [*FORMULAS, *HIDDEN_FORMULAS])
def test_a_cell_never_starts_a_formula(text):
    assert neutralized(text) == "'" + text
    assert neutralized("Une phrase = une idée") == "Une phrase = une idée"
    assert neutralized(12) == 12


def cells_of(client):
    """Return every cell of every CSV file that can be downloaded."""
    found = []
    for name in KINDS:
        answer = client.get(f"/donnees/{name}.csv")
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True), newline="")))
        assert all(len(row) == len(rows[0]) for row in rows), name
        found += [(name, cell) for row in rows[1:] for cell in row]
    return found


@pytest.mark.parametrize("formula", FORMULAS[:5])
def test_formulas_come_out_neutralized_from_every_csv(client, build, cast, formula):
    body = build.organization(f"{formula} fictif")
    build.contribution(body, needs=[build.need(cast.software)], title=formula)
    build.item(title=formula)
    client.sign_in(cast.maintainer)
    data = {**WORDS, "title": formula, "summary": formula, "legal_frame": formula, "enough": ""}
    data |= {"tags": f"{formula.replace(';', ' ')[:30]}", "holder": f"record:{cast.software.id}"}
    client.post(f"{client.post('/besoins/nouveau', data=data).location}/deposer")
    build(_publish_all)
    cells = cells_of(client)
    assert sum(formula in cell for _name, cell in cells) >= 4
    wrong = [cell for cell in cells if cell[1][:1] in tuple("=+-@\t\r＝＋－＠")]
    assert wrong == []


def _publish_all():
    for need in db.session.scalars(select(Need)):
        need.record.audience = "public"
    db.session.commit()


def test_every_module_that_writes_csv_neutralizes_it():
    root = Path(__file__).resolve().parents[2] / "council"
    writers = [p for p in root.rglob("*.py") if "csv.writer(" in p.read_text(encoding="utf-8")]
    assert writers
    assert [p.name for p in writers if "neutralized" not in p.read_text(encoding="utf-8")] == []


def test_a_need_filed_with_hostile_words_shows_them_as_text(client, build, cast):
    client.sign_in(cast.agent)
    bad = "<img src=x onerror=alert(1)>"
    data = {**WORDS, "legal_frame": bad, "affected": bad, "tags": f"{bad}, '\"><script>"}
    page = client.post("/besoins/nouveau", data={**data, "holder": org(cast.administration)})
    assert page.status_code == 303
    text = client.get(page.location).text
    assert (
        "<img src=x" not in text
        and "<script>" not in text.split("</head>")[1].split("<script src")[0]
    )
