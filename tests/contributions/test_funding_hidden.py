"""A hidden amount is found nowhere by who may not read it, nor by subtraction or probing."""

from __future__ import annotations

import json
import re

import pytest

from council.clock import now
from council.extensions import db
from council.journal.models import JournalEntry
from tests.contributions.conftest import pledge_form

PLANTED = 7_654_321
# Alone, not inside a longer number or the hash of a file.
FORMS = re.compile(r"(?<![0-9a-f])(?:7654321|76543|76 543,21)(?![0-9a-f])")


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def hidden(fundings, build, cast):
    """Two public pledges and one hidden one, which a condition waits for."""
    opened = fundings.opened(estimate_cents=150_000_00)
    secret, person = fundings.body("Organisme discret fictif")
    fundings.pledge(person, secret, "76 543,21", visibility="holder")
    first, one = fundings.body("Ville fictive")
    fundings.pledge(one, first, "10 000")
    second, two = fundings.body("Région fictive")
    fundings.pledge(two, second, "5 000", kind="conditional", minimum="80 000")
    return {"opened": opened, "secret": (secret, person), "two": (second, two)}


def surfaces(client, fundings, hidden):
    """Every page and file that says something of the funding."""
    need = fundings.offers.need.reference
    pages = [
        fundings.address,
        f"{fundings.address}/1",
        "/contributions/financements",
        f"/contributions/{fundings.offer.reference}",
        f"/besoins/{need}",
        f"/organismes/{hidden['secret'][0].reference}",
        f"/logiciels/{fundings.cast.software.reference}",
        "/chiffres",
        "/recherche?q=export",
        "/",
        "/donnees",
        "/donnees/pledges.csv",
        "/donnees/pledges.json",
        "/donnees/contributions.json",
        "/tableau-de-bord",
    ]
    return {page: plain(client.get(page, follow_redirects=True).text) for page in pages}


READERS = {"agent", "vendor", "secretariat", "secret"}


@pytest.mark.parametrize(
    "who", ["", "citizen", "member", "maintainer", "agent", "secretariat", "secret", "two"]
)
def test_it_is_read_by_those_it_is_shown_to_and_no_other(fundings, cast, hidden, who):
    person = hidden[who][1] if who in hidden else getattr(cast, who) if who else None
    client = fundings.browser(person)
    found = surfaces(client, fundings, hidden)
    reads = who in READERS
    assert ("76 543,21" in found[fundings.address]) is reads
    if not reads:
        for page, text in found.items():
            assert FORMS.search(text) is None, page
        page = found[fundings.address]
        assert "montant réservé" in page and "Organisme discret fictif" in page
        assert "au moins 10 000 € sur 150 000 €" in page
        # 91 543,21 is the true total: subtracting would tell.
        assert "91 543" not in page and "58 456" not in page
        assert "compte si sa condition est remplie" in page
    else:
        assert "91 543,21 € sur 150 000 €" in found[fundings.address]


def test_the_council_reads_what_is_shown_to_it(fundings, cast, hidden):
    secret, person = hidden["secret"]
    fundings.pledge(person, secret, "76 543,21", visibility="council")
    assert "76 543,21" in plain(fundings.browser(cast.member).get(fundings.address).text)
    assert "76 543,21" not in plain(fundings.browser(cast.citizen).get(fundings.address).text)


def test_hiding_an_amount_hides_it_from_the_history_too(fundings, hidden):
    body, person = hidden["two"]
    fundings.pledge(person, body, "65 432,10")
    assert "65 432,10" in plain(fundings.browser().get(fundings.address).text)
    fundings.pledge(person, body, "65 432,10", visibility="holder")
    assert "65 432,10" not in plain(fundings.browser().get(fundings.address).text)


def test_the_journal_and_the_mails_do_not_tell(app, fundings, build, hidden, news):
    sent = "\n".join(plain(mail.as_string()) for mail in news())
    assert FORMS.search(sent) is None
    entries = build(lambda: list(db.session.scalars(db.select(JournalEntry.public))))
    assert entries and not [e for e in entries if str(PLANTED) in json.dumps(e)]


def test_whether_a_total_is_reached_does_not_let_one_probe(fundings, hidden):
    body, person = hidden["two"]
    pages = set()
    for minimum in ("85 000", "91 543,21", "91 543,22", "140 000"):
        fundings.pledge(person, body, "5 000", kind="conditional", minimum=minimum)
        page = plain(fundings.browser(person).get(fundings.address).text)
        start, end = page.index("Les engagements"), page.index("Historique")
        pages.add(page[start:end].replace(minimum, "X"))
    assert len(pages) == 1, "the page is the same whatever the total"


def test_once_accepted_the_shares_tell_only_who_may_read_them(fundings, build, cast, hidden):
    rich, person = fundings.body("Département fictif")
    fundings.pledge(person, rich, "100 000")
    assert "100 %" in fundings.browser().get(fundings.address).text.replace("\xa0", " ")
    answer = fundings.browser(cast.secretariat).post(f"{fundings.address}/accepter")
    assert answer.status_code == 303
    page = plain(fundings.browser().get(fundings.address).text)
    assert "Qui paie quoi" in page and "Total :" not in page
    assert FORMS.search(page) is None
    own = plain(fundings.browser(hidden["secret"][1]).get(fundings.address).text)
    assert "76 543,21" in own
    whole = plain(fundings.browser(cast.agent).get(fundings.address).text)
    assert "Total : 150 000 €" in whole


def test_a_refusal_tells_nothing_of_hidden_amounts(fundings, hidden, build):
    body, person = hidden["two"]
    data = pledge_form(body, "999 999")
    answer = fundings.browser(person).post(f"{fundings.address}/engagement", data=data)
    assert answer.status_code == 303, "without a maximum nothing is refused for being too much"
    assert now()
