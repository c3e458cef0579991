"""A whole Commission administrative (CRPA R133-3 and following), through the pages only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.organizations.models import Title
from council.polls import actions
from tests.polls.held import Held

TEXT = {
    "title": "Faut-il adopter le référentiel fictif ?",
    "text": "Le référentiel **fictif**.",
    "meaning_for": "Il est adopté.",
    "meaning_against": "Il ne l’est pas.",
    "shown_to": "public",
    "rule": "commission-administrative",
}


def paris(moment):
    return moment.astimezone(clock.PARIS).strftime("%Y-%m-%dT%H:%M")


class Commission:
    """Five bodies with a seat; the chair sits for the first one."""

    def __init__(self, polls, cast, build, after):
        self.polls, self.cast, self.build, self.after = polls, cast, build, after
        build.college("administrations", "Administrations")
        self.bodies = [cast.member_body, cast.other_body]
        self.people = [cast.chair, cast.other_member]
        build.mandate(cast.chair, Title.MEMBER, body=cast.member_body)
        for name in ("Agence des ponts inventés", "Fabrique fictive", "Fondation fictive"):
            body = build.organization(name)
            build.seat(body, "administrations")
            person = build.account()
            build.mandate(person, Title.MEMBER, body=body)
            self.bodies.append(body)
            self.people.append(person)

    def browser(self, who):
        return self.polls.browser(self.people[who])

    def draft(self):
        answer = self.polls.browser(self.cast.secretariat).post("/scrutins/nouveau", data=TEXT)
        assert answer.status_code == 303
        return answer.location

    def convene(self, path):
        """The chair calls the vote six days ahead, for three days; returns the poll's address."""
        opens = clock.now().replace(second=0, microsecond=0) + timedelta(days=6)
        data = {"opens_at": paris(opens), "closes_at": paris(opens + timedelta(days=3))}
        answer = self.browser(0).post(f"{path}/ouvrir", data=data)
        assert answer.status_code == 303, answer.text
        self.opens, self.closes = opens, opens + timedelta(days=3)
        self.page = answer.location
        reference = answer.location.rsplit("/", 1)[1]
        viewer = self.polls.viewer(self.people[0])
        self.poll = self.build(lambda: actions.queries.find_poll(reference, viewer))

    def seat(self, who):
        return self.polls.seat(self.poll, self.bodies[who])

    def vote(self, who, choice, *, seat_of=None):
        seat = self.seat(who if seat_of is None else seat_of)
        data = {"seat": seat.uid, "choice": choice, "confirmed": "1"}
        return self.browser(who).post(f"{self.page}/bulletin", data=data)

    def give(self, giver, holder):
        path = f"{self.page}/procuration?siege={self.seat(giver).uid}"
        return self.browser(giver).post(path, data={"holder": self.seat(holder).uid})

    def recuse(self, who):
        data = {"organization": str(self.bodies[who].id), "reason": "Auteur du référentiel."}
        return self.browser(who).post(f"{self.page}/deport", data=data)

    def close(self):
        self.after(self.closes)
        self.build(actions.seal_poll, self.poll)
        return self.polls.browser().get(self.page).text


@pytest.fixture
def commission(polls, cast, build, after):
    return Commission(polls, cast, build, after)


def test_notice_proxy_recusal_and_casting_vote(commission):
    path = commission.draft()
    chair = commission.browser(0)
    soon = clock.now() + timedelta(days=4)
    data = {"opens_at": paris(soon), "closes_at": paris(soon + timedelta(days=3))}
    refused = chair.post(f"{path}/ouvrir", data=data)
    assert refused.status_code == 422 and "convocation 5 jours avant" in refused.text
    secretariat = commission.polls.browser(commission.cast.secretariat)
    assert secretariat.post(f"{path}/ouvrir", data=data).status_code == 403, "the chair conducts"
    commission.convene(path)
    told = chair.get(commission.page).text
    assert "Un siège peut en porter 1" in told and "Faute de quorum" in told

    # Between the call and the opening: proxies and a recusal, no ballot.
    assert commission.give(1, 0).status_code == 303
    assert commission.give(2, 0).status_code == 422, "one each"
    assert commission.recuse(4).status_code == 303
    assert commission.vote(0, "for").status_code == 403
    commission.after(commission.opens + timedelta(minutes=1))
    assert commission.vote(4, "for").status_code == 403, "recused"
    assert commission.vote(0, "for").status_code == 303
    assert commission.vote(0, "for", seat_of=1).status_code == 303
    assert commission.vote(2, "against").status_code == 303
    assert commission.vote(3, "against").status_code == 303

    result = commission.close()
    assert "aucune décision n’est prise" in result
    assert "Parmi les votants qui décident, 1 l’a fait par procuration." in result
    assert "Quorum : 4 votants sur 4 sièges, il en fallait 2." in result
    chair = commission.browser(0)
    settled = {"choice": "for", "reason": "L’intérêt du service."}
    assert chair.post(f"{commission.page}/departager", data=settled).status_code == 303
    page = chair.get(commission.page).text
    assert "La proposition est adoptée." in page and "L’intérêt du service." in page
    again = chair.post(f"{commission.page}/seconde-convocation")
    assert again.status_code == 403, "there was a quorum"


def test_without_quorum_the_second_convocation_decides_with_who_comes(commission):
    commission.convene(commission.draft())
    first = commission.page
    commission.after(commission.opens + timedelta(minutes=1))
    assert commission.vote(2, "for").status_code == 303
    early = commission.browser(0).post(f"{first}/seconde-convocation")
    assert early.status_code == 403, "not before the count"
    assert "Le quorum n’est pas atteint" in commission.close()
    member = commission.browser(2)
    assert member.post(f"{first}/seconde-convocation").status_code == 403
    prepared = commission.browser(0).post(f"{first}/seconde-convocation")
    assert prepared.status_code == 303
    draft = commission.browser(0).get(prepared.location).text
    assert "Seconde convocation du scrutin" in draft and "Aucun quorum." in draft
    assert "Le référentiel <strong>fictif</strong>" in draft

    commission.convene(prepared.location)
    assert commission.page != first
    assert commission.page in commission.polls.browser().get(first).text
    assert first in commission.polls.browser().get(commission.page).text
    commission.after(commission.opens + timedelta(minutes=1))
    assert commission.vote(2, "for").status_code == 303
    assert "La proposition est adoptée." in commission.close()
    third = commission.browser(0).post(f"{commission.page}/seconde-convocation")
    assert third.status_code == 403, "a second convocation has none"


def test_a_standard_refused_once_needs_three_quarters_ninety_days_later(polls, cast, build, after):
    held = Held(polls, cast, build, after)
    meanings = {"meaning_for": "Oui.", "meaning_against": "Non."}
    held.open("publiccode-yml", **meanings)
    for who, choice in enumerate(["for", "for", "against"]):
        held.vote(who, choice=choice)
    assert "La proposition est rejetée." in held.close()
    first = f"/scrutins/{held.poll.reference}"
    chair = polls.browser(cast.chair)
    draft = chair.post(f"{first}/seconde-convocation").location
    limit = held.poll.closes_at + timedelta(days=90)

    def opened(opens):
        data = {"opens_at": paris(opens), "closes_at": paris(opens + timedelta(days=15))}
        return polls.browser(cast.chair).post(f"{draft}/ouvrir", data=data)

    refused = opened(limit - timedelta(days=1))
    assert refused.status_code == 422 and "au plus tôt 90 jours" in refused.text
    called = opened(limit + timedelta(minutes=2))
    assert called.status_code == 303
    reference = called.location.rsplit("/", 1)[1]
    held.poll = build(lambda: actions.queries.find_poll(reference, polls.viewer(cast.chair)))
    after(limit + timedelta(hours=1))
    for who, choice in enumerate(["for", "for", "against"]):
        held.vote(who, choice=choice)
    assert "La proposition est rejetée." in held.close(), "two of three are fewer than 3/4"
