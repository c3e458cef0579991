"""Guests: on the roll without a seat, heard, counted apart, never in the result."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from council.extensions import db
from council.journal.models import JournalEntry
from council.notifications.circles import people_in, subjects_of
from council.notifications.notice import Circle
from council.organizations.models import Mandate, Title
from council.polls import actions, queries
from council.polls.models import Ballot, RollEntry
from council.records.models import LinkKind
from council.records.steps import link
from council.tally import Rule
from tests.polls.conftest import AVIS, SECRET, SIMPLE, ballot_data
from tests.polls.held import Held
from tests.polls.test_evidence import check, package, unpack
from tests.polls.test_rules import TYPED, both_colleges

__all__ = ["both_colleges", "check"]
BOTH = ["observers", "maintainers"]


@pytest.fixture
def invited(polls, cast, build, after):
    """`invited(base, **changes)`: an open poll about a software, with both kinds of guests."""

    def make(
        base=SIMPLE, guests=BOTH, shown_to="public", draft_only=False, options=None, **changes
    ):
        _ = cast.member, cast.other_member, cast.observer, cast.maintainer
        body = build.organization("Agence inventée des routes")
        build.seat(body, "administrations")
        agent = build.account("Lou Troisième-Fictive")
        build.mandate(agent, Title.MEMBER, body=body)
        values = {"shown_to": shown_to} | ({"options": options} if options else {})
        poll = polls.draft(polls.add_rule(base=base, guests=guests, **changes), **values)
        need = build.need(cast.administration, about=cast.software)
        item = build.item(sources=[need])
        build(lambda p, s: link(p.record, s.record, LinkKind.BORN_FROM), poll, item)
        held = Held(polls, cast, build, after, poll)
        held.voters = [
            (cast.member, cast.member_body), (cast.other_member, cast.other_body), (agent, body),
        ]  # fmt: skip
        if not draft_only:
            chair = polls.viewer(cast.chair)
            closes = poll.created_at.replace(year=poll.created_at.year + 1)
            held.poll = build(actions.open_poll, poll, opener=chair, closes_at=closes)
        return held

    return make


def guest(held, kind):
    """The roll entry of the only guest of a kind."""

    def find(poll):
        return next(
            e for e in queries.roll_of(poll) if e.is_guest and bool(e.software_id) == (kind != "o")
        )

    return held.build(find, held.poll)


def path(held, tail=""):
    return f"/scrutins/{held.poll.reference}{tail}"


def speak(held, person, kind, choice="against", **more):
    data = ballot_data(guest(held, kind), choice, **more)
    return held.polls.browser(person).post(path(held, "/bulletin"), data=data)


def vote(held, who, choice):
    person, body = held.voters[who]
    held.polls.vote(held.poll, person, body, choice)


def test_guests_are_frozen_on_the_roll_without_a_seat(invited, cast):
    held = invited()
    roll = json.loads(held.poll.frozen)["roll"]
    apart = [row for row in roll if row["college"].startswith("guests:")]
    assert [row["organization"] for row in apart] == ["Zentrum Fiktiv", cast.software.name]
    assert all(row["advisory"] and row["weight"] == "0" for row in apart)
    assert roll[-2:] == apart and len(roll) == 5
    page = held.polls.browser().get(path(held)).text
    assert "3 sièges inscrits, figés à la convocation, et 2 invités" in page
    assert "mainteneurs des logiciels concernés (invités)" in page


def test_they_are_heard_apart_and_never_decide(invited, cast, check):
    held = invited(quorum={"kind": "share", "share": "1/2"}, majority_base="membres")
    vote(held, 0, "for")
    vote(held, 1, "for")
    assert speak(held, cast.observer, "o").status_code == 303
    assert speak(held, cast.maintainer, "m").status_code == 303
    page = held.close()
    assert "La proposition est adoptée." in page
    sealed = held.sealed()
    assert sealed["total"]["inscrits"] == 3 and sealed["total"]["contre"] == 0
    assert sealed["advisory"]["inscrits"] == 2 and sealed["advisory"]["contre"] == 2
    told = {g["college"]: g["counters"]["contre"] for g in sealed["groups"] if g["advisory"]}
    assert told == {"guests:observers": 1, "guests:maintainers": 1}
    for words in ("Observateurs invités (consultatif)", "Mainteneurs invités (consultatif)"):
        assert words in page
    answer = check(package(held))
    assert answer.returncode == 0, answer.stderr
    assert "Recompté : adopted" in answer.stdout
    table = unpack(package(held))["exports/bulletins.csv"].decode()
    assert table.count("consultative") == 2


def test_guests_alone_give_no_result(invited, cast):
    held = invited()
    speak(held, cast.observer, "o", "for")
    speak(held, cast.maintainer, "m", "for")
    assert "il n’y a pas de résultat" in held.close()


@pytest.mark.parametrize("base", ["consentement", "consensus-apparent"])
def test_an_objection_of_a_guest_stops_nothing(invited, cast, base, check):
    held = invited(base)
    if base == "consentement":
        vote(held, 0, "consent")
    assert speak(held, cast.maintainer, "m", "objection", reason="Motif.").status_code == 303
    assert "La proposition est adoptée." in held.close()
    assert check(package(held)).returncode == 0


def test_the_ballot_and_its_receipt_say_it_is_an_opinion(invited, cast):
    held = invited()
    for person, kind, name in (
        (cast.observer, "o", "Zentrum Fiktiv"),
        (cast.maintainer, "m", cast.software.name),
    ):
        browser = held.polls.browser(person)
        page = browser.get(path(held, "/bulletin")).text
        assert f"Vous donnez l’avis de {name}" in page and "invité à donner un avis" in page
        assert "Se déporter" not in page or kind == "o"
        sent = speak(held, person, kind)
        assert "reçu" in browser.get(sent.location).text
        assert "bulletin reçu le" in browser.get(path(held)).text
        assert speak(held, person, kind, "for").status_code == 303, "changed"
    rows = held.build(lambda: list(db.session.scalars(db.select(Ballot).order_by(Ballot.id))))
    assert [(b.for_organization_id is None, b.for_software_id is None) for b in rows] == [
        (False, True), (False, True), (True, False), (True, False),
    ]  # fmt: skip


def test_the_ballot_says_what_an_opinion_weighs_not_what_a_vote_does(invited, cast):
    held = invited(majority_base="membres")
    page = held.polls.browser(cast.maintainer).get(path(held, "/bulletin")).text
    assert "comme un vote contre" not in page and "ne pèse pas dans le résultat" in page
    seated = held.polls.browser(cast.member).get(path(held, "/bulletin")).text
    assert "Ne pas voter pèse comme un vote contre." in seated


def test_the_ballot_says_that_an_objection_of_a_guest_stops_nothing(invited, cast):
    held = invited("consentement")
    page = held.polls.browser(cast.maintainer).get(path(held, "/bulletin")).text
    assert "n’arrête pas la proposition" in page and "n’est pas adoptée tant que" not in page
    assert "qui conduit le scrutin" in page


def test_what_they_owe_is_on_their_to_do_page_until_they_voted(invited, cast):
    held = invited()
    for person, kind in ((cast.observer, "o"), (cast.maintainer, "m")):
        browser = held.polls.browser(person)
        assert path(held, "/bulletin") in browser.get("/tableau-de-bord").text
        speak(held, person, kind)
        assert path(held, "/bulletin") not in browser.get("/tableau-de-bord").text


def test_nobody_else_speaks_for_them(invited, cast, build):
    held = invited()
    for person in (cast.vendor, cast.citizen, cast.member, cast.agent, cast.administrator):
        for kind in ("o", "m"):
            assert speak(held, person, kind).status_code in (403, 404)
    assert speak(held, cast.observer, "m").status_code == 404
    assert speak(held, cast.maintainer, "o").status_code == 404

    def revoke(person):
        for mandate in db.session.scalars(
            db.select(Mandate).where(Mandate.account_id == person.id)
        ):
            mandate.revoked_at = mandate.created_at

    build(revoke, cast.maintainer)
    assert speak(held, cast.maintainer, "m").status_code == 403
    assert held.polls.count(Ballot) == 0


def test_a_rule_without_guests_invites_nobody_and_keeps_its_hash(invited, cast, polls):
    held = invited(guests=[])
    assert all(not e.is_guest for e in held.build(queries.roll_of, held.poll))
    assert held.polls.browser(cast.observer).get(path(held, "/bulletin")).status_code == 403
    with_guests = Rule.from_json(held.poll.rule.as_json() | {"guests": BOTH})
    assert with_guests.sha256 != held.poll.rule.sha256
    assert Rule.loads(held.poll.rule_json).sha256 == held.poll.rule_sha256


def test_a_body_that_holds_a_seat_is_no_guest_besides(invited, cast, build):
    held = invited(draft_only=True)
    build.mandate(cast.other_member, Title.OBSERVER, body=cast.other_body)
    page = held.polls.browser(cast.chair).get(f"/scrutins/brouillons/{held.poll.record.uid}").text
    assert page.count("Observateur invité") == 1


def test_the_draft_tells_who_would_be_heard(invited, cast, build):
    held = invited(draft_only=True)
    where = f"/scrutins/brouillons/{held.poll.record.uid}"
    chair = held.polls.browser(cast.chair)
    for page in (chair.get(where).text, chair.get(f"{where}/ouvrir").text):
        assert "Observateur invité" in page and "Mainteneurs du logiciel, invités" in page
        assert "Et 2 invités" in page
    build.mandate(cast.member, Title.MAINTAINER, software_id=cast.software.id)
    mine = held.polls.browser(cast.member).get(where).text
    assert f"Vous donneriez un avis, sans décider, pour {cast.software.name}." in mine
    assert held.polls.browser(cast.observer).get(where).status_code == 404


def test_only_the_software_concerned_brings_its_maintainers(invited, cast, build):
    other = build.software("Logiciel sans rapport")
    person = build.account("Ari Ailleurs-Fictif")
    build.mandate(person, Title.MAINTAINER, software_id=other.id)
    held = invited()
    names = [e.organization_name for e in build(queries.roll_of, held.poll) if e.is_guest]
    assert other.name not in names and len(names) == 2
    assert held.polls.browser(person).get(path(held, "/bulletin")).status_code == 403


def test_guests_read_a_poll_of_the_council_they_are_invited_to(invited, cast):
    held = invited(shown_to="council", results_public="decision", results_read_by=[])
    vote(held, 0, "for")
    for person in (cast.observer, cast.maintainer):
        assert held.polls.browser(person).get(path(held)).status_code == 200
    for person in (None, cast.citizen, cast.vendor):
        assert held.polls.browser(person).get(path(held)).status_code == 404
    held.after(held.poll.closes_at)
    for person in (cast.observer, cast.maintainer):
        assert "sera public avec la décision" in held.polls.browser(person).get(path(held)).text


def test_nothing_of_their_opinions_shows_before_the_closing(invited, cast):
    held = invited()
    speak(held, cast.observer, "o", reason=SECRET)
    speak(held, cast.maintainer, "m", reason=SECRET)
    for role in (None, "citizen", "vendor", "member", "secretariat", "chair", "administrator"):
        browser = held.polls.browser(getattr(cast, role) if role else None)
        for address in (path(held), "/scrutins", path(held, "/bulletin")):
            assert SECRET not in browser.get(address).text
    own = held.polls.browser(cast.observer)
    uid = guest(held, "m").uid
    assert own.get(path(held, f"/bulletin/recu?siege={uid}")).status_code == 404
    assert SECRET in held.close()


def test_no_proxy_from_or_to_a_guest(invited, cast):
    held = invited(proxies=2)
    browser = held.polls.browser(cast.maintainer)
    assert "procuration?siege" not in browser.get(path(held)).text
    refused = browser.get(path(held, f"/procuration?siege={guest(held, 'm').uid}"))
    assert refused.status_code == 403 and "ne se donne pas par procuration" in refused.text
    form = held.polls.browser(held.voters[0][0]).get(path(held, "/procuration")).text
    assert guest(held, "o").uid not in form and guest(held, "m").uid not in form


def test_a_body_that_observes_leaves_like_any_other(invited, cast, build, check):
    held = invited()
    speak(held, cast.observer, "o")
    body = guest(held, "o").organization_id
    data = {"organization": str(body), "reason": "Intérêt fictif."}
    assert (
        held.polls.browser(cast.observer).post(path(held, "/deport"), data=data).status_code == 303
    )
    assert speak(held, cast.observer, "o").status_code == 403
    form = held.polls.browser(cast.chair).get(path(held, "/deport")).text
    assert cast.software.name not in form and "None" not in form
    vote(held, 0, "for")
    held.close()
    assert held.sealed()["advisory"]["deportes"] == 1
    assert check(package(held)).returncode == 0


def test_they_are_told_of_the_call(invited, cast, build):
    held = invited()

    def told():
        entry = db.session.scalars(
            db.select(JournalEntry).where(JournalEntry.kind == "poll.called")
        ).one()
        return {p.name for p in people_in([Circle.ROLL], entry, subjects_of(entry))}

    names = build(told)
    assert {cast.observer.name, cast.maintainer.name, cast.member.name} <= names
    assert held.voters[2][0].name in names


def test_the_database_keeps_guests_apart(invited, build):
    held = invited()
    known = guest(held, "o")
    facts = {"poll_id": held.poll.id, "organization_name": "X", "college_key": "guests:observers",
             "college_name": "X", "position": 99}  # fmt: skip

    def add(**more):
        db.session.add(RollEntry(**facts | more))
        db.session.flush()

    apart = {"weight": "0", "advisory": True}
    for wrong in (
        apart | {"organization_id": known.organization_id},
        {"organization_id": held.voters[0][1].id, "weight": "1", "advisory": False},
        apart,
    ):
        with pytest.raises(IntegrityError):
            build(lambda wrong=wrong: add(**wrong))
    with pytest.raises(DBAPIError, match="append-only"):
        build(lambda: db.session.execute(db.text("UPDATE roll_entries SET weight = '1'")))


def test_options_are_judged_apart_too(invited, cast, polls):
    options = [{"key": k, "label": f"Piste {k}", "meaning": "On la prend."} for k in ("o1", "o2")]
    held = invited("approbation", options=options)
    held.vote(0, approves=["o1"])
    seat = guest(held, "m")
    sent = {"seat": seat.uid, "approves": ["o2"], "confirmed": "1"}
    assert (
        polls.browser(cast.maintainer).post(path(held, "/bulletin"), data=sent).status_code == 303
    )
    page = held.close()
    assert held.sealed()["winners"] == ["o1"] and "À titre consultatif" in page


def test_the_rule_is_written_through_the_form(polls, cast, both_colleges):
    browser = polls.browser(cast.secretariat)
    answer = browser.post(f"/regles/{AVIS}/copier", data=TYPED | {"guests_observers": "y"})
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    assert "organismes observateurs (invités)" in page and "mainteneurs" not in page
    form = browser.get(f"{answer.location}/modifier").text
    assert re.search(r'checked[^>]*name="guests_observers"', form)
    assert not re.search(r'checked[^>]*name="guests_maintainers"', form)
