"""Errata, amendments, replacements and repeals: declared in a draft, done at its publication."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from council.decisions import actions
from council.decisions.models import Decision
from council.decisions.models_changes import DecisionChange
from council.extensions import db
from council.journal.models import JournalEntry
from council.records.models import LinkKind, RecordLink
from tests.decisions.conftest import draft_path
from tests.decisions.test_races import real

__all__ = ["real"]
NEW = "Le conseil **déconseille** le format fictif."
SAID = {
    "corrects": ("Corrige", "Corrigée par"),
    "amends": ("Modifie", "Modifiée par"),
    "supersedes": ("Remplace", "Remplacée par"),
    "repeals": ("Abroge", "Abrogée par"),
}


def declare(decisions, draft, target, kind, body="", person=None):
    """Say in a draft what it will do."""
    data = {"kind": kind, "target": target if isinstance(target, str) else target.reference}
    browser = decisions.browser(person or decisions.cast.secretariat)
    return browser.post(draft_path(draft, "changements"), data=data | {"body": body})


@pytest.mark.parametrize("kind", SAID)
def test_both_pages_say_it_once_published(decisions, cast, kind):
    target, draft = decisions.published(title="Ancienne"), decisions.draft(title="Nouvelle")
    keeping = kind in ("corrects", "amends")
    assert declare(decisions, draft, target, kind, NEW if keeping else "").status_code == 303
    page = decisions.browser(cast.member).get(draft_path(draft)).text
    assert SAID[kind][0] in page and target.reference in page
    old = f"/decisions/{target.reference}"
    assert SAID[kind][1] not in decisions.browser().get(old).text, "a draft changes nothing"
    asked = decisions.adopt(draft)
    publishing = decisions.browser(cast.secretariat).get(draft_path(draft, "publier")).text
    assert target.reference in publishing
    new = decisions.publish(asked)
    reader = decisions.browser()
    mine, theirs = reader.get(f"/decisions/{new.reference}").text, reader.get(old).text
    assert f"{SAID[kind][0]} <a" in mine and target.reference in mine
    assert f"{SAID[kind][1]} <a" in theirs and new.reference in theirs
    state = {"supersedes": "superseded", "repeals": "repealed"}.get(kind, "published")
    assert decisions.fresh(target).state == state
    if keeping:
        assert "<strong>déconseille</strong>" in theirs and "<strong>recommande" not in theirs
        said = f"erratum {new.reference}" if kind == "corrects" else f"modifiée par {new.reference}"
        assert said in theirs, "the version says why"
        first = reader.get(f"{old}/versions/3")
        assert first.status_code == 200 and "recommande" in first.text, "the old text stays"
        diff = reader.get(f"{old}/versions/4/depuis/3").text
        assert "déconseille</ins>" not in diff and "<del>" in diff and "déconseille" in diff
    else:
        assert "recommande" in theirs and new.reference in theirs
    kinds = decisions.build(
        lambda: list(
            db.session.scalars(select(RecordLink.kind).where(RecordLink.to_id == target.id))
        )
    )
    assert kinds == [kind]
    entry = decisions.build(
        lambda: db.session.scalar(
            select(JournalEntry.public)
            .where(JournalEntry.kind == "decision.published")
            .order_by(JournalEntry.sequence.desc())
        )
    )
    assert {"kind": kind, "of": target.reference} in json.loads(entry)["changes"]


def test_what_cannot_be_changed_is_refused(decisions, cast):
    draft, other = decisions.draft(), decisions.draft()
    ended = decisions.in_state("repealed")
    for number in ("CLL-1999-001", "", ended.reference, other.record.uid, "\x00"):
        answer = declare(decisions, draft, number, "amends")
        assert answer.status_code == 422, number
        assert 'href="#target"' in answer.text
    target = decisions.published()
    refused = declare(decisions, draft, target, "repeals", NEW)
    assert refused.status_code == 422 and "garde son texte" in refused.text
    assert declare(decisions, draft, target, "mange").status_code == 422
    for person in (cast.member, cast.endorser):
        assert declare(decisions, draft, target, "amends", person=person).status_code == 403
    assert declare(decisions, draft, target, "amends", person=cast.citizen).status_code == 404
    assert decisions.count(DecisionChange) == 0


def test_a_change_said_twice_is_the_last_and_may_be_taken_out(decisions, cast):
    draft, target = decisions.draft(), decisions.published()
    declare(decisions, draft, target, "amends", NEW)
    declare(decisions, draft, target, "repeals")
    (change,) = decisions.build(lambda: list(db.session.scalars(select(DecisionChange))))
    assert (change.kind, change.body) == ("repeals", "")
    path = f"{draft_path(draft, 'changements')}/{change.id}/retirer"
    assert decisions.browser(cast.member).post(path).status_code == 403
    assert decisions.browser(cast.secretariat).post(path).status_code == 303
    assert decisions.browser(cast.secretariat).post(path).status_code == 303
    assert decisions.count(DecisionChange) == 0


def test_publishing_stops_when_the_other_is_no_longer_in_force(decisions, cast):
    draft, target = decisions.draft(), decisions.published()
    declare(decisions, draft, target, "amends", NEW)
    adopted = decisions.adopt(draft)
    decisions.build(actions.ask_publication, adopted, author=decisions.viewer(cast.secretariat))
    decisions.close(target, "withdrawn")
    answer = decisions.browser(cast.chair).post(draft_path(draft, "publier"))
    assert answer.status_code == 422 and "n’est pas en vigueur" in answer.text
    after = decisions.fresh(adopted)
    assert after.state == "adopted" and after.reference is None, "nothing is half done"


def test_decisions_do_not_replace_each_other_in_a_circle(decisions, cast):
    first, second, third = (decisions.published(title=t) for t in ("A", "B", "C"))
    draft = decisions.draft()
    declare(decisions, draft, first, "amends")
    newest = decisions.publish(decisions.adopt(draft))
    browser = decisions.browser(cast.secretariat)

    def replace(old, new):
        data = {"reason": "Ainsi.", "successor": new.reference}
        return browser.post(draft_path(old, "superseded"), data=data)

    circle = replace(newest, first)
    assert circle.status_code == 422 and "change déjà" in circle.text
    assert replace(first, second).status_code == 303
    assert replace(second, third).status_code == 303
    assert replace(third, newest).status_code == 303, "no circle: newest amends first, long gone"
    repealed = browser.post(
        draft_path(newest, "repealed"), data={"reason": "Fin.", "successor": "CLL-1999-009"}
    )
    assert repealed.status_code == 422 and "Aucune décision" in repealed.text
    assert browser.post(draft_path(newest, "repealed"), data={"reason": "F."}).status_code == 303


@pytest.mark.slow
def test_two_that_replace_each_other_at_once_give_one_order(real):
    first, second = real.published(title="A"), real.published(title="B")
    chair, start = real.viewer(real.cast.chair), Barrier(2)

    def close(pair):
        with real.app.app_context():
            old, new = (db.session.get_one(Decision, each.id) for each in pair)
            start.wait()
            try:
                actions.close_decision(
                    old, state="superseded", author=chair, reason="Ainsi.", successor=new
                )
            except Exception as refused:
                return type(refused).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close, [(first, second), (second, first)]))
    assert said[1] == "done" and said[0] in {"Invalid", "Refused"}, said
    kinds = real.build(
        lambda: list(
            db.session.scalars(
                select(RecordLink.kind).where(RecordLink.kind == LinkKind.SUPERSEDES)
            )
        )
    )
    assert kinds == ["supersedes"]


def test_masked_passages_of_the_other_stay_masked(decisions):
    target = decisions.published(body="Dit par [[Zélie-Cachée]].", context="[[Zélie-Cachée]]")
    draft = decisions.draft()
    declare(decisions, draft, target, "amends", "Redit par [[Zélie-Cachée]].")
    decisions.publish(decisions.adopt(draft))
    page = decisions.browser().get(f"/decisions/{target.reference}").text
    assert "Redit par █████" in page and "Zélie" not in page
