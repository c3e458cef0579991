"""Reports, the queue, decisions and their public log, the second look."""

from __future__ import annotations

import pytest

from tests.discussion.acts import COMMENTS, act, stored, told

SECRET = "Mot-planté-zirconium"
QUEUE = "/discussion/a-relire"
LOG = "/discussion/moderation"
WHY = "Met en cause une personne fictive."


@pytest.fixture
def said(build, cast):
    """A vendor's comment on a need of the agent's body."""
    assert cast.agent
    need = build.need(cast.administration)
    build.comment(need, cast.member, "Ce qui était dit avant.")
    return build.comment(need, cast.vendor, SECRET)


@pytest.fixture
def reported(client, cast, said):
    """The same, reported by a citizen."""
    client.sign_in(cast.citizen)
    assert act(client, said, "signaler", reason=WHY).status_code == 303
    return said


@pytest.mark.parametrize("name", ["citizen", "agent", "member", "observer", "administrator"])
def test_anybody_registered_reports_once(client, cast, said, name):
    client.sign_in(getattr(cast, name))
    assert client.get(f"{COMMENTS}/{said.uid}/signaler").status_code == 200
    assert act(client, said, "signaler", reason="").status_code == 422
    assert act(client, said, "signaler", reason=WHY).status_code == 303
    again = act(client, said, "signaler", reason=WHY)
    assert again.status_code == 403 and "déjà signalé" in again.text


def test_not_one_s_own_not_without_account_not_too_many(app, client, build, cast, said):
    assert act(client, said, "signaler", reason=WHY).status_code == 401
    client.sign_in(cast.vendor)
    assert act(client, said, "signaler", reason=WHY).status_code == 403
    app.config["COUNCIL_REPORTS_A_DAY"] = 1
    other = build.comment(build.need(cast.administration), cast.vendor)
    client.sign_in(cast.citizen)
    assert act(client, said, "signaler", reason=WHY).status_code == 303
    late = act(client, other, "signaler", reason="Un motif gardé.")
    assert late.status_code == 422 and "Un motif gardé." in late.text


def test_the_queue_shows_it_in_context(client, cast, reported, queries):
    client.sign_in(cast.secretariat)
    with queries.at_most(14):
        page = client.get(QUEUE)
    assert SECRET in page.text and WHY in page.text
    assert "Ce qui était dit avant." in page.text
    assert cast.citizen.name not in page.text
    assert "1 commentaire attend" in client.get("/tableau-de-bord").text
    for name in ("citizen", "member", "chair", "administrator"):
        assert client.sign_in(getattr(cast, name)).get(QUEUE).status_code == 403


def test_the_secretariat_is_told_of_a_report_and_never_by_whom(client, cast, said, news):
    assert cast.secretariat
    act(client.sign_in(cast.citizen), said, "signaler", reason=WHY)
    ((address, letters),) = told(news).items()
    assert address == cast.secretariat.email
    assert "est signalé" in letters[0] and cast.citizen.name not in letters[0]


def test_kept_with_a_reason(client, cast, reported, mails):
    client.sign_in(cast.secretariat)
    assert act(client, reported, "garder", reason="").status_code == 422
    answer = act(client, reported, "garder", reason="Dans le sujet.")
    assert answer.location == QUEUE
    assert SECRET not in client.get(QUEUE).text
    client.post("/deconnexion")
    log = client.get(LOG).text
    assert "Dans le sujet." in log and WHY not in log and cast.citizen.name not in log
    assert act(client.sign_in(cast.secretariat), reported, "garder", reason="x").status_code == 403
    # What is reported anew waits anew.
    act(client.sign_in(cast.citizen), reported, "signaler", reason=WHY)
    assert SECRET in client.sign_in(cast.secretariat).get(QUEUE).text


def test_hidden_then_looked_at_again_once(client, cast, reported, mails):
    client.sign_in(cast.secretariat)
    act(client, reported, "masquer", reason="Hors sujet fictif.")
    assert SECRET not in client.get(QUEUE).text
    assert "masqué" in told(mails)[cast.vendor.email][-1]
    client.sign_in(cast.agent)
    assert act(client, reported, "reexamen", reason="Non.").status_code == 403
    client.sign_in(cast.vendor)
    assert act(client, reported, "reexamen", reason="").status_code == 422
    assert act(client, reported, "reexamen", reason="C’était le sujet.").status_code == 303
    assert act(client, reported, "reexamen", reason="Encore.").status_code == 403
    client.sign_in(cast.secretariat)
    page = client.get(QUEUE).text
    assert "C’était le sujet." in page and SECRET in page
    assert act(client, reported, "maintenir", reason="Toujours hors sujet.").status_code == 303
    assert "maintenue" in told(mails)[cast.vendor.email][-1]
    assert SECRET not in client.get(QUEUE).text
    log = client.get(LOG).text
    assert "Toujours hors sujet." in log and "C’était le sujet." not in log and SECRET not in log
    assert act(client, reported, "maintenir", reason="Encore.").status_code == 403


def test_a_second_look_may_show_it_again(client, cast, reported, mails):
    act(client.sign_in(cast.secretariat), reported, "masquer", reason="Hors sujet fictif.")
    act(client.sign_in(cast.vendor), reported, "reexamen", reason="C’était le sujet.")
    client.sign_in(cast.secretariat)
    assert act(client, reported, "reafficher").status_code == 303
    assert "affiché à nouveau" in told(mails)[cast.vendor.email][-1]
    assert SECRET not in client.get(QUEUE).text
    assert "affiché à nouveau" in client.get(LOG).text


@pytest.mark.parametrize("name", ["agent", "vendor", "member", "chair", "administrator"])
@pytest.mark.parametrize("verb", ["garder", "refuser", "publier", "maintenir"])
def test_only_the_secretariat_decides(client, build, cast, reported, name, verb):
    client.sign_in(getattr(cast, name))
    assert act(client, reported, verb, reason="Je décide.").status_code == 403
    (row,) = [row for row in stored(build) if row.uid == reported.uid]
    assert row.hidden_at is None and row.refused_at is None


def test_the_log_tells_the_council_s_notes_to_the_council_alone(client, build, cast):
    need = build.need(cast.administration)
    note = build.comment(need, cast.member, SECRET, council_only=True)
    act(client.sign_in(cast.secretariat), note, "masquer", reason="Un motif interne.")
    assert "Un motif interne." in client.sign_in(cast.chair).get(LOG).text
    for name in ("agent", "vendor", "administrator"):
        assert "Un motif interne." not in client.sign_in(getattr(cast, name)).get(LOG).text


def test_the_log_is_empty_for_who_may_not_see_the_record(client, build, cast):
    need = build.need(cast.administration, visibility="organization")
    hidden = build.comment(need, cast.secretariat, SECRET)
    act(client.sign_in(cast.secretariat), hidden, "masquer", reason="Un motif réservé.")
    assert "Un motif réservé." not in client.sign_in(cast.vendor).get(LOG).text
