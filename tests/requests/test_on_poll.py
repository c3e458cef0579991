"""The maintainers' answer stands above any vote on the subject."""

from __future__ import annotations

from council.extensions import db
from council.records.models import LinkKind, Record
from council.records.steps import link
from tests.polls.conftest import Polls


def test_it_is_read_before_the_vote(app, client, build, cast, offers, asked):
    build.answer(asked, "another_way", text="Par une **extension**.", by_link=True)
    item = build.item(sources=[offers.need])
    poll = Polls(build, cast, app).called()

    def tie():
        records = [db.session.get_one(Record, row.id) for row in (poll, item)]
        link(*records, LinkKind.BORN_FROM)

    build(tie)
    page = client.get(f"/scrutins/{poll.reference}").text
    assert "répondu par lien, adresse confirmée" in page
    assert "<strong>extension</strong>" in page
    assert page.index("Ce que répondent les mainteneurs") < page.index("Texte soumis au vote")
