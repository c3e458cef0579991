"""An item waits for others: shown both ways, never in a circle, never what one may not see."""

from __future__ import annotations

import pytest

from council.records.models import Audience
from council.records.steps import set_audience


def say(client, item, *others):
    """Post what an item waits for."""
    data = {"dependencies": ", ".join(other.reference for other in others)}
    return client.post(f"/feuille-de-route/{item.reference}/dependances", data=data)


def test_a_dependency_is_shown_on_both_items_and_taken_back(client, cast, build, offers):
    first, second = build.item(title="Socle fictif"), build.item(title="Étage fictif")
    client.sign_in(cast.secretariat)
    assert say(client, second, first).status_code == 303
    page = f"/feuille-de-route/{second.reference}"
    assert "Socle fictif" in client.get(page).text
    assert first.reference in client.get(f"{page}/dependances").text
    assert "Étage fictif" in client.get(f"/feuille-de-route/{first.reference}").text
    assert say(client, second, first).status_code == 422
    assert say(client, second).status_code == 303
    assert "Socle fictif" not in client.get(page).text
    assert offers.journal() == ["roadmap_item.linked"] * 2


def test_a_circle_is_refused(client, cast, build, offers):
    first, second, third = build.item(), build.item(), build.item()
    client.sign_in(cast.chair)
    assert say(client, second, first).status_code == 303
    assert say(client, third, second).status_code == 303
    for target in (first, second, third):
        answer = say(client, first, target)
        assert answer.status_code == 422
        assert "cercle" in answer.text
    assert offers.journal() == ["roadmap_item.linked"] * 2


def test_an_unknown_item_is_named(client, cast, build):
    item = build.item()
    client.sign_in(cast.secretariat)
    address = f"/feuille-de-route/{item.reference}/dependances"
    answer = client.post(address, data={"dependencies": "F-1999-0001"})
    assert answer.status_code == 422
    assert "F-1999-0001" in answer.text


@pytest.mark.parametrize("name", ["member", "citizen", "agent", "vendor", "administrator"])
def test_others_do_not(client, cast, build, offers, name):
    first, second = build.item(), build.item()
    client.sign_in(getattr(cast, name))
    assert say(client, second, first).status_code == 403
    assert offers.journal() == []


def test_what_is_kept_among_few_is_not_named(app, client, cast, build):
    hidden, item = build.item(title="Chantier couvert"), build.item()
    build(lambda row: set_audience(row.record, Audience.COUNCIL), hidden)
    client.sign_in(cast.secretariat)
    assert say(client, item, hidden).status_code == 303
    address = f"/feuille-de-route/{item.reference}"
    assert "couvert" in client.get(address).text
    assert "couvert" not in app.test_client().get(address).text
