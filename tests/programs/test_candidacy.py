"""A candidacy: drafted among its own, submitted before the closing, read by few, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now
from council.organizations.models import Title

SECRET = "Mot-planté"


def words(**changes):
    """Return what the form of a candidacy posts."""
    return {
        "title": f"{SECRET} pour tous",
        "body": "Voici **pourquoi**.",
        "supports": ["money", "coaching"],
        "amount": "12 000",
        "needs": "",
        "software": "",
    } | changes


def mandate_of(build, person):
    """Return the number of a person's mandate."""
    from council.organizations.queries import mandate_facts

    return str(build(lambda: mandate_facts(person)[0].id))


@pytest.fixture
def call(build, cast):
    """An open call of the agent's body."""
    assert cast.agent
    return build.program(cast.administration)


def apply(client, build, person, call, **changes):
    """Write a draft as somebody and return the answer."""
    data = words(holder=mandate_of(build, person)) | changes
    return client.sign_in(person).post(f"/dispositifs/{call.reference}/candidater", data=data)


def test_a_draft_is_written_changed_submitted_and_withdrawn(
    client, build, cast, call, mails, summaries
):
    need = build.need(cast.administration)
    answer = apply(
        client, build, cast.vendor, call, needs=need.reference, software="Tableur Fictif"
    )
    assert answer.status_code == 422 and 'href="#software"' in answer.text
    assert cast.software
    answer = apply(
        client, build, cast.vendor, call, needs=need.reference, software="tableur fictif"
    )
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for shown in (SECRET, "<strong>pourquoi</strong>", need.title, "Tableur Fictif", "brouillon"):
        assert shown in page, shown
    form = client.get(f"{answer.location}/modifier").text
    assert need.reference in form and "12000,00" in form
    change = words(title="Autre titre", row_version="1")
    assert client.post(f"{answer.location}/modifier", data=change).status_code == 303
    assert client.post(f"{answer.location}/modifier", data=change).status_code == 409
    assert mails() == []
    assert client.post(f"{answer.location}/deposer").status_code == 303
    page = client.get(answer.location).text
    assert "déposée" in page and "Autre titre" in page
    assert [message["To"] for message in mails()] == [cast.vendor.email]
    told = {m["To"]: str(m.get_body(("plain",)).get_content()) for m in [*mails(), *summaries()]}
    assert set(told) == {cast.vendor.email, cast.agent.email}
    assert "Autre titre" not in "".join(told.values())
    client.sign_in(cast.vendor)
    assert client.post(f"{answer.location}/deposer").status_code == 403
    away = f"{answer.location}/retirer"
    assert client.post(away, data={"reason": "Financé ailleurs."}).status_code == 303
    assert "Financé ailleurs." in client.get(answer.location).text
    assert client.post(away, data={"reason": "x"}).status_code == 403


def test_an_empty_draft_is_not_submitted_and_may_be_thrown_away(client, build, cast, call):
    answer = apply(client, build, cast.vendor, call, body="")
    client.post(f"{answer.location}/deposer")
    assert "Écrivez d’abord" in client.get(answer.location).text
    assert client.post(f"{answer.location}/supprimer").status_code == 303
    assert client.get(answer.location).status_code == 404


def test_a_maintainer_applies_for_their_software(client, build, cast, call):
    answer = apply(client, build, cast.maintainer, call)
    assert answer.status_code == 303
    assert cast.software.name in client.get(answer.location).text


def test_one_does_not_apply_for_another_nor_to_ones_own_call(client, build, cast, call):
    other = mandate_of(build, cast.member)
    assert apply(client, build, cast.vendor, call, holder=other).status_code == 422
    assert apply(client, build, cast.agent, call).status_code == 403
    assert apply(client, build, cast.vendor, call, holder="x").status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("body", "x" * 1_000_000),
        ("amount", "-3"),
        ("needs", "B-1999-0001"),
        ("needs", ", ".join(f"B-2026-{n:04}" for n in range(30))),
        ("software", "Inconnu"),
        ("supports", "gloire"),
    ],
)
def test_bad_input_names_the_field(client, build, cast, call, field, value):
    answer = apply(client, build, cast.vendor, call, **{field: value})
    assert answer.status_code == 422
    assert f'href="#{"supports-0" if field == "supports" else field}"' in answer.text


def test_the_closing_moment_is_the_end(client, build, cast, call, clock_at):
    answer = apply(client, build, cast.vendor, call)
    clock_at(call.closes_at)
    client.sign_in(cast.vendor)
    assert client.post(f"{answer.location}/deposer").status_code == 403
    assert "pas été déposé à temps" in client.get(answer.location).text
    assert apply(client, build, cast.vendor, call).status_code == 403
    assert client.post(f"{answer.location}/modifier", data=words()).status_code == 403


READERS = {"agent", "vendor", "secretariat", "juror"}


@pytest.mark.parametrize(
    "name",
    ["agent", "vendor", "secretariat", "juror", "citizen", "member", "maintainer", "chair", None],
)
def test_before_the_awards_it_is_read_by_few(app, client, build, cast, name):
    call = build.program(cast.administration, state="closed")
    row = build.candidacy(call, cast.company, title=f"{SECRET} pour tous")
    draft = build.candidacy(call, cast.company, state="draft", title=f"{SECRET} en brouillon")
    person = build.account("Jo Juré-Fictif") if name == "juror" else getattr(cast, name or "", None)
    if name == "juror":
        build.juror(call, person)
    if person is not None:
        client.sign_in(person)
    page = client.get(f"/dispositifs/{call.reference}").text
    one = client.get(f"/dispositifs/{call.reference}/candidatures/{row.uid}")
    assert (f"{SECRET} pour tous" in page) == (name in READERS)
    assert one.status_code == (200 if name in READERS else 404)
    assert "1 candidature déposée" in page
    assert ("en brouillon" in page) == (name == "vendor")
    own = client.get(f"/dispositifs/{call.reference}/candidatures/{draft.uid}")
    assert own.status_code == (200 if name == "vendor" else 404)
    for address in (f"/recherche?q={SECRET}", "/dispositifs", "/dispositifs/calendrier.ics"):
        text = client.get(address).text
        assert "pour tous" not in text


def test_a_programme_may_show_candidacies_from_the_start(client, build, cast):
    call = build.program(cast.administration, shows_candidacies=True)
    build.candidacy(call, cast.company, title="Lue par tous")
    build.candidacy(call, cast.company, state="draft", title=SECRET)
    build.candidacy(call, cast.company, state="withdrawn", title="Reprise")
    page = client.get(f"/dispositifs/{call.reference}").text
    assert "Lue par tous" in page and SECRET not in page and "Reprise" not in page


def test_drafts_await_their_people_while_the_call_is_open(client, build, cast, call, clock_at):
    build.candidacy(call, cast.company, state="draft", title="À finir")
    client.sign_in(cast.vendor)
    assert "Candidatures à déposer" in client.get("/tableau-de-bord").text
    client.sign_in(cast.member)
    assert "Candidatures à déposer" not in client.get("/tableau-de-bord").text
    clock_at(now() + timedelta(days=6))
    client.sign_in(cast.vendor)
    assert "Candidatures à déposer" not in client.get("/tableau-de-bord").text


def test_a_title_changed_by_its_maintainer_rights_only(client, build, cast, call):
    stranger = build.account("Léo Étranger-Fictif")
    body = build.organization("Office fictif des ponts")
    build.mandate(stranger, Title.REPRESENTATIVE, body=body)
    row = build.candidacy(call, cast.company, state="draft")
    client.sign_in(stranger)
    address = f"/dispositifs/{call.reference}/candidatures/{row.uid}"
    for part in ("", "/modifier", "/retirer"):
        assert client.get(address + part).status_code == 404
    assert client.post(f"{address}/deposer").status_code == 404
