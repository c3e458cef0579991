"""Each body answers for itself; contacts are exchanged when both accept, and not before."""

from __future__ import annotations

import pytest

from tests.introductions.conftest import CONTACT, OTHER_CONTACT


def test_both_accept_and_read_each_other(client, cast, pair):
    address = pair.accepted(client)
    assert pair.row().state == "accepted"
    for name in ("agent", "vendor", "secretariat"):
        client.sign_in(getattr(cast, name))
        page = client.get(address).text
        for text in (CONTACT["contact_email"], OTHER_CONTACT["contact_email"], "01 23 45 67 89"):
            assert text in page, name
    assert pair.journal() == ["introduction.proposed", "introduction.made"]


def test_the_secretariat_proposes_and_two_accept(client, cast, pair):
    client.sign_in(cast.secretariat)
    address = pair.propose(client).location
    client.sign_in(cast.agent)
    own = f"{address}/{cast.administration.reference}/accepter"
    assert client.post(own, data=CONTACT).status_code == 303
    assert pair.row().state == "proposed"
    assert client.post(own, data=CONTACT).status_code == 403
    client.sign_in(cast.vendor)
    assert CONTACT["contact_email"] not in client.get(address).text
    other = f"{address}/{cast.company.reference}/accepter"
    assert client.post(other, data=OTHER_CONTACT).status_code == 303
    assert pair.row().state == "accepted"
    assert pair.journal() == [
        "introduction.proposed",
        "introduction.accepted",
        "introduction.made",
    ]


def test_one_answers_for_oneself_only(client, cast, pair):
    address = pair.proposed(client)
    for name, status in (("agent", 403), ("member", 404), ("secretariat", 403), ("citizen", 404)):
        client.sign_in(getattr(cast, name))
        for verb, data in (("accepter", OTHER_CONTACT), ("decliner", {"reason": "Non."})):
            path = f"{address}/{cast.company.reference}/{verb}"
            assert client.post(path, data=data).status_code == status, (name, verb)
    client.sign_in(cast.vendor)
    assert client.get(f"{address}/{cast.member_body.reference}/accepter").status_code == 404
    own = f"{address}/{cast.administration.reference}/accepter"
    assert client.post(own, data=OTHER_CONTACT).status_code == 403
    assert pair.row().state == "proposed"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("contact_name", ""), ("contact_email", "nulle part"), ("contact_phone", "x" * 41)],
)
def test_a_contact_that_cannot_be_read_is_named(client, cast, pair, field, typed):
    address = pair.proposed(client)
    client.sign_in(cast.vendor)
    path = f"{address}/{cast.company.reference}/accepter"
    answer = client.post(path, data=OTHER_CONTACT | {field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert pair.row().state == "proposed"


def test_declining_says_why_and_erases_the_contact(client, cast, pair):
    address = pair.proposed(client)
    client.sign_in(cast.vendor)
    path = f"{address}/{cast.company.reference}/decliner"
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "Pas maintenant."}).status_code == 303
    assert pair.contacts() == set()
    client.sign_in(cast.agent)
    page = client.get(address).text
    assert "Pas maintenant." in page and "décline" in page
    assert client.post(path, data={"reason": "Encore."}).status_code == 403
    assert pair.journal()[-1] == "introduction.declined"


def test_an_acceptance_is_taken_back_until_the_other_accepts(client, cast, pair):
    client.sign_in(cast.secretariat)
    address = pair.propose(client).location
    client.sign_in(cast.agent)
    own = f"{address}/{cast.administration.reference}"
    assert client.post(f"{own}/accepter", data=CONTACT).status_code == 303
    assert client.post(f"{own}/decliner", data={"reason": "Finalement non."}).status_code == 303
    assert pair.row().state == "declined"
    assert pair.contacts() == set()


def test_after_both_accepted_nobody_takes_it_back(client, cast, pair):
    address = pair.accepted(client)
    client.sign_in(cast.vendor)
    path = f"{address}/{cast.company.reference}/decliner"
    assert client.post(path, data={"reason": "Non."}).status_code == 403
    client.sign_in(cast.agent)
    assert client.post(f"{address}/retirer", data={"reason": "Non."}).status_code == 403
    assert pair.row().state == "accepted"


def test_the_proposer_withdraws_with_a_reason(client, cast, pair):
    address = pair.proposed(client)
    client.sign_in(cast.vendor)
    assert client.post(f"{address}/retirer", data={"reason": "Non."}).status_code == 403
    client.sign_in(cast.agent)
    own = f"{address}/{cast.administration.reference}/decliner"
    assert client.post(own, data={"reason": "Non."}).status_code == 403
    assert client.post(f"{address}/retirer", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/retirer", data={"reason": "Trop tôt."}).status_code == 303
    assert pair.contacts() == set()
    client.sign_in(cast.vendor)
    assert "Trop tôt." in client.get(address).text
    accept = f"{address}/{cast.company.reference}/accepter"
    assert client.post(accept, data=OTHER_CONTACT).status_code == 403


def test_a_mandate_that_ended_answers_no_more(client, cast, build, pair):
    address = pair.proposed(client)
    client.sign_in(cast.vendor)

    def revoke():
        from council.clock import now
        from council.extensions import db
        from council.organizations.models import Mandate

        held = db.session.scalars(
            db.select(Mandate).where(Mandate.account_id == cast.vendor.id)
        ).one()
        held.revoked_at = now()

    build(revoke)
    path = f"{address}/{cast.company.reference}/accepter"
    assert client.post(path, data=OTHER_CONTACT).status_code == 404
