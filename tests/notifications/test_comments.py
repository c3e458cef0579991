"""Who is told of what is said in a thread; notes among members reach nobody else."""

from __future__ import annotations

import pytest

SAID = "Un commentaire est publié, "


def say(client, need, **data):
    """Post a comment on a need."""
    url = f"/discussion/{need.record.uid}/commentaires"
    assert client.post(url, data={"body": "Nous aussi.", **data}).status_code == 303


@pytest.fixture
def need(build, cast):
    """A need of the agent's body, on which the vendor already spoke."""
    assert cast.agent
    row = build.need(cast.administration)
    build.comment(row, cast.vendor)
    return row


def to(messages):
    """Return who was mailed, in order."""
    return sorted(message["To"] for message in messages)


def test_the_holder_and_who_spoke_are_told_once(client, cast, need, mails, summaries):
    say(client.sign_in(cast.member), need)
    assert mails() == []
    sent = summaries()
    assert to(sent) == sorted([cast.agent.email, cast.vendor.email])
    assert all(SAID in str(message.get_body(("plain",)).get_content()) for message in sent)
    assert summaries() == []


def test_a_note_among_members_is_told_to_members_only(client, build, cast, need, summaries):
    build.comment(need, cast.other_member)
    say(client.sign_in(cast.member), need, council_only="y")
    assert to(summaries()) == [cast.other_member.email]


def test_the_author_hears_that_a_comment_is_hidden(client, build, cast, need, mails):
    said = build.comment(need, cast.vendor)
    client.sign_in(cast.secretariat)
    page = f"/discussion/commentaires/{said.uid}/masquer"
    assert client.post(page, data={"reason": "Hors sujet fictif."}).status_code == 303
    assert to(mails()) == [cast.vendor.email]
