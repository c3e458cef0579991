"""One mail puts both contacts in touch, the mission in copy; everybody else hears once."""

from __future__ import annotations

from datetime import timedelta

from council.clock import now
from tests.introductions.conftest import CONTACT, OTHER_CONTACT


def to(sent, address):
    return [mail["Subject"] for mail in sent if address in mail["To"]]


def test_one_mail_to_both_with_the_mission_in_copy(app, client, cast, pair, mails, news):
    pair.proposed(client)
    asked = mails()
    assert to(asked, cast.vendor.email) and not to(asked, cast.agent.email)
    client.sign_in(cast.vendor)
    path = f"/mises-en-relation/{pair.row().reference}/{cast.company.reference}/accepter"
    client.post(path, data=OTHER_CONTACT)
    sent = news()[len(asked) :]
    joint = [mail for mail in sent if mail["Cc"]]
    assert len(joint) == 1
    mail = joint[0]
    wanted = {CONTACT["contact_email"], OTHER_CONTACT["contact_email"]}
    assert {part.strip() for part in mail["To"].split(",")} == wanted
    assert mail["Cc"] == app.config["COUNCIL_CONTACT"]
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        for words in (*wanted, "01 23 45 67 89", pair.need.title, pair.other.reference, "30 jours"):
            assert words in text, (kind, words)
    # Its people hear that both accepted, without the addresses.
    others = [mail for mail in sent if mail is not joint[0]]
    assert [mail["To"] for mail in others] == [cast.agent.email]
    assert all(address not in mail.as_string() for mail in others for address in wanted)
    assert len(mails()) == len(asked) + len(sent)


def test_a_contact_who_has_an_account_hears_once(client, cast, pair, mails):
    client.sign_in(cast.agent)
    address = pair.propose(client, contact_email=cast.agent.email).location
    client.sign_in(cast.vendor)
    path = f"{address}/{cast.company.reference}/accepter"
    client.post(path, data=OTHER_CONTACT | {"contact_email": cast.vendor.email})
    sent = mails()
    made = [mail for mail in sent if "accept" in mail["Subject"] or mail["Cc"]]
    assert len(to(made, cast.agent.email)) == 1
    assert len(to(made, cast.vendor.email)) == 1


def test_a_refused_mail_is_sent_later_and_once(app, client, pair, mails, clock_at):
    pair.accepted(client)
    app.config["COUNCIL_MAIL_URL"] = "smtp://127.0.0.1:1"
    assert mails() == []
    app.config["COUNCIL_MAIL_URL"] = ""
    clock_at(now() + timedelta(hours=2))
    assert len([mail for mail in mails() if mail["Cc"]]) == 1
    assert len([mail for mail in mails() if mail["Cc"]]) == 1


def test_nothing_is_sent_once_contacts_are_erased(app, client, cast, build, pair, mails):
    from council.extensions import db
    from council.introductions.models import Introduction
    from council.introductions.steps import erase_contacts

    pair.accepted(client)
    build(lambda: erase_contacts(db.session.scalars(db.select(Introduction)).one()))
    assert not [mail for mail in mails() if mail["Cc"]]


def test_both_bodies_are_asked_for_the_outcome(client, cast, build, pair, mails, clock_at):
    pair.accepted(client)
    before = len(mails())
    clock_at(now() + timedelta(days=31))
    sent = mails()[before:]
    subjects = [
        subject for subject in to(sent, cast.agent.email) if "qu’en est-il sorti" in subject
    ]
    assert len(subjects) == 1
    assert len(to(sent, cast.vendor.email)) == 1
    assert len(mails()) == before + len(sent)


def test_the_reasons_are_told_to_both_and_the_mission(client, cast, pair, mails, news):
    address = pair.proposed(client)
    assert cast.secretariat.email
    before = len(mails())
    client.sign_in(cast.vendor)
    client.post(f"{address}/{cast.company.reference}/decliner", data={"reason": "Non."})
    told = sorted(mail["To"] for mail in news()[before:])
    assert told == sorted([cast.agent.email, cast.secretariat.email])
