"""The jury grades what is not its own; nobody reads grades before it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from council.clock import now
from council.extensions import db
from council.organizations.models import Title
from council.programs.grading import Grade, appraise
from council.programs.models import Criterion


@pytest.fixture
def call(build, cast):
    """A closed call of the agent's body, with a candidacy of the vendor's."""
    assert cast.agent
    row = build.program(cast.administration, state="closed")
    row.sent = build.candidacy(row, cast.company, title="Carte fictive")
    row.path = f"/dispositifs/{row.reference}"
    row.sent_path = f"{row.path}/candidatures/{row.sent.uid}"
    return row


@pytest.fixture
def juror(build, call):
    """A person of the jury, without any mandate."""
    person = build.account("Jo Juré-Fictif")
    person.place = build.juror(call, person)
    return person


def give(client, build, call, *grades):
    """Post grades in the order of the criteria."""
    query = select(Criterion.id).where(Criterion.program_id == call.id)
    ids = build(lambda: list(db.session.scalars(query.order_by(Criterion.position))))
    data = {f"grade_{n}": grade for n, grade in zip(ids, grades, strict=False)}
    return client.post(f"{call.sent_path}/mentions", data=data)


def test_the_body_names_its_jury_by_address(client, build, cast, call, mails):
    client.sign_in(cast.agent)
    address = f"{call.path}/jury"
    for wrong in ("", "personne@exemple.invalid", "x" * 300):
        assert client.post(address, data={"email": wrong}).status_code == 422
    email = cast.citizen.email.upper()
    assert client.post(address, data={"email": email}).status_code == 303
    assert client.post(address, data={"email": email}).status_code == 422
    assert cast.citizen.name in client.get(call.path).text
    assert [message["To"] for message in mails()] == [cast.citizen.email]
    client.sign_in(cast.citizen)
    assert "Candidatures à noter" in client.get("/tableau-de-bord").text


def test_a_name_is_taken_back_with_its_grades(client, build, cast, call, juror):
    build.grades(juror.place, call.sent, "very_good", "good")
    client.sign_in(cast.agent)
    assert client.post(f"{call.path}/jury/{juror.place.id}/retirer").status_code == 303
    assert client.post(f"{call.path}/jury/{juror.place.id}/retirer").status_code == 404
    assert juror.name not in client.get(call.path).text
    client.sign_in(juror)
    assert client.get(call.sent_path).status_code == 404


def test_a_juror_grades_then_changes_their_mind(client, build, call, juror):
    client.sign_in(juror)
    assert "Carte fictive" in client.get("/tableau-de-bord").text
    assert client.get(f"{call.sent_path}/mentions").status_code == 200
    assert give(client, build, call, "good").status_code == 422
    assert give(client, build, call, "good", "génial").status_code == 422
    assert give(client, build, call, "good", "reject").status_code == 303
    assert "Carte fictive" not in client.get("/tableau-de-bord").text
    assert give(client, build, call, "very_good", "reject").status_code == 303
    page = client.get(call.sent_path).text
    assert "Vos mentions" in page and "très bien" in page and "à rejeter" in page
    assert "vous l’avez notée" in client.get(call.path).text


@pytest.mark.parametrize("name", ["agent", "secretariat", "vendor"])
def test_others_do_not_grade_nor_read_grades_before_the_end(client, build, cast, call, juror, name):
    build.grades(juror.place, call.sent, "very_good", "insufficient")
    client.sign_in(getattr(cast, name))
    assert give(client, build, call, "good", "good").status_code == 403
    for address in (call.path, call.sent_path):
        text = client.get(address).text
        assert "très bien" not in text and "insuffisant" not in text


def test_a_juror_does_not_grade_their_own_body(client, build, cast, call):
    build.juror(call, cast.vendor)
    client.sign_in(cast.vendor)
    answer = give(client, build, call, "good", "good")
    assert answer.status_code == 403 and "vous agissez" in answer.text
    assert "Candidatures à noter" not in client.get("/tableau-de-bord").text


def test_a_juror_does_not_grade_a_candidacy_about_their_software(client, build, cast):
    call = build.program(cast.administration, state="closed")
    row = build.candidacy(call, cast.company, about=[cast.software])
    build.juror(call, cast.maintainer)
    client.sign_in(cast.maintainer)
    address = f"/dispositifs/{call.reference}/candidatures/{row.uid}/mentions"
    assert client.get(address).status_code == 403
    assert "Candidatures à noter" not in client.get("/tableau-de-bord").text


def test_grades_wait_for_the_closing(client, build, cast):
    call = build.program(cast.administration)
    row = build.candidacy(call, cast.company)
    build.juror(call, cast.citizen)
    client.sign_in(cast.citizen)
    address = f"/dispositifs/{call.reference}/candidatures/{row.uid}/mentions"
    answer = client.get(address)
    assert answer.status_code == 403 and "pas encore closes" in answer.text


def test_a_recusal_says_why_and_takes_grades_away(client, build, cast, call, juror):
    build.grades(juror.place, call.sent, "very_good", "very_good")
    other = build.juror(call, cast.citizen)
    build.grades(other, call.sent, "reject", "passable")
    client.sign_in(juror)
    assert client.post(f"{call.sent_path}/deport", data={"reason": ""}).status_code == 422
    done = client.post(f"{call.sent_path}/deport", data={"reason": "Ancien collègue."})
    assert done.status_code == 303
    assert give(client, build, call, "good", "good").status_code == 403
    client.sign_in(cast.agent)
    assert "1 candidature notée" in client.get(f"{call.path}/jury/clore").text
    assert client.post(f"{call.path}/jury/clore").status_code == 303
    page = client.get(call.path).text
    assert "Ancien collègue." in page and "à rejeter" in page
    detail = client.get(call.sent_path).text
    assert detail.count("<td") >= 14


def test_the_jury_is_not_closed_before_it_began(client, build, cast, call, juror):
    client.sign_in(cast.agent)
    answer = client.post(f"{call.path}/jury/clore")
    assert answer.status_code == 422 and "pas commencé" in answer.text
    open_call = build.program(cast.administration)
    assert client.post(f"/dispositifs/{open_call.reference}/jury/clore").status_code == 403


def test_once_closed_grades_are_read_by_the_jury_and_the_body(
    client, build, cast, call, juror, mails
):
    build.grades(juror.place, call.sent, "good", "fairly_good")
    client.sign_in(cast.secretariat)
    assert client.post(f"{call.path}/jury/clore").status_code == 303
    assert {message["To"] for message in mails()} == {cast.agent.email}
    for person, reads in ((cast.agent, True), (juror, True), (cast.vendor, False)):
        client.sign_in(person)
        assert ("mention médiane" in client.get(call.path).text.lower()) == reads
        assert give(client, build, call, "good", "good").status_code == 403
    client.sign_in(cast.agent)
    assert "lauréats à publier" in client.get("/tableau-de-bord").text


def test_the_dashboard_of_a_juror_costs_one_query(client, build, cast, call, juror, queries):
    for number in range(10):
        build.candidacy(call, cast.company, title=f"Candidature {number}")
    client.sign_in(juror)
    with queries.at_most(12):
        assert "Candidatures à noter" in client.get("/tableau-de-bord").text
    with queries.at_most(22):
        assert client.get(call.path).status_code == 200


G = Grade


@pytest.mark.parametrize(
    ("given", "median"),
    [
        ([], None),
        ([(G.GOOD, 1)], G.GOOD),
        ([(G.REJECT, 1), (G.VERY_GOOD, 1)], G.REJECT),
        ([(G.REJECT, 1), (G.GOOD, 1), (G.VERY_GOOD, 1)], G.GOOD),
        ([(G.REJECT, 1), (G.VERY_GOOD, 3)], G.VERY_GOOD),
        ([(G.PASSABLE, 2), (G.GOOD, 2)], G.PASSABLE),
    ],
)
def test_the_median_is_the_lower_of_the_two_middle_grades(given, median):
    found = appraise(given)
    assert found.median == median
    assert found.total == sum(weight for _grade, weight in given)


def test_a_mandate_taken_later_counts_at_once(client, build, cast, call, juror, clock_at):
    build.mandate(juror, Title.REPRESENTATIVE, body=cast.company)
    clock_at(now() + timedelta(minutes=1))
    client.sign_in(juror)
    assert give(client, build, call, "good", "good").status_code == 403
