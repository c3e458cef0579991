"""Who is told of what, once; mail headers nobody can break."""

from __future__ import annotations

import pytest

from council.needs.actions import submit_need
from council.notifications.mail import compose, message_id
from council.notifications.rules import NOTICES
from council.organizations.queries import viewer_for


def test_a_subject_with_line_breaks_stays_one_header(app):
    with app.test_request_context():
        context = {"sentence": "Bonjour", "title": "x", "reference": "B-1\r\nBcc: a@b", "path": "/"}
        message = compose("notice", "a@exemple.invalid", context, key="k")
    assert "Bcc" not in message
    assert "\n" not in message["Subject"]


def test_an_address_with_a_line_break_is_refused(app):
    context = {"sentence": "Bonjour", "title": "x", "reference": "", "path": "/"}
    with app.test_request_context(), pytest.raises(ValueError):
        compose("notice", "a@exemple.invalid\nBcc: b@exemple.invalid", context, key="k")


def test_the_same_work_has_the_same_message_id(app):
    with app.app_context():
        assert message_id("mail:1") == message_id("mail:1") != message_id("mail:2")


def test_filing_a_need_is_acknowledged_once_and_told_to_the_secretariat(
    app, client, cast, build, mails
):
    assert cast.secretariat.email
    need = build.need(cast.administration, state="draft")
    submitted = build(
        lambda row, person: submit_need(row, author=viewer_for(person)), need, cast.agent
    )
    sent = mails()
    acknowledged = [m for m in sent if "Accusé de réception" in m["Subject"]]
    assert [m["To"] for m in acknowledged] == [cast.agent.email]
    body = acknowledged[0].get_body(("plain",)).get_content()
    assert submitted.reference in body
    assert "15 jours" in body
    told = [m for m in sent if m["To"] == cast.secretariat.email]
    assert len(told) == 1
    assert len(mails()) == len(sent)


def test_every_notice_names_a_known_kind():
    assert all(kind.count(".") == 1 for kind in NOTICES)
