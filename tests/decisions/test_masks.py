"""Passages blacked out: a bar for everybody, the text for who conducts the council."""

from __future__ import annotations

import hashlib

import pytest

from council.decisions.masks import BAR, MaskUnclosed, blacked_out, without_marks
from council.decisions.models import DecisionVersion
from council.decisions.models_changes import DecisionOriginal
from council.extensions import db
from council.records.canonical import canonical
from council.search import indexer
from tests.decisions.conftest import draft_path, form_data

NAME = "Zébulon-Protégé"
MARKED = f"Le conseil a entendu [[{NAME}]] et **recommande** le format."


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("rien", "rien"),
        ("[[a]] et [[b\nc]]", f"{BAR} et {BAR}"),
        ("[un lien](https://exemple.invalid)", "[un lien](https://exemple.invalid)"),
    ],
)
def test_a_bar_has_one_length(text, public):
    assert blacked_out(text) == public
    assert without_marks("a [[b]] c") == "a b c"


@pytest.mark.parametrize("text", ["[[a", "a]]", "[[a\n\nb]]", "[[a [b] c]]", "[[]]"])
def test_a_bracket_left_open_is_refused(text):
    with pytest.raises(MaskUnclosed):
        blacked_out(text)


def everywhere(decisions, decision):
    """What anybody gets of a decision, anywhere."""
    reader = decisions.browser()
    with decisions.app.app_context():
        indexer.drain()
        db.session.remove()
    number = decision.reference
    paths = [
        f"/decisions/{number}",
        "/decisions",
        "/decisions.atom",
        "/donnees/decisions.csv",
        "/donnees/decisions.json",
        "/recherche?q=format",
        *(f"/decisions/{number}/versions/{n}" for n in range(1, 8)),
        *(f"/decisions/{number}/versions/{n}/depuis/{m}" for n in range(1, 6) for m in range(1, n)),
    ]
    found = reader.get(f"/recherche?q={NAME}").text
    return {path: reader.get(path).text for path in paths} | {
        "/recherche": NAME if f"/decisions/{number}" in found else ""
    }


def shown_in(pages):
    """The addresses that show the name, or find the decision by it."""
    return [path for path, text in pages.items() if NAME in text]


def test_what_is_marked_in_a_draft_is_never_public(decisions, cast):
    browser = decisions.browser(cast.secretariat)
    data = form_data(body=MARKED, context=f"[[{NAME}]]", question=f"Faut-il suivre [[{NAME}]] ?")
    made = browser.post("/decisions/nouvelle", data=data)
    assert made.status_code == 303
    page = browser.get(made.location).text
    assert BAR in page and NAME not in page
    edit = browser.get(f"{made.location}/modifier").text
    assert f"[[{NAME}]]" in edit, "who writes it sees it"
    uid = made.location.rsplit("/", 1)[1]
    decision = decisions.build(decisions_by_uid, uid)
    decisions.publish(decisions.adopt(decision))
    decision = decisions.fresh(decision)
    pages = everywhere(decisions, decision)
    assert shown_in(pages) == []
    assert BAR in pages[f"/decisions/{decision.reference}"]
    last = decisions.build(last_version, decision)
    path = f"/decisions/{decision.reference}/versions/{last.number}"
    assert NAME in browser.get(path).text, "the original is kept for who conducts"
    for person in (cast.member, cast.endorser, cast.administrator, cast.citizen):
        assert NAME not in decisions.browser(person).get(path).text
    kept = decisions.build(lambda v: db.session.get_one(DecisionOriginal, v.id), last)
    committed = hashlib.sha256((kept.salt + canonical(kept.texts)).encode()).hexdigest()
    assert last.snapshot["originals"] == kept.commitment == committed


def decisions_by_uid(uid):
    """The decision of a draft's address."""
    from council.decisions.models import Decision
    from council.records.models import Record

    return db.session.scalar(db.select(Decision).join(Decision.record).where(Record.uid == uid))


def last_version(decision):
    """The latest version."""
    return db.session.scalar(
        db.select(DecisionVersion)
        .where(DecisionVersion.decision_id == decision.id)
        .order_by(DecisionVersion.number.desc())
    )


@pytest.mark.parametrize("field", ["question", "context", "body", "rationale", "consequences"])
def test_an_open_mark_is_refused_beside_its_field(decisions, cast, field):
    data = form_data(**{field: f"Ceci [[{NAME}"})
    page = decisions.browser(cast.secretariat).post("/decisions/nouvelle", data=data)
    assert page.status_code == 422 and f'href="#{field}"' in page.text
    assert "reste ouverte" in page.text and NAME in page.text, "nothing typed is lost"


def sent(decision, **changes):
    """What the form that blacks out posts."""
    texts = {"question": decision.question, "body": decision.body, "reason": "Donnée personnelle."}
    return texts | {"row_version": str(decision.row_version)} | changes


def test_a_published_passage_is_blacked_out(decisions, cast):
    decision = decisions.published(body=without_marks(MARKED), title="Sur le format")
    before = everywhere(decisions, decision)
    assert len(shown_in(before)) >= 4
    browser = decisions.browser(cast.chair)
    path = draft_path(decision, "occulter")
    assert without_marks(MARKED) in browser.get(path).text
    other = browser.post(path, data=sent(decision, body=MARKED.replace("recommande", "refuse")))
    assert other.status_code == 422 and "le reste du texte ne change pas" in other.text
    assert browser.post(path, data=sent(decision)).status_code == 422, "nothing is marked"
    silent = browser.post(path, data=sent(decision, body=MARKED, reason=""))
    assert silent.status_code == 422
    done = browser.post(path, data=sent(decision, body=MARKED))
    assert done.status_code == 303
    decision = decisions.fresh(decision)
    pages = everywhere(decisions, decision)
    assert shown_in(pages) == []
    gone = pages[f"/decisions/{decision.reference}/versions/3"]
    assert "Donnée personnelle." in gone and "plus montrée" in gone
    sha = decisions.build(lambda d: last_version(d).sha256, decision)
    assert sha in pages[f"/decisions/{decision.reference}"]
    old = f"/decisions/{decision.reference}/versions/3"
    assert NAME in browser.get(old).text, "who conducts still reads it"
    assert NAME not in decisions.browser(cast.member).get(old).text
    again = browser.post(path, data=sent(decision, body=MARKED, row_version="1"))
    assert again.status_code == 409


@pytest.mark.parametrize("state", ["draft", "proposed", "adopted", "withdrawn"])
def test_only_what_everybody_reads_is_blacked_out(decisions, cast, state):
    decision = decisions.in_state(state)
    browser = decisions.browser(cast.secretariat)
    assert browser.get(draft_path(decision, "occulter")).status_code == 403
    assert decisions.browser(cast.member).get(draft_path(decision, "occulter")).status_code == 403


def test_a_withdrawn_decision_says_nothing_in_exports(decisions, cast):
    decision = decisions.published(body=NAME, context=NAME, signatory=NAME, links=[])
    decisions.close(decision, "withdrawn")
    assert shown_in(everywhere(decisions, decisions.fresh(decision))) == []
