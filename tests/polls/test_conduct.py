"""Conducting a poll: who opens, extends, suspends, cancels, and what is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from council import clock
from council.extensions import db
from council.polls.forms import BadMoment, paris_moment
from council.polls.models import Phase, Poll, PollExtension, PollIncident
from tests.polls.conftest import AVIS, SIMPLE, fields

FORM = {
    "title": "Faut-il ?",
    "text": "Texte.",
    "meaning_for": "Oui.",
    "meaning_against": "Non.",
    "rule": AVIS,
    "shown_to": "public",
}


def paris(moment):
    return moment.astimezone(clock.PARIS).strftime("%Y-%m-%dT%H:%M")


def draft_path(poll, *more):
    return "/".join([f"/scrutins/brouillons/{poll.record.uid}", *more])


DRAFTERS = [
    ("citizen", 403),
    ("agent", 403),
    ("vendor", 403),
    ("maintainer", 403),
    ("administrator", 403),
    ("endorser", 403),
    ("member", 303),
    ("secretariat", 303),
    ("chair", 303),
]


@pytest.mark.parametrize(("role", "status"), DRAFTERS)
def test_who_may_propose(polls, cast, role, status):
    answer = polls.browser(getattr(cast, role)).post("/scrutins/nouveau", data=FORM)
    assert answer.status_code == status
    assert polls.count(Poll) == (status == 303)


# rule, role → status of opening
OPENERS = [
    (AVIS, "secretariat", 303),
    (AVIS, "chair", 303),
    (AVIS, "member", 403),
    (SIMPLE, "secretariat", 403),
    (SIMPLE, "chair", 303),
    (SIMPLE, "member", 403),
    (AVIS, "administrator", 404),
    (AVIS, "citizen", 404),
    (SIMPLE, "administrator", 404),
]


@pytest.mark.parametrize(("rule", "role", "status"), OPENERS)
def test_who_may_open(polls, cast, build, rule, role, status):
    _ = cast.member_body
    build.seat(build.organization(), "administrations")
    poll = polls.draft(rule)
    data = {"closes_at": paris(clock.now() + timedelta(days=3))}
    answer = polls.browser(getattr(cast, role)).post(draft_path(poll, "ouvrir"), data=data)
    assert answer.status_code == status
    if (rule, role) == (SIMPLE, "secretariat"):
        assert "réserve cet acte à la présidence" in answer.text
    poll = polls.fresh(poll)
    assert poll.state == ("called" if status == 303 else "draft")
    assert bool(poll.reference) is (status == 303)


def test_the_draft_of_a_member_is_edited_by_its_author_and_the_secretariat(polls, cast):
    poll = polls.draft(author=cast.member)
    path = draft_path(poll, "modifier")
    assert polls.browser(cast.other_member).get(path).status_code == 403
    form = polls.browser(cast.member).get(path).text
    assert 'name="row_version" type="hidden" value="1"' in form or 'value="1"' in form
    data = FORM | {"title": "Question revue ?", "row_version": "1"}
    assert polls.browser(cast.secretariat).post(path, data=data).status_code == 303
    assert polls.fresh(poll).title == "Question revue ?"


def test_two_people_editing_get_a_conflict_with_both_texts(polls, cast):
    poll = polls.draft(author=cast.member)
    path = draft_path(poll, "modifier")
    first = FORM | {"text": "Le texte du secrétariat.", "row_version": "1"}
    assert polls.browser(cast.secretariat).post(path, data=first).status_code == 303
    second = FORM | {"text": "Le texte du membre.", "row_version": "1"}
    page = polls.browser(cast.member).post(path, data=second)
    assert page.status_code == 409
    assert "Le texte du membre." in page.text and "Le texte du secrétariat." in page.text
    assert polls.fresh(poll).text == "Le texte du secrétariat."


def test_once_called_nothing_is_edited(polls, cast):
    poll = polls.called()
    browser = polls.browser(cast.secretariat)
    page = browser.post(draft_path(poll, "modifier"), data=FORM | {"row_version": "1"})
    assert page.status_code == 403 and "figé depuis sa convocation" in page.text
    assert polls.fresh(poll).title == fields()["title"]
    again = browser.post(draft_path(poll, "ouvrir"), data={"closes_at": "2090-01-01T10:00"})
    assert again.status_code == 403


BAD_DRAFTS = [
    ({"title": ""}, 422, "obligatoire"),
    ({"title": "x" * 201}, 422, "200"),
    ({"title": "a\u202eb"}, 422, "sens d’écriture"),
    ({"text": ""}, 422, "obligatoire"),
    ({"text": "x" * 1_000_000}, 422, "20"),
    ({"meaning_for": ""}, 422, "obligatoire"),
    ({"rule": "inconnue"}, 422, ""),
    ({"shown_to": "martiens"}, 422, ""),
    ({"csrf_token": "faux"}, 400, "expiré"),
]


@pytest.mark.parametrize(("change", "status", "words"), BAD_DRAFTS)
def test_bad_drafts_come_back_with_a_sentence(polls, cast, change, status, words):
    page = polls.browser(cast.secretariat).post("/scrutins/nouveau", data=FORM | change)
    assert page.status_code == status and words in page.text
    assert "Non." in page.text, "what was typed is still there"
    assert polls.count(Poll) == 0


def test_markup_typed_in_a_text_is_text(polls, cast):
    data = FORM | {"title": "<script>alert(1)</script> 🐧", "text": "<script>alert(2)</script>"}
    browser = polls.browser(cast.secretariat)
    page = browser.get(browser.post("/scrutins/nouveau", data=data).location).text
    assert "<script>alert" not in page and "🐧" in page


BAD_DATES = [
    ("", "obligatoire"),
    ("demain", "2026-11-30T18:00"),
    ("2026-13-40T10:00", "2026-11-30T18:00"),
    ("2020-01-01T10:00", "après l’ouverture"),
    ("2099-03-29T02:30", "n’existe pas à Paris"),
    ("2099-10-25T02:30", "deux fois à Paris"),
    ("0001-01-01T00:00", "entre 2000 et 2100"),
    ("9999-12-31T23:59", "entre 2000 et 2100"),
]


@pytest.mark.parametrize(("closing", "words"), BAD_DATES)
def test_bad_closings_are_refused_in_words(polls, cast, closing, words):
    _ = cast.member_body
    poll = polls.draft()
    page = polls.browser(cast.secretariat).post(
        draft_path(poll, "ouvrir"), data={"closes_at": closing}
    )
    assert page.status_code == 422 and words in page.text
    assert polls.fresh(poll).state == "draft"


def test_an_opening_in_the_past_is_refused(polls, cast):
    _ = cast.member_body
    poll = polls.draft()
    data = {"opens_at": "2020-01-01T10:00", "closes_at": "2090-01-01T10:00"}
    page = polls.browser(cast.secretariat).post(draft_path(poll, "ouvrir"), data=data)
    assert page.status_code == 422 and "L’ouverture est déjà passée" in page.text


def test_paris_times_on_both_changes_of_the_clock():
    assert paris_moment(datetime(2026, 3, 29, 1, 59)) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert paris_moment(datetime(2026, 3, 29, 3, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert paris_moment(datetime(2026, 10, 25, 1, 59)) == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    assert paris_moment(datetime(2026, 10, 25, 3, 0)) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    for missing in (datetime(2026, 3, 29, 2, 0), datetime(2026, 3, 29, 2, 59)):
        with pytest.raises(BadMoment, match="n’existe pas"):
            paris_moment(missing)
    for double in (datetime(2026, 10, 25, 2, 0), datetime(2026, 10, 25, 2, 59)):
        with pytest.raises(BadMoment, match="deux fois"):
            paris_moment(double)


def test_extending_moves_later_never_earlier(polls, cast):
    poll = polls.called()
    path = f"/scrutins/{poll.reference}/prolonger"
    browser = polls.browser(cast.secretariat)
    sooner = {"closes_at": paris(poll.closes_at - timedelta(hours=1)), "reason": "Trop long"}
    page = browser.post(path, data=sooner)
    assert page.status_code == 422 and "ne se raccourcit pas" in page.text
    assert "Trop long" in page.text
    without = {"closes_at": paris(poll.closes_at + timedelta(days=1))}
    assert browser.post(path, data=without).status_code == 422
    later = without | {"reason": "Période de congés"}
    assert browser.post(path, data=later).status_code == 303
    assert browser.post(path, data=later).status_code == 303, "a repeat changes nothing"
    assert polls.count(PollExtension) == 1
    fresh = polls.fresh(poll)
    assert fresh.closes_at > poll.closes_at
    assert (fresh.frozen, fresh.frozen_sha256) == (poll.frozen, poll.frozen_sha256)
    assert "Période de congés" in browser.get(f"/scrutins/{poll.reference}").text


def test_a_closed_poll_is_neither_extended_nor_cancelled(polls, cast, after):
    poll = polls.called()
    after(poll.closes_at)
    browser = polls.browser(cast.chair)
    for act in ("prolonger", "annuler", "suspendre"):
        data = {"closes_at": "2090-01-01T10:00", "reason": "Trop tard"}
        assert browser.post(f"/scrutins/{poll.reference}/{act}", data=data).status_code == 403
    assert polls.fresh(poll).phase(clock.now()) == Phase.CLOSED


@pytest.mark.parametrize("role", ["member", "citizen", "administrator", "endorser"])
@pytest.mark.parametrize("act", ["prolonger", "suspendre", "annuler"])
def test_conduct_is_refused_to_others(polls, cast, role, act):
    poll = polls.called()
    data = {"closes_at": "2090-01-01T10:00", "reason": "Parce que"}
    page = polls.browser(getattr(cast, role)).post(f"/scrutins/{poll.reference}/{act}", data=data)
    assert page.status_code == 403 and "revient au secrétariat" in page.text
    assert polls.fresh(poll).closes_at == poll.closes_at


def test_an_incident_suspends_and_the_vote_goes_on(polls, cast):
    poll = polls.called()
    base = f"/scrutins/{poll.reference}"
    browser = polls.browser(cast.secretariat)
    data = {"reason": "Panne du réseau"}
    assert browser.post(f"{base}/suspendre", data=data).status_code == 303
    page = polls.browser(cast.member)
    assert "Panne du réseau" in page.get(base).text
    refused = page.post(f"{base}/bulletin", data={"choice": "for", "confirmed": "1"})
    assert refused.status_code == 403 and "suspendu" in refused.text
    later = {"reason": "Réseau rétabli", "closes_at": paris(poll.closes_at + timedelta(days=1))}
    assert browser.post(f"{base}/reprendre", data=later).status_code == 303
    kept = page.post(f"{base}/bulletin", data={"choice": "for", "confirmed": "1"})
    assert kept.status_code == 303
    assert polls.count(PollIncident) == 2


def test_a_cancelled_poll_stays_readable_with_its_reason(polls, cast):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "for")
    data = {"reason": "Question mal posée"}
    browser = polls.browser(cast.secretariat)
    assert browser.post(f"/scrutins/{poll.reference}/annuler", data=data).status_code == 303
    page = polls.browser().get(f"/scrutins/{poll.reference}")
    assert page.status_code == 200 and "Question mal posée" in page.text


def test_a_draft_may_be_given_up(polls, cast):
    poll = polls.draft()
    browser = polls.browser(cast.secretariat)
    answer = browser.post(draft_path(poll, "abandonner"), data={"reason": "Sans objet"})
    assert answer.status_code == 303
    assert browser.get(answer.location).status_code == 200
    assert polls.fresh(poll).state == "cancelled"


def test_the_password_is_asked_again_after_a_while(polls, cast, after):
    _ = cast.member_body
    poll = polls.draft()
    browser = polls.browser(cast.secretariat)
    after(clock.now() + timedelta(minutes=20))
    answer = browser.post(draft_path(poll, "ouvrir"), data={"closes_at": "2090-01-01T10:00"})
    assert answer.status_code in (303, 403)
    assert polls.fresh(poll).state == "draft"


def test_the_database_refuses_a_called_poll_without_dates(polls, build):
    poll = polls.called()

    def break_it(p):
        with db.session.begin_nested():
            db.session.execute(
                db.update(Poll).where(Poll.id == p.id).values(opens_at=None, closes_at=None)
            )

    with pytest.raises(Exception, match="a_called_poll_is_frozen_and_dated"):
        build(break_it, poll)
