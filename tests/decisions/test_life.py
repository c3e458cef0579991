"""After the decision: sections, signatory, notes of dissent, application, review, outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now, today
from council.decisions.models import DecisionAct
from tests.decisions.conftest import draft_path, form_data

LATER = (today() + timedelta(days=30)).isoformat()
SECTIONS = {
    "context": "Le **contexte** inventé.",
    "rationale": "Les motifs inventés.",
    "alternatives": "Une autre voie inventée.",
    "consequences": "Une suite inventée.",
    "signatory": "Sidonie Registre, secrétaire fictive",
    "remedies": "Deux mois devant une juridiction fictive.",
}


def post(decisions, decision, act, person, **data):
    """Do an act through its page."""
    return decisions.browser(person).post(draft_path(decision, act), data=data)


def test_every_section_is_written_read_and_frozen(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    made = browser.post("/decisions/nouvelle", data=form_data(**SECTIONS, review_on=LATER))
    assert made.status_code == 303
    edit = browser.get(f"{made.location}/modifier").text
    for text in SECTIONS.values():
        assert text in edit
    changed = form_data(**SECTIONS | {"rationale": "D’autres motifs."}, row_version="1")
    assert browser.post(f"{made.location}/modifier", data=changed).status_code == 303
    page = browser.get(made.location).text
    assert "<strong>contexte</strong>" in page and "D’autres motifs." in page
    assert "Sidonie Registre" in page and "juridiction fictive" in page


@pytest.mark.parametrize("day", ["2001-01-01", "demain", today().isoformat(), "9999-01-01"])
def test_a_review_is_to_come(decisions, cast, day):
    page = decisions.browser(cast.secretariat).post(
        "/decisions/nouvelle", data=form_data(review_on=day)
    )
    assert page.status_code == 422 and 'href="#review_on"' in page.text


def test_versions_are_compared_in_words(decisions):
    decision = decisions.published(**SECTIONS)
    page = decisions.browser().get(f"/decisions/{decision.reference}").text
    assert "Motifs" in page and "Autres voies examinées" in page
    version = decisions.browser().get(f"/decisions/{decision.reference}/versions/3").text
    assert "Une suite inventée." in version
    missing = decisions.browser().get(f"/decisions/{decision.reference}/versions/9/depuis/3")
    assert missing.status_code == 404
    same = decisions.browser().get(f"/decisions/{decision.reference}/versions/3/depuis/3").text
    assert "Aucun texte n’a changé" in same


def test_a_member_body_notes_its_dissent_once(decisions, cast):
    decision = decisions.adopted()
    text = "Nous aurions préféré le format inventé."
    assert post(decisions, decision, "desaccord", cast.member, text="").status_code == 422
    assert post(decisions, decision, "desaccord", cast.member, text=text).status_code == 303
    again = post(decisions, decision, "desaccord", cast.member, text="Encore.")
    assert again.status_code == 422 and "déjà une note" in again.text
    assert decisions.count(DecisionAct) == 2
    decisions.publish(decisions.fresh(decision))
    page = decisions.browser().get(f"/decisions/{decisions.fresh(decision).reference}").text
    assert text in page and "Association fictive" in page
    for person in (cast.secretariat, cast.endorser, cast.citizen, cast.agent):
        assert post(decisions, decision, "desaccord", person, text=text).status_code == 403


@pytest.mark.parametrize("state", ["draft", "proposed", "superseded", "repealed", "withdrawn"])
def test_dissent_is_about_what_is_adopted(decisions, cast, state):
    decision = decisions.in_state(state)
    assert post(decisions, decision, "desaccord", cast.member, text="Non.").status_code == 403


def test_the_application_is_followed_and_late_ones_listed(decisions, cast, build):
    decision = decisions.published(title="À appliquer bientôt")
    holder = cast.member_body
    late = (today() - timedelta(days=3)).isoformat()
    data = {"state": "todo", "due": late, "holder": holder.reference, "text": ""}
    for person in (cast.member, cast.endorser, cast.citizen):
        assert post(decisions, decision, "application", person, **data).status_code == 403
    assert post(decisions, decision, "application", cast.secretariat, **data).status_code == 303
    page = decisions.browser().get("/decisions/application").text
    assert "À appliquer bientôt" in page and "en retard" in page and holder.name in page
    assert (
        "À appliquer bientôt" in decisions.browser().get("/decisions/application?etat=retard").text
    )
    for person in (cast.secretariat, cast.chair, cast.member):
        assert "en retard" in decisions.browser(person).get("/tableau-de-bord").text
    dropped = {"state": "dropped", "holder": holder.reference}
    silent = post(decisions, decision, "application", cast.member, **dropped)
    assert silent.status_code == 422 and "Dites pourquoi" in silent.text
    done = {"state": "applied", "holder": holder.reference, "text": "C’est fait."}
    assert post(decisions, decision, "application", cast.member, **done).status_code == 303
    page = decisions.browser().get(f"/decisions/{decision.reference}").text
    assert "appliquée" in page and "C’est fait." in page
    assert "Rien à suivre" in decisions.browser().get("/decisions/application?etat=retard").text
    for wrong in ({"state": "mangée"}, {"state": "todo", "due": "hier"}, {"state": ""}):
        assert post(decisions, decision, "application", cast.chair, **wrong).status_code == 422
    odd = {"state": "todo", "holder": "nulle-part"}
    assert post(decisions, decision, "application", cast.chair, **odd).status_code == 422
    for address in ("?etat=rien", "?etat=%00", "?page=x"):
        assert decisions.browser().get(f"/decisions/application{address}").status_code in (200, 400)


def test_a_review_that_is_due_is_asked_for_and_noted(decisions, cast, clock_at):
    decision = decisions.published(title="À relire", review_on=today() + timedelta(days=10))
    board = "/tableau-de-bord"
    assert "Décisions à réexaminer" not in decisions.browser(cast.secretariat).get(board).text
    clock_at(now() + timedelta(days=11))
    assert "Décisions à réexaminer" in decisions.browser(cast.secretariat).get(board).text
    assert "Décisions à réexaminer" not in decisions.browser(cast.member).get(board).text
    said = {"conclusion": "kept", "text": "Rien n’a changé.", "next_on": ""}
    assert post(decisions, decision, "reexamen", cast.member, **said).status_code == 403
    bad = post(decisions, decision, "reexamen", cast.chair, **said | {"conclusion": ""})
    assert bad.status_code == 422
    assert post(decisions, decision, "reexamen", cast.chair, **said).status_code == 303
    page = decisions.browser().get(f"/decisions/{decision.reference}").text
    assert "Réexamen : maintenue" in page and "Rien n’a changé." in page
    assert "Décisions à réexaminer" not in decisions.browser(cast.secretariat).get(board).text


def test_what_is_noted_out_of_place_is_refused(decisions, cast):
    for state in ("adopted", "superseded", "withdrawn"):
        decision = decisions.in_state(state)
        for act in ("application", "reexamen"):
            assert post(decisions, decision, act, cast.chair, state="todo").status_code == 403
