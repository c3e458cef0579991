"""Documents of a need: read by whoever reads it, withdrawn with a reason, gone with a draft."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from council.extensions import db
from council.journal.models import JournalEntry
from council.records.models import Attachment

PDF = b"%PDF-1.7\nfictif"


def as_visitor(app):
    """Return somebody who is not signed in."""
    return app.test_client()


def attach(client, need, name="note.pdf", content=PDF):
    """Post a document."""
    data = {"document": (io.BytesIO(content), name)}
    return client.post(f"/besoins/documents/{need.record.uid}/joindre", data=data)


def address(build, need, place=0):
    """Return the address of a need's document."""
    query = select(Attachment.uid).where(Attachment.record_id == need.id).order_by(Attachment.id)
    uid = build(lambda: list(db.session.scalars(query)))[place]
    return f"/besoins/documents/{need.record.uid}/{uid}"


def files(app):
    """Return the files kept in the instance folder."""
    folder = Path(app.config["COUNCIL_INSTANCE"]) / "attachments"
    return [path for path in folder.rglob("*") if path.is_file()]


def kinds(build):
    """Return the kinds of journal entries, oldest first."""
    return build(
        lambda: list(db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.sequence)))
    )


def test_a_document_is_read_by_whoever_reads_the_need(app, client, build, cast, news):
    need, _holder = build.need(cast.administration), cast.agent
    client.sign_in(cast.secretariat)
    assert client.get(f"/besoins/documents/{need.record.uid}/joindre").status_code == 200
    assert attach(client, need, "Étude « finale ».pdf").status_code == 303
    assert kinds(build) == ["need.document_attached"]
    path = address(build, need)
    reader = as_visitor(app)
    page = reader.get(f"/besoins/{need.reference}").text
    assert "Étude « finale ».pdf" in page and "/retirer" not in page
    assert "(PDF, 15 octets)" in page
    answer = reader.get(path, buffered=True)
    assert (answer.status_code, answer.data) == (200, PDF)
    for name, value in (
        ("Content-Type", "application/pdf"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ):
        assert answer.headers[name] == value
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert any("Un document est joint" in mail.get_body().get_content() for mail in news())


@pytest.mark.parametrize(("visibility", "readers"), [
    ("organization", {"agent", "secretariat"}),
    ("council", {"agent", "secretariat", "member", "chair"}),
])  # fmt: skip
def test_its_audience_follows_the_need(client, build, cast, visibility, readers):
    need = build.need(cast.administration, visibility=visibility)
    build.document(need)
    path = address(build, need)
    for name in ("agent", "secretariat", "member", "chair", "vendor", "citizen", "administrator"):
        answer = client.sign_in(getattr(cast, name)).get(path, buffered=True)
        assert answer.status_code == (200 if name in readers else 404), name


def test_a_withdrawn_document_leaves_its_reason(client, build, cast):
    need = build.need(cast.administration)
    build.document(need)
    path = address(build, need)
    for name in ("vendor", "citizen", "chair"):
        assert client.sign_in(getattr(cast, name)).post(f"{path}/retirer").status_code == 403
    client.sign_in(cast.agent)
    assert client.post(f"{path}/retirer", data={"reason": ""}).status_code == 422
    data = {"reason": "Il nommait une personne."}
    assert client.post(f"{path}/retirer", data=data).status_code == 303
    assert client.post(f"{path}/retirer", data=data).status_code == 403
    assert kinds(build) == ["need.document_withdrawn"]
    assert client.get(path, buffered=True).status_code == 200
    client.sign_in(cast.citizen)
    page = client.get(f"/besoins/{need.reference}").text
    assert "Il nommait une personne." in page and "note.txt" not in page
    assert client.get(path, buffered=True).status_code == 404


def test_a_draft_has_documents_too_and_keeps_nothing(client, build, cast, app):
    draft = build.need(cast.administration, state="draft")
    client.sign_in(cast.agent)
    assert attach(client, draft).status_code == 303
    assert attach(client, draft, "autre.txt", b"Autre.").status_code == 303
    assert client.sign_in(cast.vendor).get(address(build, draft)).status_code == 404
    client.sign_in(cast.agent)
    path = address(build, draft)
    assert "note.pdf" in client.get(f"/besoins/brouillons/{draft.record.uid}").text
    assert len(files(app)) == 2
    assert client.get(f"{path}/retirer").status_code == 200
    assert client.post(f"{path}/retirer").status_code == 303
    assert client.get(path).status_code == 404
    assert len(files(app)) == 1
    assert client.post(f"/besoins/brouillons/{draft.record.uid}/supprimer").status_code == 303
    assert files(app) == [] and kinds(build) == []


@pytest.mark.parametrize("state", ["met", "declined", "withdrawn"])
def test_a_closed_need_takes_no_more_documents(client, build, cast, state):
    need = build.need(cast.administration, state=state)
    client.sign_in(cast.agent)
    answer = attach(client, need)
    assert answer.status_code == 403
    assert build(lambda: db.session.scalars(select(Attachment)).all()) == []


def test_a_withdrawn_need_gives_its_documents_to_its_own_people_only(client, build, cast):
    need = build.need(cast.administration, state="withdrawn")
    build.document(need)
    path = address(build, need)
    assert "note.txt" not in client.get(f"/besoins/{need.reference}").text
    assert client.get(path, buffered=True).status_code == 404
    assert client.sign_in(cast.agent).get(path, buffered=True).status_code == 200


def test_a_document_of_another_need_is_not_there(client, build, cast):
    one, other = build.need(cast.administration), build.need(cast.administration)
    build.document(one)
    client.sign_in(cast.agent)
    uid = address(build, one).rpartition("/")[2]
    assert client.get(f"/besoins/documents/{other.record.uid}/{uid}").status_code == 404
    assert client.post(f"/besoins/documents/{other.record.uid}/{uid}/retirer").status_code == 404
