"""Where a contribution is upstream: addresses, kinds, and what forges tell of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from council import clock
from council.contributions.jobs import refresh_links, take_links
from council.contributions.models_upstream import UpstreamLink
from council.extensions import db
from tests.loopback import loopback, ok

ROLES = ("citizen", "agent", "maintainer", "member", "secretariat", "chair", "administrator")


def rows(*pairs, version="1"):
    """Return what the form of addresses posts."""
    data = {"row_version": version}
    for number, (url, kind) in enumerate(pairs):
        data |= {f"rows-{number}-url": url, f"rows-{number}-kind": kind}
    return data


def links(offers):
    """Return every address kept, in order."""
    query = db.select(UpstreamLink).order_by(UpstreamLink.contribution_id, UpstreamLink.position)
    return offers.build(lambda: list(db.session.scalars(query)))


@pytest.fixture
def forge(app):
    """`forge(answers)` is a GitLab of the loopback that the worker may ask."""

    def run(answers, program="gitlab"):
        context = loopback(answers)
        web = context.__enter__()
        opened.append(context)
        host = f"{program}.invalid"
        app.config["FORGES"] = {**app.config["FORGES"], host: program}
        app.config["FETCH"], app.config["FETCH_DOOR"] = True, web.door(seconds=1)
        web.address = f"http://{host}:{web.port}"
        return web

    opened = []
    yield run
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def ask(app):
    """`ask()` does what the worker does about addresses, as late as asked."""

    def later(**delay):
        clock.set_offset(clock.offset() + timedelta(**delay))
        with app.app_context():
            refresh_links()
            db.session.remove()

    return later


def offered(offers, *urls, state="under_way"):
    return offers.offered(state, upstream_links=urls)


def said(**values):
    return ok(json.dumps(values), "Content-Type: application/json")


def test_the_giver_says_where_it_is_and_kinds_are_guessed(client, cast, offers):
    row = offered(offers)
    client.sign_in(cast.vendor)
    address = f"/contributions/{row.reference}"
    assert f"{address}/liens" in client.get(address).text
    assert client.get(f"{address}/liens").status_code == 200
    data = rows(
        ("https://github.com/o/r/issues/3", ""),
        ("https://gitlab.com/g/s/p/-/merge_requests/4", "other"),
        ("https://exemple.invalid/quelque-part", ""),
        ("", ""),
        version=str(offers.read(row).row_version),
    )
    assert client.post(f"{address}/liens", data=data).status_code == 303
    kept = links(offers)
    assert [(link.kind, link.state) for link in kept] == [
        ("issue", "unknown"),
        ("other", "unknown"),
        ("other", "unknown"),
    ]
    page = client.get(address).text
    assert "ticket" in page
    assert "https://exemple.invalid/quelque-part" in page
    assert offers.journal() == ["contribution.linked"]
    assert "Adresses dans le projet" in page
    assert client.post(f"{address}/liens", data=data).status_code == 409


def test_a_row_moved_keeps_what_was_told_of_it(client, cast, offers, forge, ask):
    web = forge({"/api/v4/projects/g%2Fp/issues/1": said(state="closed")})
    first, second = f"{web.address}/g/p/-/issues/1", "https://exemple.invalid/2"
    row = offered(offers, first, second)
    ask()
    client.sign_in(cast.vendor)
    data = rows((second, ""), (first, ""), version=str(offers.read(row).row_version))
    assert client.post(f"/contributions/{row.reference}/liens", data=data).status_code == 303
    assert [(link.url, link.state) for link in links(offers)] == [
        (second, "unknown"),
        (first, "closed"),
    ]
    data = rows((second, ""), version=str(offers.read(row).row_version))
    assert client.post(f"/contributions/{row.reference}/liens", data=data).status_code == 303
    assert [link.url for link in links(offers)] == [second]


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("javascript:alert(1)", "")], "adresse web complète"),
        ([("ftp://forge.invalid/x", "")], "adresse web complète"),
        ([("https://moi:secret@forge.invalid/x", "")], "adresse web complète"),
        ([("https://forge.invalid/" + "x" * 500, "")], "500"),
        ([("https://forge.invalid/", "roman")], "rows-0-kind"),
        ([("https://forge.invalid/", "")] * 2, "deux fois"),
        ([(f"https://forge.invalid/{n}", "") for n in range(22)], "Vingt adresses"),
        ([("https://forge.invalid/\u202e", "")], "rows-0-url"),
    ],
)
def test_what_is_no_address_is_named_and_given_back(client, cast, offers, pairs, words):
    row = offered(offers)
    client.sign_in(cast.vendor)
    answer = client.post(f"/contributions/{row.reference}/liens", data=rows(*pairs))
    assert answer.status_code == 422
    assert words in answer.text
    assert links(offers) == []


@pytest.mark.parametrize("page", ["liens", "jalons"])
def test_others_are_refused_with_the_reason(app, cast, offers, page):
    row = offered(offers)
    for name in ROLES:
        client = app.test_client().sign_in(getattr(cast, name))
        for answer in (
            client.get(f"/contributions/{row.reference}/{page}"),
            client.post(f"/contributions/{row.reference}/{page}", data={}),
        ):
            assert answer.status_code == 403, name
            assert "autre organisme" in answer.text
    assert app.test_client().get(f"/contributions/{row.reference}/{page}").status_code == 303
    assert offers.journal() == []


@pytest.mark.parametrize("page", ["liens", "jalons"])
@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_what_is_over_is_followed_no_more(client, cast, offers, page, state):
    row = offered(offers, state=state)
    client.sign_in(cast.vendor)
    answer = client.get(f"/contributions/{row.reference}/{page}")
    assert answer.status_code == 403
    assert "plus cours" in answer.text


@pytest.mark.parametrize(
    ("path", "api", "answer", "state", "words"),
    [
        ("g/p/-/issues/1", "issues/1", {"state": "opened"}, "open", "ouvert"),
        ("g/p/-/issues/1", "issues/1", {"state": "closed"}, "closed", "fermé"),
        (
            "g/p/-/merge_requests/2",
            "merge_requests/2",
            {"state": "merged", "merged_at": "2027-03-01T10:00:00Z"},
            "merged",
            "fusionné",
        ),
        (
            "g/p/-/releases/v1.0",
            "releases/v1.0",
            {"tag_name": "v1.0", "released_at": "2027-03-01T10:00:00.000Z"},
            "released",
            "publié",
        ),
    ],
)
def test_the_state_is_shown_with_its_date(
    client, offers, forge, ask, path, api, answer, state, words
):
    web = forge({f"/api/v4/projects/g%2Fp/{api}": said(**answer)})
    row = offered(offers, f"{web.address}/{path}")
    page = client.get(f"/contributions/{row.reference}").text
    assert "pas encore vérifié" in page
    ask()
    assert [link.state for link in links(offers)] == [state]
    page = client.get(f"/contributions/{row.reference}").text
    assert words in page
    assert "vu le " in page
    assert "pas encore vérifié" not in page
    assert offers.read(row).state == "under_way"
    assert offers.journal() == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        '{"state": 5}',
        '{"state": "merged?"}',
        '{"state": {"a": 1}}',
        "[" * 100_000,
        '{"state": ' + "9" * 5000 + "}",
        "\xff\xfe",
        "<html>Sign in</html>",
    ],
)
def test_an_answer_that_is_not_understood_says_nothing(client, offers, forge, ask, body):
    web = forge({"/api/v4/projects/g%2Fp/issues/1": ok(body.encode("latin-1"))})
    row = offered(offers, f"{web.address}/g/p/-/issues/1")
    ask()
    (link,) = links(offers)
    assert (link.state, link.error) == ("unknown", "")
    assert link.checked_at is not None
    assert "état non dit" in client.get(f"/contributions/{row.reference}").text


def test_a_date_out_of_this_world_is_left_out(offers, forge, ask):
    answer = said(state="merged", merged_at="0001-01-01T00:00:00+23:59")
    web = forge({"/api/v4/projects/g%2Fp/merge_requests/1": answer})
    offered(offers, f"{web.address}/g/p/-/merge_requests/1")
    ask()
    (link,) = links(offers)
    assert (link.state, link.state_at) == ("merged", None)


def test_who_does_not_answer_is_asked_later_and_later(client, offers, forge, ask):
    web = forge({})
    row = offered(offers, f"{web.address}/g/p/-/issues/1")
    ask()
    ask(minutes=30)
    assert len(web.paths) == 1
    assert "n’a pas répondu" in client.get(f"/contributions/{row.reference}").text
    ask(minutes=31)
    assert len(web.paths) == 2
    ask(minutes=61)
    assert len(web.paths) == 2
    ask(minutes=61)
    assert len(web.paths) == 3
    (link,) = links(offers)
    assert (link.failures, link.error) == (3, "HTTP 404")


def test_what_was_told_stays_when_nobody_answers_any_more(client, offers, forge, ask):
    path = "/api/v4/projects/g%2Fp/issues/1"
    web = forge({path: said(state="opened")})
    row = offered(offers, f"{web.address}/g/p/-/issues/1")
    ask()
    del web.answers[path]
    ask(hours=13)
    page = client.get(f"/contributions/{row.reference}").text
    assert "ouvert" in page
    assert "n’a pas répondu depuis" in page


def test_one_question_at_a_time_to_a_host(offers, forge, ask):
    answers = {f"/api/v4/projects/g%2Fp/issues/{n}": said(state="opened") for n in (1, 2, 3)}
    web = forge(answers)
    offered(offers, *[f"{web.address}/g/p/-/issues/{n}" for n in (1, 2, 3)])
    ask()
    assert len(web.paths) == 1
    ask(seconds=5)
    assert len(web.paths) == 1
    ask(seconds=80)
    ask(seconds=80)
    assert sorted(web.paths) == sorted(answers)
    ask(seconds=80)
    assert len(web.paths) == 3


def test_a_forge_that_is_asked_too_much_is_left_alone(offers, forge, ask):
    web = forge({"/api/v4/projects/g%2Fp/issues/1": ok("", status="429 Too Many Requests")})
    offered(offers, *[f"{web.address}/g/p/-/issues/{n}" for n in (1, 2)])
    ask()
    ask(minutes=30)
    assert len(web.paths) == 1
    ask(minutes=31)
    assert len(web.paths) == 2


def test_a_leased_address_is_nobody_elses(app, offers, forge):
    web = forge({})
    offered(offers, f"{web.address}/g/p/-/issues/1")
    with app.app_context():
        assert len(take_links()) == 1
        assert take_links() == []


@pytest.mark.parametrize("state", ["draft", "declined", "withdrawn"])
def test_nobody_is_asked_about_what_is_not_read_or_over(offers, forge, ask, state):
    web = forge({})
    offered(offers, f"{web.address}/g/p/-/issues/1", state=state)
    ask()
    assert web.paths == []


def test_unknown_hosts_commits_and_other_pages_are_not_asked_about(client, offers, forge, ask):
    web = forge({})
    unknown = f"http://autre.invalid:{web.port}"
    row = offered(
        offers,
        f"{unknown}/g/p/-/issues/1",
        f"{web.address}/g/p/-/commit/0123456789abcdef",
        f"{web.address}/g/p/-/wikis/home",
    )
    ask()
    assert web.paths == []
    assert "pas encore vérifié" not in client.get(f"/contributions/{row.reference}").text


def test_nothing_is_asked_when_the_setting_says_so(app, client, offers, forge, ask):
    web = forge({"/api/v4/projects/g%2Fp/issues/1": said(state="opened")})
    app.config["FETCH"] = False
    row = offered(offers, f"{web.address}/g/p/-/issues/1")
    ask()
    assert web.paths == []
    assert "pas encore vérifié" not in client.get(f"/contributions/{row.reference}").text


def test_a_redirection_of_a_forge_is_not_followed(offers, forge, ask):
    moved = ok("", "Location: http://127.0.0.1/secret", status="301 Moved Permanently")
    web = forge({"/api/v4/projects/g%2Fp/issues/1": moved})
    offered(offers, f"{web.address}/g/p/-/issues/1")
    ask()
    assert len(web.paths) == 1
    assert links(offers)[0].error == "HTTP 301"


def test_an_idle_worker_only_reads(app, offers, forge, queries):
    forge({})
    offered(offers)
    with app.app_context(), queries.at_most(1):
        refresh_links()


def test_an_imported_list_comes_out_as_it_came_in(client, build, cast):
    from council.contributions.steps import add_delivered_contribution

    urls = ["https://forge.invalid/b", "https://forge.invalid/a", "https://forge.invalid/b"]
    build(
        add_delivered_contribution,
        organization=cast.company,
        software=cast.software,
        title="Correction",
        kind="code",
        delivered_on=clock.today(),
        upstream_links=urls,
    )
    rows = client.get("/donnees/contributions.json").get_json()
    assert rows[0]["links"] == " ".join(urls)
