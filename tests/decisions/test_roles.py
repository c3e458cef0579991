"""Who may do which act in which state: written by hand from the permission table."""

from __future__ import annotations

import pytest

from tests.decisions.conftest import draft_path, form_data

STATES = ("draft", "proposed", "adopted", "published", "superseded", "repealed", "withdrawn")
PUBLIC = STATES[3:]
STAFF = ("secretariat", "other_secretariat", "chair")
COUNCIL = (*STAFF, "member", "other_member", "endorser")
OUTSIDE = ("citizen", "agent", "vendor", "maintainer", "observer", "administrator")

# Act → (states in which it is possible, people who may).
ACTS = {
    "modifier": (("draft", "proposed"), STAFF),
    "adopter": (("draft", "proposed"), STAFF),
    "soutien": (("adopted", "published"), ("endorser",)),
    "publier": (("adopted",), STAFF),
    "superseded": (("published",), STAFF),
    "repealed": (("published",), STAFF),
    "withdrawn": (("draft", "proposed", "published"), STAFF),
}


@pytest.mark.parametrize("state", STATES)
def test_each_act_is_offered_to_the_right_people_in_the_right_states(decisions, cast, state):
    decision = decisions.in_state(state)
    for name in (*COUNCIL, *OUTSIDE):
        browser = decisions.browser(getattr(cast, name))
        for act, (states, people) in ACTS.items():
            status = browser.get(draft_path(decision, act)).status_code
            may_see = name in COUNCIL or state in PUBLIC
            expected = 404 if not may_see else 200 if state in states and name in people else 403
            assert status == expected, (name, state, act)


@pytest.mark.parametrize("state", STATES)
def test_pages_are_read_by_whom_the_state_says(decisions, cast, state):
    decision = decisions.in_state(state)
    path = f"/decisions/{decision.reference}" if state in PUBLIC else draft_path(decision)
    for name in (*COUNCIL, *OUTSIDE):
        status = decisions.browser(getattr(cast, name)).get(path).status_code
        assert status == (200 if name in COUNCIL or state in PUBLIC else 404), (name, state)
    assert decisions.browser().get(path).status_code == (200 if state in PUBLIC else 404)


@pytest.mark.parametrize("state", STATES)
def test_an_act_posted_out_of_place_changes_nothing(decisions, cast, state):
    decision = decisions.in_state(state)
    data = form_data(reason="x", adopted_on="2026-01-01", acted_on="2026-01-01", supports="yes")
    for name in ("member", "endorser", "citizen", "administrator"):
        browser = decisions.browser(getattr(cast, name))
        for act in (*ACTS, "proposer", "demander-la-publication"):
            if act == "soutien" and name == "endorser":
                continue
            status = browser.post(draft_path(decision, act), data=data).status_code
            assert status in (403, 404), (name, act)
    after = decisions.fresh(decision)
    assert (after.state, after.row_version, after.body) == (
        state,
        decision.row_version,
        decision.body,
    )


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_the_council_drafts(decisions, cast, name):
    browser = decisions.browser(getattr(cast, name))
    assert browser.get("/decisions/nouvelle").status_code == 403
    assert browser.post("/decisions/nouvelle", data=form_data()).status_code == 403


def test_a_member_keeps_their_draft_until_it_is_proposed(decisions, cast):
    mine = decisions.draft(author=cast.member)
    member, other = decisions.browser(cast.member), decisions.browser(cast.other_member)
    assert member.get(draft_path(mine, "modifier")).status_code == 200
    assert other.get(draft_path(mine, "modifier")).status_code == 403
    staff = decisions.browser(cast.secretariat)
    assert staff.post(draft_path(mine, "proposer")).status_code == 303
    refused = member.get(draft_path(mine, "modifier"))
    assert refused.status_code == 403
    assert "tenu par le secrétariat" in refused.text


def test_a_visitor_is_asked_to_sign_in(decisions):
    client = decisions.browser()
    assert client.get("/decisions/nouvelle").status_code == 303
    assert client.post("/decisions/nouvelle", data=form_data()).status_code == 401
