"""Who reads an introduction, and what no page, mail, search, export or journal tells too early."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.journal.models import JournalEntry, JournalPrivate, OutboxMessage
from council.journal.worker import run_once
from council.search.documents import all_documents
from tests.introductions.conftest import CONTACT, OTHER_CONTACT, SECRETS

OUTSIDERS = ("citizen", "member", "maintainer", "chair", "endorser", "observer", "administrator")
PAGES = (
    "",
    "/besoins",
    "/recherche?q=organismes",
    "/chiffres",
    "/donnees/needs.json",
    "/plan-du-site",
)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_others_do_not_know_of_it(app, client, cast, pair, name):
    address = pair.accepted(client)
    run_once(app)
    client.sign_in(getattr(cast, name))
    assert client.get(address).status_code == 404
    title = f"{cast.administration.name} et {cast.company.name}"
    for page in (f"/besoins/{pair.need.reference}", "/mises-en-relation", "/tableau-de-bord"):
        text = client.get(page).text
        assert title not in text and address.rsplit("/", 1)[1] not in text, page
    assert title not in client.get("/recherche?q=archives").text


def test_a_visitor_is_asked_to_sign_in(app, client, pair):
    address = pair.proposed(client)
    visitor = app.test_client()
    for page in (address, "/mises-en-relation"):
        assert visitor.get(page).location.startswith("/connexion")


def test_before_both_accept_a_contact_is_read_by_its_own_body_only(app, client, cast, pair, mails):
    address = pair.proposed(client)
    sent = "".join(mail.as_string() for mail in mails())
    assert sent
    for secret in SECRETS:
        assert secret not in sent
    for name in ("vendor", "secretariat"):
        reader = app.test_client().sign_in(getattr(cast, name))
        pages = (address, *PAGES, "/tableau-de-bord", f"/besoins/{pair.need.reference}",
                 f"{address}/{cast.company.reference}/accepter", "/mises-en-relation")  # fmt: skip
        for page in pages:
            text = reader.get(page).text
            assert CONTACT["contact_email"] not in text, (name, page)
            assert CONTACT["contact_name"] not in text, (name, page)
    own = app.test_client().sign_in(cast.agent).get(address).text
    assert CONTACT["contact_email"] in own


def test_the_journal_and_the_outbox_hold_no_contact(client, build, pair):
    pair.accepted(client)

    def written():
        entries = db.session.scalars(db.select(JournalEntry)).all()
        private = db.session.scalars(db.select(JournalPrivate)).all()
        owed = db.session.scalars(db.select(OutboxMessage)).all()
        texts = [f"{e.public}{e.subjects}{e.kind}" for e in entries]
        return "".join([*texts, *(p.content for p in private), *(str(m.payload) for m in owed)])

    text = build(written)
    assert "introduction" in text
    for secret in SECRETS:
        assert secret not in text


def test_the_index_holds_no_contact_and_is_read_by_the_two_bodies(app, client, cast, pair):
    address = pair.accepted(client)
    run_once(app)
    with app.app_context():
        written = repr(list(all_documents()))
    for secret in SECRETS:
        assert secret not in written
    found = {"vendor": True, "agent": True, "secretariat": True, "member": False, "chair": False}
    for name, seen in found.items():
        reader = app.test_client().sign_in(getattr(cast, name))
        assert (f'href="{address}"' in reader.get("/recherche?q=cherchons").text) == seen, name


def test_the_timeline_of_a_need_shows_it_to_those_who_read_it(app, client, cast, pair):
    address = pair.proposed(client)
    page = f"/besoins/{pair.other.reference}"
    assert address in app.test_client().sign_in(cast.vendor).get(page).text
    assert "Mise en relation" not in app.test_client().get(page).text


def test_a_need_kept_among_few_is_not_named_to_others(app, client, cast, build, pair):
    # A holder may speak of a need that the other cannot read only by making it readable.
    hidden = build.need(cast.administration, title="Besoin couvert", visibility="organization")
    client.sign_in(cast.agent)
    answer = client.post(
        f"/mises-en-relation/nouvelle/{hidden.reference}",
        data={"partner": f"need:{pair.other.reference}", "message": "Oui.", **CONTACT},
    )
    assert answer.status_code == 422
    assert "ne peut pas lire" in answer.text
    assert OTHER_CONTACT["contact_email"] not in answer.text
