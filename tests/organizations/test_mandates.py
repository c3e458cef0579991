"""Seats and mandates: proposed, granted, confirmed, given up, taken back."""

from datetime import timedelta

import pytest

from council import clock
from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.models import Mandate, Seat
from tests.accounts.test_own_account import NEW, link_in


def last(model):
    return db.session.scalars(db.select(model).order_by(model.id.desc()).limit(1)).one()


def page_of(body, tail=""):
    return f"/organismes/{body.reference}{tail}"


def invite(client, body, title, email="nouvelle@exemple.invalid"):
    data = {"email": email, "name": "Nora Nouvelle-Fictive", "title": title}
    return client.post(page_of(body, "/mandats/nouveau"), data=data)


def propose(client, body, **changes):
    data = {"college": "ecosysteme", "starts_on": "2025-01-01", **changes}
    return client.post(page_of(body, "/sieges/nouveau"), data=data)


def test_a_seat_counts_once_the_chair_confirms(client, cast, sign_in, build, app):
    build.college()
    sign_in(client, cast.secretariat)
    assert propose(client, cast.company).status_code == 303
    seat = build(last, Seat)
    visitor = app.test_client()
    assert "attend la présidence" not in visitor.get(page_of(cast.company)).text
    assert "Éditions Fictives" not in visitor.get("/colleges").text
    assert client.post(f"/sieges/{seat.uid}/confirmer").status_code == 403
    sign_in(client, cast.chair)
    assert "Éditions Fictives" in client.get("/presidence/a-confirmer").text
    assert client.post(f"/sieges/{seat.uid}/confirmer").status_code == 303
    assert client.post(f"/sieges/{seat.uid}/confirmer").status_code == 403
    assert "Éditions Fictives" in visitor.get("/colleges").text


@pytest.mark.parametrize(
    "changes", [{"college": "inconnu"}, {"college": ""}, {"starts_on": "hier"}, {"starts_on": ""}]
)
def test_a_wrong_seat_is_refused(client, cast, sign_in, build, changes):
    build.college()
    sign_in(client, cast.secretariat)
    assert propose(client, cast.company, **changes).status_code == 422


def test_one_open_seat_per_body_and_college(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    answer = propose(client, cast.member_body)
    assert answer.status_code == 422
    assert "déjà un siège" in answer.text


def test_ending_the_last_seat_ends_its_members(client, cast, sign_in, build, app):
    member = app.test_client()
    sign_in(member, cast.member)
    assert member.get("/compte").status_code == 200
    seat = build(last, Seat)
    sign_in(client, cast.secretariat)
    path = f"/sieges/{seat.uid}/terminer"
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "Départ du collège."}).status_code == 303
    mandate = build(last, Mandate)
    assert build(revoked, cast.member)
    assert mandate.account_id != cast.member.id or mandate.revoked_at is not None
    assert "Max Membre-Fictif" not in app.test_client().get(page_of(cast.member_body)).text


def revoked(person):
    query = db.select(Mandate.revoked_at).where(Mandate.account_id == person.id)
    return all(db.session.scalars(query))


def test_an_invited_person_opens_an_account_and_acts(client, cast, sign_in, mails, app):
    sign_in(client, cast.secretariat)
    assert invite(client, cast.company, "representative").status_code == 303
    (mail,) = mails()
    assert mail["To"] == "nouvelle@exemple.invalid"
    assert "Éditions Fictives" in mail.get_body(("plain",)).get_content()
    path = link_in(mail, "/invitation/")
    person = app.test_client()
    assert "Nora Nouvelle-Fictive" not in person.get(page_of(cast.company)).text
    assert person.get(path).status_code == 200
    weak = {"name": "Nora", "password": "nouvelle-exemple", "again": "nouvelle-exemple"}
    assert person.post(path, data=weak).status_code == 422
    data = {"name": "Nora Fictive", "password": NEW, "again": NEW}
    assert person.post(path, data=data).status_code == 303
    assert "Éditions Fictives" in person.get("/compte").text
    assert app.test_client().get(path).status_code == 410
    assert "Nora Fictive" in app.test_client().get(page_of(cast.company)).text


def test_an_invitation_lasts_seven_days_and_is_sent_again(
    client, cast, sign_in, mails, build, clock_at, app
):
    sign_in(client, cast.secretariat)
    invite(client, cast.company, "representative")
    path = link_in(mails()[0], "/invitation/")
    mandate = build(last, Mandate)
    clock_at(clock.now() + timedelta(days=8))
    sign_in(client, cast.secretariat)
    assert app.test_client().get(path).status_code == 410
    assert client.post(f"/mandats/{mandate.uid}/inviter-de-nouveau").status_code == 303
    again = link_in(mails()[-1], "/invitation/")
    assert app.test_client().get(again).status_code == 200


def test_a_person_with_an_account_is_told_and_mandated(client, cast, sign_in, mails, app):
    sign_in(client, cast.secretariat)
    assert invite(client, cast.company, "representative", cast.agent.email).status_code == 303
    (mail,) = mails()
    assert "mandaté" in mail["Subject"]
    person = app.test_client()
    sign_in(person, cast.agent)
    assert "Éditions Fictives" in person.get("/compte").text
    again = invite(client, cast.company, "representative", cast.agent.email)
    assert again.status_code == 422
    assert "déjà ce mandat" in again.text


def test_a_council_mandate_waits_for_the_chair(client, cast, sign_in, build, app):
    person = build.account("Rosa Suppléante-Fictive")
    sign_in(client, cast.secretariat)
    assert invite(client, cast.member_body, "alternate", person.email).status_code == 303
    mandate = build(last, Mandate)
    theirs = app.test_client()
    sign_in(theirs, person)
    assert "attend la présidence" in theirs.get("/compte").text
    assert client.post(f"/mandats/{mandate.uid}/confirmer").status_code == 403
    sign_in(client, cast.chair)
    assert "Rosa Suppléante-Fictive" in client.get("/presidence/a-confirmer").text
    assert client.post(f"/mandats/{mandate.uid}/confirmer").status_code == 303
    assert "en vigueur" in theirs.get("/compte").text


def test_a_member_needs_a_seat(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    answer = invite(client, cast.company, "member")
    assert answer.status_code == 422
    assert "n’a pas de siège" in answer.text


def test_a_manager_mandates_for_their_own_body_only(client, cast, sign_in, build):
    manager = build.account("Gil Gestionnaire-Fictif")
    build.mandate(manager, "manager", body=cast.company)
    sign_in(client, manager)
    assert invite(client, cast.company, "representative").status_code == 303
    assert invite(client, cast.administration, "representative").status_code == 403
    for title in ("secretariat", "chair", "administrator", "endorser", "observer", "maintainer"):
        assert invite(client, cast.company, title, "autre@exemple.invalid").status_code == 422


@pytest.mark.parametrize("role", ["citizen", "agent", "member", "chair", "maintainer", "observer"])
def test_nobody_else_mandates(client, cast, sign_in, role):
    sign_in(client, getattr(cast, role))
    assert invite(client, cast.company, "representative").status_code == 403
    assert propose(client, cast.company).status_code == 403


def test_nobody_mandates_themselves(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    answer = invite(client, cast.member_body, "member", cast.secretariat.email)
    assert answer.status_code == 422
    assert "soi-même" in answer.text


def test_an_administrator_gives_no_vote(client, cast, sign_in):
    sign_in(client, cast.administrator)
    for title in ("member", "chair", "endorser", "representative"):
        assert invite(client, cast.member_body, title).status_code == 422
    assert invite(client, cast.mission, "administrator").status_code == 303


def test_a_revoked_mandate_stops_on_the_next_request(client, cast, sign_in, build, app):
    theirs = app.test_client()
    sign_in(theirs, cast.other_secretariat)
    assert theirs.get("/organismes/demandes").status_code == 200
    mandate = build(last, Mandate)
    sign_in(client, cast.secretariat)
    path = f"/mandats/{mandate.uid}/revoquer"
    assert "Zoé Secrétaire-Fictive" in client.get(path).text
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "Changement de poste."}).status_code == 303
    assert theirs.get("/organismes/demandes").status_code == 403
    assert client.post(path, data={"reason": "Encore."}).status_code == 403
    kinds = build(lambda: list(db.session.scalars(db.select(JournalEntry.kind))))
    assert kinds == ["mandate.revoked"]


def test_one_gives_up_one_s_own_mandate_and_nobody_else_s(client, cast, sign_in, build):
    mandate = build.mandate(cast.agent, "representative", body=cast.company)
    path = f"/mandats/{mandate.uid}/revoquer"
    sign_in(client, cast.vendor)
    assert client.post(path, data={"reason": "Non."}).status_code == 403
    sign_in(client, cast.agent)
    assert client.post(path, data={"reason": "Je change de métier."}).location == "/compte"


def test_the_secretariat_verifies_maintainers(client, cast, sign_in, mails, app):
    path = f"/logiciels/{cast.software.reference}/mainteneurs/nouveau"
    data = {"email": "mainteneuse@exemple.invalid", "name": "Maé Fictive"}
    sign_in(client, cast.agent)
    assert client.post(path, data=data).status_code == 403
    sign_in(client, cast.secretariat)
    assert client.post(path, data={**data, "email": "x"}).status_code == 422
    assert client.post(path, data=data).status_code == 422
    data["reason"] = "Son adresse est au dépôt."
    assert client.post(path, data=data).status_code == 303
    link = link_in(mails()[0], "/invitation/")
    person = app.test_client()
    person.post(link, data={"name": "Maé Fictive", "password": NEW, "again": NEW})
    assert cast.software.reference in person.get("/compte").text
    assert client.get("/logiciels/inconnu/mainteneurs/nouveau").status_code == 404
