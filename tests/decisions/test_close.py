"""Superseding, repealing, withdrawing: the page stays and says why."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from council.extensions import db
from tests.decisions.conftest import BODY, draft_path


def test_a_withdrawn_decision_leaves_a_tombstone(decisions, cast):
    decision = decisions.published()
    path = draft_path(decision, "withdrawn")
    browser = decisions.browser(cast.secretariat)
    silent = browser.post(path, data={"reason": ""})
    assert silent.status_code == 422 and 'href="#reason"' in silent.text
    assert browser.post(path, data={"reason": "Publiée par erreur."}).status_code == 303
    reader = decisions.browser()
    page = reader.get(f"/decisions/{decision.reference}")
    assert page.status_code == 200
    assert "Publiée par erreur." in page.text and "retirée" in page.text
    assert "recommande" not in page.text
    assert reader.get(f"/decisions/{decision.reference}/versions/1").status_code == 404
    feed = reader.get("/decisions.atom").text
    assert "Publiée par erreur." in feed and "recommande" not in feed


@pytest.mark.parametrize("state", ["superseded", "repealed", "withdrawn"])
def test_what_is_closed_stays_closed(decisions, cast, state):
    decision = decisions.in_state(state)
    browser = decisions.browser(cast.chair)
    for other in ("superseded", "repealed", "withdrawn"):
        answer = browser.post(draft_path(decision, other), data={"reason": "Encore."})
        assert answer.status_code == 403
    assert decisions.fresh(decision).state == state


def test_a_decision_is_replaced_by_a_published_one(decisions, cast):
    old, new, draft = decisions.published(), decisions.published(), decisions.draft()
    browser = decisions.browser(cast.secretariat)
    path = draft_path(old, "superseded")
    for successor in ("", "CLL-1999-001", old.reference, draft.record.uid):
        data = {"reason": "Mise à jour.", "successor": successor}
        answer = browser.post(path, data=data)
        assert answer.status_code == 422 and 'href="#successor"' in answer.text
    done = browser.post(path, data={"reason": "Mise à jour.", "successor": new.reference})
    assert done.status_code == 303
    page = decisions.browser().get(f"/decisions/{old.reference}").text
    assert "remplacée" in page and "recommande" in page
    assert "Remplacée par <a" in page and new.reference in page
    assert f'Remplace <a class="fr-link" href="/decisions/{old.reference}"' in (
        decisions.browser().get(f"/decisions/{new.reference}").text
    )


def test_an_abandoned_draft_stays_with_the_council(decisions, cast):
    decision = decisions.draft(title="Secret-projet-abandonné")
    done = decisions.browser(cast.secretariat).post(
        draft_path(decision, "withdrawn"), data={"reason": "Sans objet."}
    )
    assert done.status_code == 303
    assert decisions.browser(cast.member).get(draft_path(decision)).status_code == 200
    reader = decisions.browser()
    assert reader.get(draft_path(decision)).status_code == 404
    for path in ("/decisions", "/decisions.atom", "/donnees/decisions.csv"):
        assert "Secret-projet" not in reader.get(path).text


@pytest.mark.parametrize("table", ["decision_versions", "decision_acts"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_frozen(decisions, table, statement):
    decision = decisions.published(body=BODY)

    def change():
        db.session.execute(text(statement.format(table)))

    with pytest.raises(DBAPIError, match="append-only"):
        decisions.build(change)
    page = decisions.browser().get(f"/decisions/{decision.reference}/versions/1")
    assert page.status_code in (200, 404)
