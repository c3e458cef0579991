"""Documents attached to decisions: accepted by content, served as downloads, read by the right
people."""

from __future__ import annotations

import io

import pytest

from council.records.models import Attachment

PDF = b"%PDF-1.7\nfictif"


def attach(browser, decision, name="avis.pdf", content=PDF, **data):
    """Post a document."""
    return browser.post(
        f"/decisions/documents/{decision.record.uid}/joindre",
        data={"document": (io.BytesIO(content), name), **data},
    )


def read(browser, path):
    """Get a document, its file closed."""
    return browser.get(path, buffered=True)


def address(decisions, decision, index=0):
    """The download address of a document."""

    def uids():
        from sqlalchemy import select

        from council.extensions import db

        return list(db.session.scalars(select(Attachment.uid).order_by(Attachment.id)))

    return f"/decisions/documents/{decision.record.uid}/{decisions.build(uids)[index]}"


def test_a_document_becomes_public_with_its_decision(decisions, cast):
    decision = decisions.adopted()
    staff, reader = decisions.browser(cast.secretariat), decisions.browser()
    assert attach(staff, decision, "Avis « final ».pdf").status_code == 303
    assert attach(staff, decision, "note.txt", b"note interne", internal="y").status_code == 303
    public, internal = address(decisions, decision), address(decisions, decision, 1)
    assert read(reader, public).status_code == 404
    decision = decisions.publish(decision)
    answer = read(reader, public)
    assert (answer.status_code, answer.data) == (200, PDF)
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Avis%20%C2%AB%20final%20%C2%BB.pdf" in headers["Content-Disposition"]
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    page = reader.get(f"/decisions/{decision.reference}").text
    assert "Avis « final ».pdf" in page and "note.txt" not in page
    assert read(reader, internal).status_code == 404
    assert read(decisions.browser(cast.citizen), internal).status_code == 404
    assert read(decisions.browser(cast.member), internal).data == b"note interne"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script>"),
        ("avis.pdf", b"<html><script>alert(1)</script>"),
        ("avis.svg", b"<svg onload=alert(1)>"),
        ("avis.zip", b"PK\x03\x04"),
        ("avis.exe", b"MZ\x90"),
        ("avis.pdf", b""),
        ("logo.pdf", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_hostile_document_is_refused_in_words(decisions, cast, name, content):
    decision = decisions.draft()
    answer = attach(decisions.browser(cast.secretariat), decision, name, content)
    assert answer.status_code == 422
    assert 'href="#document"' in answer.text
    assert decisions.count(Attachment) == 0


def test_no_document_at_all_is_told(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    path = f"/decisions/documents/{decisions.draft().record.uid}/joindre"
    for data in ({}, {"document": "pas un fichier"}):
        answer = browser.post(path, data=data)
        assert answer.status_code == 422 and "Choisissez un document." in answer.text


def test_a_heavy_document_is_refused_in_words(decisions, cast, app):
    app.config["COUNCIL_UPLOAD_MAX_BYTES"] = 100 << 10
    app.config["COUNCIL_UPLOAD_QUOTA_BYTES"] = 150 << 10
    decision = decisions.draft()
    browser = decisions.browser(cast.secretariat)
    heavy = attach(browser, decision, content=PDF + b"x" * (100 << 10))
    assert heavy.status_code == 422 and "100 ko au plus" in heavy.text
    assert attach(browser, decision, content=PDF + b"x" * 80_000).status_code == 303
    again = attach(browser, decision, content=PDF + b"x" * 80_000)
    assert again.status_code == 422 and "150 ko en tout" in again.text


def test_who_attaches_and_takes_away(decisions, cast):
    decision = decisions.draft(author=cast.member)
    for name, status in (
        ("citizen", 404),
        ("administrator", 404),
        ("endorser", 403),
        ("other_member", 403),
        ("member", 303),
    ):
        browser = decisions.browser(getattr(cast, name))
        assert attach(browser, decision).status_code == status, name
    path = address(decisions, decision) + "/retirer"
    assert decisions.browser(cast.other_member).post(path).status_code == 403
    assert decisions.browser(cast.member).post(path).status_code == 303
    assert decisions.count(Attachment) == 0
    assert decisions.browser(cast.secretariat).get(path.removesuffix("/retirer")).status_code == 404


def test_what_was_published_is_not_taken_away(decisions, cast):
    decision = decisions.adopted()
    staff = decisions.browser(cast.secretariat)
    attach(staff, decision)
    decision = decisions.publish(decision)
    path = address(decisions, decision)
    assert staff.post(path + "/retirer").status_code == 403
    assert read(decisions.browser(), path).status_code == 200
    decisions.close(decision, "withdrawn")
    assert read(decisions.browser(), path).status_code == 404
    assert attach(staff, decision).status_code == 403


def test_a_document_is_read_through_its_own_decision_only(decisions, cast):
    hidden, shown = decisions.draft(), decisions.published()
    attach(decisions.browser(cast.secretariat), hidden)
    path = address(decisions, hidden).replace(hidden.record.uid, shown.record.uid)
    assert read(decisions.browser(), path).status_code == 404
    assert decisions.browser(cast.secretariat).get(path).status_code == 404


def test_a_missing_file_is_not_found(decisions, cast, tmp_path):
    decision = decisions.draft()
    browser = decisions.browser(cast.secretariat)
    attach(browser, decision)
    for path in (tmp_path / "attachments").rglob("*"):
        if path.is_file():
            path.unlink()
    assert browser.get(address(decisions, decision)).status_code == 404
