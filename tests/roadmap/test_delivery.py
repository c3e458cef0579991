"""Delivering an item: its note, to everybody who waited, once."""

from __future__ import annotations

import pytest

NOTE = {
    "note": "L’export est **en ligne** :\n\n- en CSV\n- en ODS",
    "for_whom": "Toutes les administrations",
    "links": "https://forge.invalid/export/v2\nhttps://doc.invalid/export",
}


@pytest.fixture
def item(build, cast, offers):
    """An item under way that gathers a need shared by two bodies."""
    build.endorsement(offers.need, cast.member_body)
    build.endorsement(offers.need, cast.company)
    return build.item(sources=[offers.need], state="under_way", title="Export partout")


def deliver(client, item, **changes):
    return client.post(f"/feuille-de-route/{item.reference}/livrer", data=NOTE | changes)


@pytest.mark.parametrize("name", ["secretariat", "chair"])
def test_the_note_is_read_by_everybody(app, client, cast, item, offers, name):
    client.sign_in(getattr(cast, name))
    page = f"/feuille-de-route/{item.reference}"
    assert f"{page}/livrer" in client.get(page).text
    assert deliver(client, item).status_code == 303
    shown = app.test_client().get(page).text
    assert "Note de livraison" in shown
    assert "<strong>en ligne</strong>" in shown
    assert "Toutes les administrations" in shown
    assert 'href="https://forge.invalid/export/v2"' in shown
    assert offers.read(offers.need).state == "met"
    assert offers.journal() == ["roadmap_item.delivered"]
    assert deliver(client, item).status_code == 403


@pytest.mark.parametrize("name", ["citizen", "agent", "member", "vendor", "administrator"])
def test_others_do_not(client, cast, item, offers, name):
    client.sign_in(getattr(cast, name))
    assert deliver(client, item).status_code == 403
    assert offers.journal() == []


@pytest.mark.parametrize("state", ["proposed", "studied", "delivered", "postponed", "dropped"])
def test_only_what_is_planned_or_under_way_is_delivered(client, cast, build, state):
    client.sign_in(cast.chair)
    assert deliver(client, build.item(state=state)).status_code == 403


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("note", ""),
        ("note", "x" * 20_001),
        ("for_whom", ""),
        ("for_whom", "x" * 301),
        ("links", "javascript:alert(1)"),
        ("links", "ici"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_lost(client, cast, item, offers, field, typed):
    client.sign_in(cast.secretariat)
    answer = deliver(client, item, **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    if field != "for_whom":
        assert NOTE["for_whom"] in answer.text
    assert offers.journal() == []


def test_a_plain_move_does_not_deliver(client, cast, item, offers):
    client.sign_in(cast.secretariat)
    address = f"/feuille-de-route/{item.reference}/etat"
    assert 'value="delivered"' not in client.get(address).text
    assert client.post(address, data={"state": "delivered", "reason": "x"}).status_code == 422
    assert offers.read(item).state == "under_way"


def test_everybody_who_waited_receives_the_note_once(client, cast, build, item, offers, mails):
    # The vendor's body both endorses the need and offers a contribution the item gathers.
    offer = offers.offered()
    client.sign_in(cast.secretariat)
    data = {"source": offer.reference, "reason": "Elle y répond."}
    client.post(f"/feuille-de-route/{item.reference}/origines", data=data)
    waiting = {cast.agent.email, cast.member.email, cast.vendor.email}
    assert cast.other_member.email
    before = len(mails())
    deliver(client, item)
    sent = mails()[before:]
    assert sorted(mail["To"] for mail in sent) == sorted(waiting)
    for mail in sent:
        assert item.reference in mail["Subject"] and "Export partout" in mail["Subject"]
        text = mail.get_body(("plain",)).get_content()
        html = mail.get_body(("html",)).get_content()
        assert "en CSV" in text and "https://forge.invalid/export/v2" in text
        assert "<strong>en ligne</strong>" in html and "Toutes les administrations" in html
        assert f"/feuille-de-route/{item.reference}" in text
    assert len(mails()) == before + len(sent)


def test_an_endorsement_withdrawn_is_told_nothing(client, cast, build, item, offers, mails):
    from council.clock import now
    from council.extensions import db
    from council.needs.models import Endorsement

    def withdraw():
        given = db.session.scalars(
            db.select(Endorsement).where(Endorsement.organization_id == cast.company.id)
        ).one()
        given.withdrawn_at, given.withdrawn_reason = now(), "Plus besoin."

    build(withdraw)
    assert cast.vendor and cast.member
    before = len(mails())
    client.sign_in(cast.secretariat)
    deliver(client, item)
    told = {mail["To"] for mail in mails()[before:]}
    assert cast.vendor.email not in told and cast.member.email in told


def test_the_note_is_found_by_its_words(app, client, cast, item):
    from council.journal.worker import run_once

    client.sign_in(cast.secretariat)
    deliver(client, item, note="Un hippogriffe est livré.")
    run_once(app)
    assert item.reference in app.test_client().get("/recherche?q=hippogriffe").text
