"""`@Prénom-Nom` names one person who may read the comment, and tells them at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from council.discussion.models import CommentMention
from council.discussion.words import handle_of, handles_in
from council.extensions import db
from council.notifications.rules import NOTICES
from tests.discussion.acts import act, say, stored, told

NAMED = "Un commentaire vous mentionne"


@pytest.fixture
def need(build, cast):
    """A need of the agent's body, on which the vendor spoke."""
    assert cast.agent
    row = build.need(cast.administration)
    build.comment(row, cast.vendor)
    return row


def mentioned(build):
    """Return the ids of the people mentioned anywhere."""
    return build(lambda: sorted(db.session.scalars(select(CommentMention.account_id))))


@pytest.mark.parametrize(
    "typed", ["@Vic-Vendeur-Fictif", "@vic-vendeur-fictif", "(@VIC-Vendeur-Fictif)."]
)
def test_a_person_of_the_thread_is_told_at_once(client, build, cast, need, mails, news, typed):
    answer = say(client.sign_in(cast.member), need, f"Qu’en dites-vous, {typed} ?")
    assert answer.status_code == 303
    assert mentioned(build) == [cast.vendor.id]
    (letter,) = told(mails)[cast.vendor.email]
    assert NAMED in letter
    assert cast.agent.email not in told(mails)
    page = client.get(f"/besoins/{need.reference}").text
    assert f"<strong>{typed.strip('().')}</strong>" in page
    assert NAMED not in told(news)[cast.agent.email][0]


def test_a_mention_is_marked_as_told_at_once():
    assert all(NOTICES[kind][0].at_once for kind in ("comment.posted", "comment.released"))


def test_unknown_and_ambiguous_names_stay_text_and_it_is_said(client, build, cast, need, mails):
    twin = build.account(cast.vendor.name)
    build.mandate(twin, "representative", body=cast.administration)
    client.sign_in(cast.member)
    say(client, need, "Bonjour @Vic-Vendeur-Fictif et @Jean-Inconnu, voir @media et x@exemple.fr.")
    assert mentioned(build) == []
    page = client.get(f"/besoins/{need.reference}").text
    assert "« @Vic-Vendeur-Fictif » désigne plusieurs personnes" in page
    assert "« @Jean-Inconnu » ne désigne personne ici" in page
    assert "@media »" not in page and "<strong>@" not in page


def test_choosing_in_the_list_settles_between_two_of_one_name(client, build, cast, need):
    twin = build.account(cast.vendor.name)
    build.mandate(twin, "representative", body=cast.administration)
    client.sign_in(cast.member)
    page = say(client, need, "Votre avis ?", choose="y")
    assert page.status_code == 200 and "Votre avis ?" in page.text
    assert f'value="{twin.uid}"' in page.text and f'value="{cast.vendor.uid}"' in page.text
    say(client, need, "Votre avis ?", people=[twin.uid])
    assert mentioned(build) == [twin.id]
    assert stored(build)[-1].body == "@Vic-Vendeur-Fictif Votre avis ?"


def test_choosing_posts_nothing_yet(client, build, cast, need):
    say(client.sign_in(cast.member), need, "Pas encore.", choose="y")
    assert [row.body for row in stored(build)] == ["Un commentaire fictif."]


def test_who_only_has_an_account_is_not_found_by_name(client, build, cast, need):
    assert cast.citizen
    say(client.sign_in(cast.member), need, "Bonjour @Noé-Citoyen-Fictif.")
    assert mentioned(build) == []


def test_a_note_names_nobody_outside_the_council(client, build, cast, need, mails):
    client.sign_in(cast.member)
    say(client, need, "@Vic-Vendeur-Fictif @Sam-Secrétaire-Fictif", council_only="y")
    assert cast.secretariat
    say(client, need, "@Vic-Vendeur-Fictif @Sam-Secrétaire-Fictif", council_only="y")
    assert mentioned(build) == [cast.secretariat.id]
    assert cast.vendor.email not in told(mails)


def test_on_a_hidden_record_only_its_readers_are_found(client, build, cast, mails):
    assert cast.vendor and cast.member
    row = build.need(cast.administration, visibility="organization")
    client.sign_in(cast.agent)
    page = say(client, row, "Bonjour", choose="y").text
    assert cast.vendor.uid not in page
    say(client, row, "Bonjour @Vic-Vendeur-Fictif")
    assert mentioned(build) == []


def test_code_and_quotes_mention_nobody(client, build, cast, need):
    say(client.sign_in(cast.member), need, "> @Vic-Vendeur-Fictif\n\n`@Vic-Vendeur-Fictif`\n\nOui.")
    assert mentioned(build) == []


def test_an_edit_tells_only_who_is_newly_named(client, build, cast, need, mails, news):
    client.sign_in(cast.member)
    say(client, need, "Avec @Vic-Vendeur-Fictif.")
    told(mails)
    said = stored(build)[-1]
    text = "Avec @Vic-Vendeur-Fictif et @Ana-Agent-Fictif."
    assert act(client, said, "modifier", body=text, row_version="1").status_code == 303
    letters = told(news)
    assert len(letters[cast.vendor.email]) == 1
    assert [NAMED in text for text in letters[cast.agent.email]] == [True, False]


def test_the_author_is_not_told_of_naming_themselves(client, build, cast, need, mails):
    say(client.sign_in(cast.member), need, "Moi, @Max-Membre-Fictif.")
    assert mentioned(build) == []


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Ana Agent-Fictif", "Ana-Agent-Fictif"),
        ("Zoé d’Exemple", "Zoé-d’Exemple"),
        ("  M. Jean (DINUM) ", "M-Jean-DINUM"),
        ("---", ""),
    ],
)
def test_handles(name, handle):
    assert handle_of(name) == handle


def test_a_wall_of_signs_is_read_quickly():
    assert handles_in("@" * 5000) == []
    assert len(handles_in("@a" + "-" * 4900 + " @b")) == 2
