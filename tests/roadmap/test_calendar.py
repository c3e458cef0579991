"""The time line by half-year and the dates to subscribe to."""

from __future__ import annotations

import re

from icalendar import Calendar

from council.records.models import Audience
from council.records.steps import set_audience


def test_milestones_stand_in_their_half_year(client, build):
    item = build.item(title="Chantier long", due="S2 2031", state="planned")
    build.milestone(item, "Première version", due="03/2030")
    page = client.get("/feuille-de-route/calendrier").text
    found = re.findall(r'id="colonne-\d+">\s*(S\d \d+)', page)
    assert found == ["S1 2030", "S2 2030", "S1 2031", "S2 2031"]
    assert page.index("Première version") < page.index("S2 2030")


def test_filters_and_stages(client, build):
    build.item(title="Ouvrir les codes", theme="Codes", state="planned", due="S1 2030")
    other = build.item(title="Former les agents", theme="Formation", state="under_way", due="CONT")
    build.milestone(other, "Jalon caché", due="S1 2030")
    page = client.get("/feuille-de-route/calendrier?theme=Codes&etat=planned").text
    assert "Ouvrir les codes" in page
    assert "Former les agents" not in page and "Jalon caché" not in page
    page = client.get("/feuille-de-route/calendrier").text
    assert "En continu" in page and "planifié" in page
    assert 'href="/feuille-de-route?' not in page or "theme" in page
    assert client.get("/feuille-de-route/calendrier?etat=%FF&q=%5B").status_code == 200


def test_what_waits_is_told_on_the_board_and_the_page(client, build, cast):
    first, second = build.item(state="planned"), build.item(state="planned")
    client.sign_in(cast.secretariat)
    data = {"dependencies": first.reference}
    client.post(f"/feuille-de-route/{second.reference}/dependances", data=data)
    for page in ("/feuille-de-route", "/feuille-de-route/calendrier"):
        assert client.get(page).text.count("attend un autre chantier") == 1
    page = client.get(f"/feuille-de-route/{second.reference}").text
    assert "Attend un autre chantier, qui n’est pas livré" in page
    note = {"note": "Fait.", "for_whom": "Tous"}
    assert client.post(f"/feuille-de-route/{first.reference}/livrer", data=note).status_code == 303
    assert "attend un autre chantier" not in client.get("/feuille-de-route").text
    assert "Attend un autre" not in client.get(f"/feuille-de-route/{second.reference}").text


def test_the_calendar_file_holds_public_dates_still_ahead(client, build):
    shown = build.item(title="Chantier daté", due="S1 2030", state="planned")
    build.milestone(shown, "Jalon daté", due="15/02/2030")
    build.item(title="Continu", due="CONT", state="planned")
    done = build.item(title="Livré", due="S1 2030", state="delivered")
    build.milestone(done, "Jalon livré", due="S1 2030")
    hidden = build.item(title="Couvert", due="S1 2030", state="planned")
    build.milestone(hidden, "Jalon couvert", due="S1 2030")
    build(lambda row: set_audience(row.record, Audience.COUNCIL), hidden)
    answer = client.get("/feuille-de-route/echeances.ics")
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    found = {(str(event["summary"]), str(event["dtstart"].dt)) for event in events}
    ref = shown.reference
    assert found == {
        (f"{ref} Chantier daté", "2030-06-30"),
        (f"{ref} Jalon daté – Chantier daté", "2030-02-15"),
    }
    assert len({str(event["uid"]) for event in events}) == 2
