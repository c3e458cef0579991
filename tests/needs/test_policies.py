"""Every role × every state, by hand from access.md: what each may do with a need of a body."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from council.needs import policies
from council.needs.models import NeedState
from council.organizations.viewer import ANONYMOUS, MandateFact, Viewer

HOLDER, OTHER, TOOL = 10, 20, 30


def person(title, organization_id=None, software_id=None):
    """Return somebody with one mandate."""
    fact = MandateFact(1, "u", title, organization_id, software_id, "Organisme fictif")
    return Viewer(account_id=1, account_uid="a", mandates=(fact,), acting=fact)


PEOPLE = {
    "anonymous": ANONYMOUS,
    "citizen": Viewer(account_id=1),
    "holder": person("representative", HOLDER),
    "holder_member": person("member", HOLDER),
    "other": person("representative", OTHER),
    "maintainer": person("maintainer", software_id=TOOL),
    "secretariat": person("secretariat", OTHER),
    "chair": person("chair", OTHER),
    "observer": person("observer", OTHER),
    "administrator": person("administrator", OTHER),
}
HOLDERS = {"holder", "holder_member"}
EDITORS = {*HOLDERS, "secretariat"}
# Verb → who → in which states.
TABLE = {
    "can_edit_need": (EDITORS, {"draft", "submitted", "published", "planned", "partly_met"}),
    "can_submit_need": (EDITORS, {"draft"}),
    "can_publish_need": ({"secretariat"}, {"submitted"}),
    "can_decline_need": ({"secretariat"}, {"submitted"}),
    "can_withdraw_need": (EDITORS, {"submitted", "published", "planned"}),
    "can_record_outcome": (
        {"secretariat"},
        {"published", "planned", "partly_met", "unmet"},
    ),
    "can_endorse_need": ({"other", "observer"}, {"published", "planned", "partly_met"}),
}


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("state", list(NeedState))
@pytest.mark.parametrize("name", PEOPLE)
def test_role_and_state(name, state, verb):
    need = SimpleNamespace(
        state=state.value, record=SimpleNamespace(organization_id=HOLDER, software_id=None)
    )
    who, states = TABLE[verb]
    verdict = getattr(policies, verb)(PEOPLE[name], need)
    assert bool(verdict) == (name in who and state.value in states)
    assert verdict.allowed or str(verdict.reason)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_call_belongs_to_its_maintainers(name):
    call = SimpleNamespace(
        state="published", record=SimpleNamespace(organization_id=None, software_id=TOOL)
    )
    allowed = bool(policies.can_edit_need(PEOPLE[name], call))
    assert allowed == (name in {"maintainer", "secretariat"})


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_file_for_whom(name):
    viewer = PEOPLE[name]
    for_body = bool(policies.can_file_for(viewer, organization_id=HOLDER))
    for_tool = bool(policies.can_file_for(viewer, software_id=TOOL))
    assert for_body == (name in {*HOLDERS, "secretariat"})
    assert for_tool == (name in {"maintainer", "secretariat"})
