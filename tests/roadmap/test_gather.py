"""What an item gathers: added and taken away with a reason; its needs follow."""

from __future__ import annotations

import pytest


def gather(client, item, reference, reason="Le même problème."):
    data = {"source": reference, "reason": reason}
    return client.post(f"/feuille-de-route/{item.reference}/origines", data=data)


def release(client, item, reference, reason="Autre sujet."):
    path = f"/feuille-de-route/{item.reference}/origines/{reference}/retirer"
    return client.post(path, data={"reason": reason})


@pytest.mark.parametrize("name", ["secretariat", "chair"])
def test_a_need_joins_and_leaves_an_item(client, cast, build, offers, name):
    item, need = build.item(state="planned"), offers.need
    client.sign_in(getattr(cast, name))
    page = f"/feuille-de-route/{item.reference}"
    assert gather(client, item, need.reference.lower()).status_code == 303
    assert need.title in client.get(page).text
    assert offers.read(need).state == "planned"
    assert release(client, item, need.reference, "").status_code == 422
    assert release(client, item, need.reference).status_code == 303
    assert offers.read(need).state == "published"
    assert release(client, item, need.reference).status_code == 404
    assert offers.journal() == ["roadmap_item.gathered", "roadmap_item.released"]


def test_a_need_stays_planned_while_something_else_carries_it(client, cast, build, offers):
    offer = offers.offered()
    item = build.item(sources=[offers.need, offer], state="proposed")
    client.sign_in(cast.secretariat)
    client.post(
        f"/feuille-de-route/{item.reference}/etat", data={"state": "planned", "reason": "Oui."}
    )
    assert release(client, item, offers.need.reference).status_code == 303
    assert offers.read(offers.need).state == "planned"
    assert release(client, item, offer.reference).status_code == 303
    assert offers.read(offers.need).state == "published"


@pytest.mark.parametrize("name", ["citizen", "agent", "member", "vendor", "administrator"])
def test_others_do_not(client, cast, build, offers, name):
    item = build.item(sources=[offers.need], state="planned")
    client.sign_in(getattr(cast, name))
    assert gather(client, item, offers.need.reference).status_code == 403
    assert release(client, item, offers.need.reference).status_code == 403
    assert "/origines" not in client.get(f"/feuille-de-route/{item.reference}").text
    assert offers.journal() == []


def test_what_cannot_be_gathered_is_told(client, cast, build, offers):
    item = build.item(sources=[offers.need], state="planned")
    hidden = build.need(cast.administration, visibility="council")
    client.sign_in(cast.secretariat)
    for reference, words in (
        ("B-1999-0001", "Aucun besoin, contribution ni sujet visible"),
        (offers.need.reference, "le réunit déjà"),
        (hidden.reference, "moins de monde"),
        (item.reference, "Aucun besoin, contribution ni sujet visible"),
        ("", "demandé"),
    ):
        answer = gather(client, item, reference)
        assert answer.status_code == 422, reference
        assert words in answer.text, reference
    other = build.need(cast.company)
    assert gather(client, item, other.reference, "").status_code == 422
    assert offers.journal() == []


def test_what_is_over_gathers_no_more(client, cast, build, offers):
    item = build.item(state="delivered")
    client.sign_in(cast.secretariat)
    assert gather(client, item, offers.need.reference).status_code == 403


def test_who_leaves_a_restricted_item_reads_it_no_more(app, client, cast, build, offers):
    mine = build.need(cast.administration, visibility="council")
    theirs = build.need(cast.company, visibility="council")
    item = build.item(sources=[mine, theirs], state="planned")
    page = f"/feuille-de-route/{item.reference}"
    assert app.test_client().sign_in(cast.vendor).get(page).status_code == 200
    client.sign_in(cast.secretariat)
    assert release(client, item, theirs.reference).status_code == 303
    assert app.test_client().sign_in(cast.vendor).get(page).status_code == 404
    assert app.test_client().sign_in(cast.agent).get(page).status_code == 200


def test_the_holder_hears_of_it(client, cast, build, offers, mails):
    item = build.item(state="planned")
    assert cast.agent
    need = offers.need
    mails()
    client.sign_in(cast.secretariat)
    gather(client, item, need.reference)
    mails()
    # Nothing is asked of them: it waits for their next summary.
    assert offers.summed_up() == [cast.agent.id]
