"""The milestones of a contribution: kept by the giver, shown with what is done and late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today


def rows(*steps, version="1"):
    """Return what the form of milestones posts."""
    data = {"row_version": version}
    for number, (title, due, done_on) in enumerate(steps):
        data |= {
            f"rows-{number}-title": title,
            f"rows-{number}-due": due,
            f"rows-{number}-done_on": done_on,
        }
    return data


def post(client, offers, row, *steps):
    version = str(offers.read(row).row_version)
    data = rows(*steps, version=version)
    return client.post(f"/contributions/{row.reference}/jalons", data=data)


def test_the_giver_keeps_them_and_everybody_sees_how_it_goes(app, client, cast, offers, news):
    row = offers.offered("under_way")
    client.sign_in(cast.vendor)
    assert cast.agent
    address = f"/contributions/{row.reference}"
    assert f"{address}/jalons" in client.get(address).text
    done = (today() - timedelta(days=3)).isoformat()
    steps = [
        ("Maquette", "S1 2020", done),
        ("Code", "T1 2021", ""),
        ("Recette", "S2 2099", ""),
        ("", "", ""),
    ]
    assert post(client, offers, row, *steps).status_code == 303
    page = app.test_client().get(address).text
    assert page.index("Maquette") < page.index("Code") < page.index("Recette")
    for words in ("1 sur 3 atteints", "1 en retard", "échéance : S2 2099", "atteint le"):
        assert words in page
    assert offers.journal() == ["contribution.scheduled"]
    page = client.get(f"{address}/jalons").text
    assert 'value="Maquette"' in page
    assert post(client, offers, row, steps[2]).status_code == 303
    assert "jalons d’une contribution" in news()[-1].get_body(("plain",)).get_content()
    page = app.test_client().get(address).text
    assert "Maquette" not in page
    assert "0 sur 1 atteints" in page


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("", "S1 2030", "")], "de quel jalon"),
        ([("", "", "2024-01-01")], "de quel jalon"),
        ([("Code", "bientôt", "")], "rows-0-due"),
        ([("Code", "", "hier")], "rows-0-done_on"),
        ([("Code", "", "2999-01-01")], "à venir"),
        ([("x" * 201, "", "")], "200"),
        ([("Code", "", "")] * 32, "Trente jalons"),
    ],
)
def test_what_cannot_be_read_is_named(client, cast, offers, steps, words):
    row = offers.offered("accepted")
    client.sign_in(cast.vendor)
    answer = post(client, offers, row, *steps)
    assert answer.status_code == 422
    assert words in answer.text
    assert offers.journal() == []


def test_two_people_do_not_overwrite_each_other(client, cast, offers):
    row = offers.offered("accepted")
    client.sign_in(cast.vendor)
    data = rows(("Maquette", "", ""), version=str(offers.read(row).row_version))
    assert client.post(f"/contributions/{row.reference}/jalons", data=data).status_code == 303
    again = client.post(f"/contributions/{row.reference}/jalons", data=data)
    assert again.status_code == 409
    assert "Maquette" in again.text
