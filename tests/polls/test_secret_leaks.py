"""While a secret vote is open and after it, no page or file tells whose a ballot is."""

from __future__ import annotations

import re

import pytest

from council.extensions import db
from council.polls.models_secret import SecretBallot
from tests.polls.secret import Secret
from tests.polls.test_evidence import unpack
from tests.polls.test_leaks import ROLES, WORDS, person

STARTS = ("/", "/scrutins", "/donnees", "/plan-du-site", "/journal", "/tableau-de-bord")
MOST = 70


@pytest.fixture
def voted(polls, after) -> tuple[Secret, list[str]]:
    """Six seats, of which four voted; the words that would tell a ballot or who voted."""
    secret = Secret(polls, after).people(6).open()
    receipts = [secret.vote(n, choice="for" if n % 2 else "against") for n in range(4)]
    rows = polls.build(lambda: db.session.scalars(db.select(SecretBallot)).all())
    words = [*receipts, *(receipt.replace("-", "").lower() for receipt in receipts)]
    words += [row.lookup for row in rows]
    return secret, words


def reached(browser, start):
    """Every page and file one link away from where a visitor begins."""
    seen = {}
    links = list(start)
    for address in start:
        answer = browser.get(address, follow_redirects=True)
        found = re.findall(r'(?:href|src)="(/[^"#?]*)', answer.text)
        links += [link for link in found if not link.startswith("/static")]
    for address in list(dict.fromkeys(links))[:MOST]:
        if "deconnexion" not in address:
            answer = browser.get(address, follow_redirects=True)
            seen[address] = answer.data.decode("utf-8", "replace")
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_while_it_is_open_nothing_is_told(voted, polls, cast, role):
    secret, words = voted
    page = f"/scrutins/{secret.poll.reference}"
    rows = polls.build(lambda: db.session.scalars(db.select(SecretBallot.proof)).all())
    browser = polls.browser(person(cast, role))
    for address, text in reached(browser, (page, *STARTS)).items():
        told = [word for word in (*words, *rows) if word in text]
        assert not told, address
        assert "déposé par Personne" not in text and "bulletin secret reçu" not in text, address
    text = browser.get(page).text
    assert not [word for word in WORDS if word in text]


def test_the_people_of_a_seat_know_of_their_own_seat_alone(voted):
    secret, words = voted
    for who in (0, 5):
        page = secret.browser(who).get(f"/scrutins/{secret.poll.reference}").text
        assert ("bulletin secret reçu" in page) is (who == 0)
        assert "Personne Fictive administrations 1" not in page
        assert not [word for word in words if word in page]


@pytest.mark.parametrize("role", [None, "member", "secretariat", "administrator"])
def test_once_counted_no_voter_stands_by_a_ballot(voted, polls, cast, role):
    secret, words = voted
    secret.close()
    page = f"/scrutins/{secret.poll.reference}"
    browser = polls.browser(person(cast, role))
    for address, text in reached(browser, (page, *STARTS)).items():
        assert not [word for word in words if word in text], address
        assert "Personne Fictive administrations" not in text or role == "administrator", address
    files = unpack(secret.polls.browser().get(f"{page}/resultat.zip").data)
    assert not [w for w in words for data in files.values() if w.encode() in data]
