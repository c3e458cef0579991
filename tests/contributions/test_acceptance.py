"""An offer is accepted by the need's holder, the maintainer, or both: each dated, each once."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.journal.models import JournalEntry

WORDS = "ne vaut ni commande ni marché"


def accept(app, person, row, frame="commande", reason=""):
    data = {"legal_frame": frame, "reason": reason}
    client = app.test_client().sign_in(person)
    return client.post(f"/contributions/{row.reference}/accepter", data=data)


def page(app, row):
    return app.test_client().get(f"/contributions/{row.reference}").text


@pytest.mark.parametrize("first", ["agent", "maintainer"])
def test_both_accept_and_both_are_shown_with_their_vehicle(app, cast, offers, first):
    row = offers.offered()
    frames = {"agent": "commande", "maintainer": "none"}
    second = ({"agent", "maintainer"} - {first}).pop()
    assert accept(app, getattr(cast, first), row, frames[first]).status_code == 303
    text = page(app, row)
    assert "Acceptée par" in text and "Pas encore par" in text and WORDS in text
    again = accept(app, getattr(cast, first), row)
    assert again.status_code == 403 and "déjà acceptée de votre côté" in again.text
    assert accept(app, getattr(cast, second), row, frames[second], "Très utile.").status_code == 303
    text = page(app, row)
    assert "Le porteur du besoin" in text and "Les mainteneurs du logiciel" in text
    assert "Pas encore par" not in text and "Très utile." in text
    assert "aucun (don, bénévolat)" in text
    assert offers.read(row).legal_frame == "commande", "the holder's vehicle is the contribution's"
    assert offers.read(row).state == "accepted"
    assert offers.journal() == ["contribution.accepted"] * 2


def test_the_second_acceptance_may_come_once_work_has_begun(app, cast, offers):
    row = offers.offered()
    accept(app, cast.agent, row)
    app.test_client().sign_in(cast.vendor).post(f"/contributions/{row.reference}/commencer")
    assert accept(app, cast.maintainer, row, "none").status_code == 303
    assert offers.read(row).state == "under_way"


def test_an_offer_for_a_need_alone_waits_for_nobody_else(app, build, cast, offers):
    row = build.contribution(cast.company, needs=[offers.need], title="Sans logiciel")
    assert accept(app, cast.agent, row).status_code == 303
    text = page(app, row)
    assert "Acceptée par" in text and "Pas encore par" not in text


def test_the_words_are_on_the_offer_its_form_its_mail_and_its_version(app, cast, offers, mails):
    row = offers.offered(price_visibility="public")
    assert WORDS in page(app, row)
    client = app.test_client().sign_in(cast.agent)
    assert WORDS in client.get(f"/contributions/{row.reference}/accepter").text
    assert WORDS in client.get("/contributions/nouvelle?besoin=B-2026-0001").text
    assert WORDS in client.get(f"/contributions/{row.reference}/versions/1").text
    assert cast.vendor and accept(app, cast.agent, row, "adhesion").status_code == 303
    sent = [m for m in mails() if "acceptée" in str(m["Subject"])]
    assert [m["To"] for m in sent] == [cast.vendor.email]
    text = sent[0].get_body(("plain",)).get_content()
    assert WORDS in text and "adhésion" in text


@pytest.mark.parametrize("visibility", ["holder", "council"])
def test_a_planted_price_is_nowhere_for_the_public(app, build, cast, offers, mails, visibility):
    assert cast.maintainer and cast.secretariat
    row = offers.offered(amount_cents=765432109, days_hundredths=98765, price_visibility=visibility)
    accept(app, cast.agent, row)
    anonymous = app.test_client()
    need, software = offers.need.reference, cast.software.reference
    pages = [
        f"/contributions/{row.reference}",
        f"/contributions/{row.reference}/versions/1",
        "/contributions",
        f"/besoins/{need}",
        f"/logiciels/{software}",
        f"/organismes/{cast.company.reference}",
        "/recherche?q=export",
        "/chiffres",
        "/",
        "/donnees/contributions.csv",
        "/donnees/contributions.json",
        "/donnees/pledges.json",
        "/decisions.atom",
    ]
    texts = {address: anonymous.get(address).text for address in pages}
    texts["journal"] = "\n".join(build(lambda: list(db.session.scalars(
        db.select(JournalEntry.public)
    ))))  # fmt: skip
    texts["mails"] = "\n".join(m.as_string() for m in mails() if m["To"] != cast.vendor.email)
    for address, text in texts.items():
        plain = text.replace("\u202f", " ").replace("\xa0", " ")
        found = [n for n in ("765432109", "7654321", "7 654 321", "98765", "987,65") if n in plain]
        assert not found, (address, found)
