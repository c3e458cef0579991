"""Proposing, changing and moving items; the needs follow."""

from __future__ import annotations

import pytest

from council.roadmap.models import TRANSITIONS
from council.roadmap.steps import add_item, set_target

OTHERS = ("citizen", "agent", "vendor", "maintainer", "endorser", "observer", "administrator")


def form(**changes):
    """Return what the form of an item posts."""
    return {
        "title": "Export accessible partout",
        "body": "Tout **exporter**.",
        "theme": "Accessibilité",
        "organization_label": "",
        "due": "S1 2030",
    } | changes


@pytest.mark.parametrize("name", ["member", "secretariat", "chair"])
def test_who_may_propose_proposes(client, cast, offers, name):
    client.sign_in(getattr(cast, name))
    page = client.get(f"/feuille-de-route/nouveau?besoin={offers.need.reference}")
    assert offers.need.reference in page.text
    data = form(sources=offers.need.reference, organization_label=cast.administration.name)
    done = client.post("/feuille-de-route/nouveau", data=data)
    assert done.status_code == 303
    shown = client.get(done.location).text
    for text in ("<strong>exporter</strong>", "S1 2030", "30 juin 2030", offers.need.title):
        assert text in shown
    assert cast.administration.name in shown
    assert "proposé" in shown
    assert offers.journal() == ["roadmap_item.proposed"]


@pytest.mark.parametrize("name", OTHERS)
def test_others_do_not(client, cast, build, offers, name):
    item = build.item()
    client.sign_in(getattr(cast, name))
    address = f"/feuille-de-route/{item.reference}"
    for answer in (
        client.get("/feuille-de-route/nouveau"),
        client.post("/feuille-de-route/nouveau", data=form()),
        client.post(f"{address}/etat", data={"state": "planned", "reason": "Oui."}),
        client.post(f"{address}/modifier", data=form(reason="Oui.", row_version="1")),
    ):
        assert answer.status_code == 403
        assert "Réservé" in answer.text
    assert 'id="agir"' not in client.get(address).text
    assert offers.journal() == []


def test_a_member_proposes_but_does_not_move(client, cast, build):
    item = build.item()
    client.sign_in(cast.member)
    answer = client.post(
        f"/feuille-de-route/{item.reference}/etat", data={"state": "planned", "reason": "Oui."}
    )
    assert answer.status_code == 403
    assert "secrétariat et à la présidence" in answer.text


def test_a_member_whose_body_has_no_seat_does_not_propose(client, build):
    person = build.account("Ivo Ancien-Fictif")
    build.mandate(person, "member", body=build.organization())
    client.sign_in(person)
    assert client.get("/feuille-de-route/nouveau").status_code == 403


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "x" * 601),
        ("title", "nul\x00"),
        ("body", "x" * 20_001),
        ("due", "bientôt"),
        ("due", "S3 2026"),
        ("sources", "B-1999-0001"),
        ("theme", "x" * 201),
    ],
)
def test_what_cannot_be_read_is_named(client, cast, offers, field, typed):
    client.sign_in(cast.secretariat)
    answer = client.post("/feuille-de-route/nouveau", data=form(**{field: typed}))
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert offers.journal() == []


STATES = ("proposed", "studied", "planned", "under_way", "delivered", "postponed", "dropped")


@pytest.mark.parametrize("before", STATES)
def test_an_item_goes_only_where_its_state_leads(client, cast, build, offers, before):
    client.sign_in(cast.chair)
    # A delivery has a page of its own: it asks for its note.
    allowed = {t.target for t in TRANSITIONS.values() if before in t.sources} - {"delivered"}
    for after in STATES:
        item = build.item(state=before, title=f"De {before} à {after}")
        data = {"state": after, "reason": "Ainsi décidé."}
        answer = client.post(f"/feuille-de-route/{item.reference}/etat", data=data)
        wanted = 303 if after in allowed else 422 if allowed else 403
        assert answer.status_code == wanted, (before, after)
        assert offers.read(item).state == (after if after in allowed else before)
    assert len(offers.journal()) == len(allowed)


def test_the_table_of_stages_is_the_one_written_by_hand():
    reached = {verb: (set(t.sources), t.target) for verb, t in TRANSITIONS.items()}
    assert reached == {
        "study": ({"proposed", "postponed"}, "studied"),
        "plan": ({"proposed", "studied", "postponed"}, "planned"),
        "start": ({"studied", "planned", "postponed"}, "under_way"),
        "deliver": ({"planned", "under_way"}, "delivered"),
        "postpone": ({"proposed", "studied", "planned", "under_way"}, "postponed"),
        "drop": ({"proposed", "studied", "planned", "under_way", "postponed"}, "dropped"),
    }


def test_a_move_asks_its_reason_and_shows_it(client, cast, build):
    item = build.item()
    client.sign_in(cast.secretariat)
    address = f"/feuille-de-route/{item.reference}"
    assert client.post(f"{address}/etat", data={"state": "planned"}).status_code == 422
    done = client.post(f"{address}/etat", data={"state": "dropped", "reason": "Sans porteur."})
    assert done.status_code == 303
    assert "Sans porteur." in client.get(address).text
    assert client.get(f"{address}/etat").status_code == 403
    assert client.get(f"{address}/modifier").status_code == 403


def test_the_needs_follow_their_item(client, cast, build, offers):
    row = offers.offered()
    item = build.item(sources=[row])
    client.sign_in(cast.secretariat)
    address = f"/feuille-de-route/{item.reference}/etat"
    for state, need in (
        ("studied", "published"),
        ("planned", "planned"),
        ("postponed", "published"),
        ("under_way", "planned"),
    ):
        done = client.post(address, data={"state": state, "reason": "Ainsi."})
        assert done.status_code == 303, state
        assert offers.read(offers.need).state == need, state
    note = {"note": "Tout est là.", "for_whom": "Tous"}
    address = f"/feuille-de-route/{item.reference}/livrer"
    assert client.post(address, data=note).status_code == 303
    assert offers.read(offers.need).state == "met"
    assert offers.journal()[-1] == "roadmap_item.delivered"


def test_a_need_stays_planned_while_another_item_carries_it(client, cast, build, offers):
    first, second = build.item(sources=[offers.need]), build.item(sources=[offers.need])
    client.sign_in(cast.secretariat)
    for item in (first, second):
        client.post(
            f"/feuille-de-route/{item.reference}/etat", data={"state": "planned", "reason": "Oui."}
        )
    client.post(
        f"/feuille-de-route/{first.reference}/etat", data={"state": "dropped", "reason": "Non."}
    )
    assert offers.read(offers.need).state == "planned"


def test_a_slipped_date_stays_visible(app, client, cast, build):
    item = build.item(due="S1 2030")
    client.sign_in(cast.secretariat)
    address = f"/feuille-de-route/{item.reference}"
    data = form(title=item.title, due="S2 2031", reason="Retard.", row_version="1")
    assert client.post(f"{address}/modifier", data=data).status_code == 303
    page = app.test_client().get(address).text
    assert "<s>S1 2030</s>" in page
    assert "<strong>S2 2031</strong>" in page
    assert "Retard." in page
    assert "S1 2030 → S2 2031" in app.test_client().get("/feuille-de-route").text
    assert "date déplacée" in app.test_client().get("/feuille-de-route").text
    assert client.post(f"{address}/modifier", data=data).status_code == 409
    same = client.post(f"{address}/modifier", data=data | {"row_version": "2"})
    assert same.status_code == 422
    assert item.title in client.get(f"{address}/versions/1").text
    assert client.get(f"{address}/versions/9").status_code == 404


def test_a_poll_is_prepared_from_the_item(client, cast, build):
    item = build.item()
    client.sign_in(cast.secretariat)
    link = f"/scrutins/nouveau?chantier={item.reference}"
    assert link in client.get(f"/feuille-de-route/{item.reference}").text
    assert client.get(link).status_code == 200


def test_an_imported_commitment_shows_every_column_as_written(client, build, cast):
    from council.records.due import parse_due

    item = build(
        add_item,
        organization=cast.administration,
        organization_label="AFA",
        theme="Codes sources (dataviz, IA…)",
        title="Publier les codes",
        due=parse_due("CONT"),
    )
    page = client.get(f"/feuille-de-route/{item.reference}").text
    for text in ("AFA", "Codes sources (dataviz, IA…)", "Publier les codes", "CONT"):
        assert text in page
    assert cast.administration.name in page
    build(set_target, item, parse_due("S2 2026"))
    assert "<s>CONT</s>" in client.get(f"/feuille-de-route/{item.reference}").text
