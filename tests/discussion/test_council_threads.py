"""A poll's debate and the preparation of a decision stay among the council, even afterwards."""

from __future__ import annotations

import pytest

from tests.decisions.conftest import Decisions
from tests.discussion.acts import say, stored
from tests.polls.conftest import Polls

SECRET = "Mot-planté-zirconium"


@pytest.fixture
def poll(app, build, cast):
    """A poll that everybody may read."""
    assert cast.member and cast.other_member
    return Polls(build, cast, app).called(shown_to="public")


def test_the_debate_of_a_poll_is_the_council_s(client, build, cast, poll):
    path = f"/scrutins/{poll.reference}"
    client.sign_in(cast.member)
    assert "reste entre les membres" in client.get(path).text
    assert say(client, poll, SECRET).location.startswith(path)
    assert stored(build)[-1].council_only
    assert SECRET in client.sign_in(cast.chair).get(path).text
    for name in ("agent", "vendor", "administrator", "citizen"):
        page = client.sign_in(getattr(cast, name)).get(path).text
        assert SECRET not in page and 'id="discussion"' not in page
        refused = say(client, poll, "Moi aussi.")
        assert refused.status_code == 403 and "entre les membres" in refused.text
    client.sign_in(cast.secretariat)
    assert client.post(f"/discussion/{poll.record.uid}/ouvrir").status_code == 403


def test_the_preparation_of_a_decision_is_not_published_with_it(client, build, cast, app):
    made = Decisions(build, cast, app)
    draft = made.draft()
    path = f"/decisions/brouillons/{draft.record.uid}"
    client.sign_in(cast.member)
    assert "<textarea" in client.get(path).text
    answer = say(client, draft, SECRET)
    assert answer.location.startswith(path)
    assert stored(build)[-1].council_only
    assert SECRET in client.sign_in(cast.chair).get(path).text
    assert say(client.sign_in(cast.vendor), draft).status_code == 404


def test_a_published_decision_is_commented_in_public(client, build, cast, app):
    published = Decisions(build, cast, app).published()
    client.sign_in(cast.agent)
    assert say(client, published, "Merci.").status_code == 303
    assert not stored(build)[-1].council_only
