"""Comments on any record: posted, changed, taken back, hidden with a public reason."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from council.discussion.models import Comment
from council.extensions import db

SECRET = "Mot-planté-zirconium"


def say(client, row, text="Nous avons **le même** souci.", **data):
    """Post a comment on a record."""
    return client.post(f"/discussion/{row.record.uid}/commentaires", data={"body": text, **data})


def comments(build):
    """Return the comments as stored."""
    return build(lambda: list(db.session.scalars(select(Comment).order_by(Comment.id))))


@pytest.mark.parametrize(
    "name", ["agent", "vendor", "maintainer", "member", "secretariat", "chair", "observer"]
)
def test_who_may_comment(client, build, cast, name):
    need = build.need(cast.administration)
    client.sign_in(getattr(cast, name))
    answer = say(client, need)
    (comment,) = comments(build)
    assert answer.location == f"/besoins/{need.reference}#commentaire-{comment.uid}"
    page = client.get(f"/besoins/{need.reference}").text
    assert "<strong>le même</strong>" in page
    assert getattr(cast, name).name in page


@pytest.mark.parametrize("name", ["citizen", "administrator"])
def test_who_may_not_comment_reads_why(client, build, cast, name):
    need = build.need(cast.administration)
    answer = say(client.sign_in(getattr(cast, name)), need)
    assert answer.status_code == 403
    assert "demande un mandat" in answer.text
    assert comments(build) == []


def test_without_account_one_reads_only(client, build, cast):
    need = build.need(cast.administration)
    build.comment(need, cast.agent)
    page = client.get(f"/besoins/{need.reference}")
    assert "Un commentaire fictif." in page.text
    assert "<textarea" not in page.text
    assert say(client, need).status_code == 401


def test_what_may_not_be_seen_may_not_be_commented(client, build, cast):
    hidden = build.need(cast.administration, visibility="organization")
    draft = build.need(cast.company, state="draft")
    client.sign_in(cast.vendor)
    assert say(client, hidden).status_code == 404
    assert say(client, draft).status_code == 404
    assert client.post("/discussion/" + "0" * 32 + "/commentaires").status_code == 404


def test_notes_stay_within_the_council(client, build, cast):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}"
    assert say(client.sign_in(cast.member), need, SECRET, council_only="y").status_code == 303
    (note,) = comments(build)
    for name in ("member", "secretariat", "chair"):
        assert SECRET in client.sign_in(getattr(cast, name)).get(path).text
    for name in ("agent", "vendor", "maintainer", "administrator"):
        client.sign_in(getattr(cast, name))
        assert SECRET not in client.get(path).text
        assert client.get(f"/discussion/commentaires/{note.uid}/modifier").status_code == 404
    refused = say(client.sign_in(cast.vendor), need, "Note", council_only="y")
    assert refused.status_code == 403
    assert len(comments(build)) == 1


def test_an_author_changes_and_takes_back(client, build, cast):
    need = build.need(cast.administration)
    said = build.comment(need, cast.vendor, SECRET)
    path = f"/discussion/commentaires/{said.uid}"
    client.sign_in(cast.vendor)
    assert SECRET in client.get(f"{path}/modifier").text
    data = {"body": "Plus clair.", "row_version": "1"}
    assert client.post(f"{path}/modifier", data=data).status_code == 303
    page = client.get(f"/besoins/{need.reference}").text
    assert "Plus clair." in page and "modifié le" in page and SECRET not in page
    late = client.post(f"{path}/modifier", data={"body": "Trop tard.", "row_version": "1"})
    assert late.status_code == 409
    assert "Trop tard." in late.text
    assert client.get(f"{path}/retirer").status_code == 200
    assert client.post(f"{path}/retirer").status_code == 303
    page = client.get(f"/besoins/{need.reference}").text
    assert "retiré par son auteur" in page and "Plus clair." not in page
    assert client.post(f"{path}/retirer").status_code == 403


@pytest.mark.parametrize("verb", ["modifier", "retirer"])
@pytest.mark.parametrize("name", ["agent", "secretariat", "chair"])
def test_nobody_touches_the_words_of_another(client, build, cast, verb, name):
    need = build.need(cast.administration)
    said = build.comment(need, cast.vendor)
    client.sign_in(getattr(cast, name))
    data = {"body": "Autre chose.", "row_version": "1"}
    answer = client.post(f"/discussion/commentaires/{said.uid}/{verb}", data=data)
    assert answer.status_code == 403
    assert "pas le vôtre" in answer.text
    assert comments(build)[0].body == "Un commentaire fictif."


def test_moderation_is_public_and_reversible(client, build, cast):
    need = build.need(cast.administration)
    said = build.comment(need, cast.vendor, SECRET)
    path = f"/discussion/commentaires/{said.uid}"
    client.sign_in(cast.secretariat)
    assert client.post(f"{path}/masquer", data={"reason": ""}).status_code == 422
    data = {"reason": "Met en cause une personne."}
    assert client.post(f"{path}/masquer", data=data).status_code == 303
    client.post("/deconnexion")
    for page in (f"/besoins/{need.reference}", "/discussion/moderation"):
        text = client.get(page).text
        assert "Met en cause une personne." in text
        assert SECRET not in text
    client.sign_in(cast.secretariat)
    assert client.post(f"{path}/masquer", data=data).status_code == 403
    assert client.post(f"{path}/reafficher").status_code == 303
    assert SECRET in client.get(f"/besoins/{need.reference}").text
    assert client.post(f"{path}/reafficher").status_code == 403


@pytest.mark.parametrize("name", ["agent", "vendor", "member", "chair", "administrator"])
def test_only_the_secretariat_moderates(client, build, cast, name):
    need = build.need(cast.administration)
    said = build.comment(need, cast.maintainer)
    client.sign_in(getattr(cast, name))
    data = {"reason": "Je n’aime pas."}
    answer = client.post(f"/discussion/commentaires/{said.uid}/masquer", data=data)
    assert answer.status_code == 403
    assert comments(build)[0].hidden_at is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001, "x" * 1_000_000, "a\x00b", "[" * 30_000])
def test_bad_input_comes_back(client, build, cast, text):
    need = build.need(cast.administration)
    page = say(client.sign_in(cast.agent), need, text)
    assert page.status_code == 422
    assert 'href="#body"' in page.text
    assert comments(build) == []


def test_markup_is_cleaned(client, build, cast):
    need = build.need(cast.administration)
    say(client.sign_in(cast.agent), need, "<script>alert(1)</script> [x](javascript:alert(2)) 🙂")
    page = client.get(f"/besoins/{need.reference}").text
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "🙂" in page


def test_a_thread_of_a_software_works_too(client, build, cast):
    answer = say(client.sign_in(cast.agent), cast.software, "Utile.")
    assert re.match(r"/logiciels/tableur-fictif#commentaire-[0-9a-f]{32}$", answer.location)
