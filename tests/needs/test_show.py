"""One need's page: who may see it, what it shows, how many queries it costs."""

from __future__ import annotations

import pytest

SECRET = "Mot-planté-zirconium"
EVERYBODY = ("agent", "vendor", "maintainer", "member", "secretariat", "chair", "administrator")


def test_everybody_reads_a_published_need(client, build, cast):
    need = build.need(cast.administration, body="Nous imprimons **tout**.", affected="les agents")
    page = client.get(f"/besoins/{need.reference}")
    assert page.status_code == 200
    assert "<strong>tout</strong>" in page.text
    assert need.title in page.text
    assert "Agence fictive des archives" in page.text
    assert "Set-Cookie" not in page.headers


# State and visibility of a need → who may see it besides its holder (access.md, by hand).
VISIBLE = [
    ("draft", "public", set()),
    ("submitted", "public", {"secretariat"}),
    ("declined", "public", {"secretariat"}),
    ("published", "public", {None, *EVERYBODY}),
    ("published", "council", {"member", "secretariat", "chair"}),
    ("published", "organization", {"secretariat"}),
    ("planned", "public", {None, *EVERYBODY}),
    ("withdrawn", "public", {None, *EVERYBODY}),
]


@pytest.mark.parametrize(("state", "visibility", "seen_by"), VISIBLE)
def test_who_sees_a_need_in_each_state(client, build, cast, state, visibility, seen_by):
    need = build.need(cast.administration, state=state, visibility=visibility, title=SECRET)
    path = f"/besoins/{need.reference or f'brouillons/{need.record.uid}'}"
    for name in (None, *EVERYBODY):
        if name is not None:
            client.sign_in(getattr(cast, name))
        elif state == "draft":
            continue  # a draft's page asks to sign in first
        expected = 200 if name in seen_by or name == "agent" else 404
        assert client.get(path).status_code == expected, (name, state, visibility)
        listed = SECRET in client.get("/besoins").text
        assert listed == (expected == 200 and state != "draft"), (name, state, visibility)


def test_a_withdrawn_need_leaves_its_tombstone(client, build, cast):
    need = build.need(cast.administration, state="withdrawn", body=SECRET, summary=SECRET)
    page = client.get(f"/besoins/{need.reference}")
    assert page.status_code == 200
    assert "Un motif fictif." in page.text
    assert SECRET not in page.text
    assert client.get(f"/besoins/{need.reference}/versions/1").status_code == 403
    assert SECRET not in client.get(f"/besoins?q={SECRET}").text.replace(f'value="{SECRET}"', "")


def test_an_unknown_need_is_not_found(client):
    assert client.get("/besoins/B-2026-9999").status_code == 404
    assert client.get("/besoins/brouillons/" + "0" * 32).status_code == 303


def test_every_imported_column_is_shown(client, build, cast):
    need = build.need(
        cast.software,
        title="Contributions recherchées",
        summary="Un [lien](https://exemple.invalid/x).",
        skills="## Savoir\n\n- PHP",
        source="bluehats/fictif.md",
    )
    page = client.get(f"/besoins/{need.reference}").text
    for part in ("Tableur Fictif", "https://exemple.invalid/x", "PHP", "bluehats/fictif.md"):
        assert part in page
    assert "Appel à contribution" in page


@pytest.mark.parametrize("name", [None, "agent", "secretariat"])
def test_a_need_costs_at_most_26_queries(client, build, cast, queries, name):
    need = build.need(cast.administration, about=cast.software)
    for _number in range(5):
        build.endorsement(need, build.organization())
        build.comment(need, cast.vendor)
    if name:
        client.sign_in(getattr(cast, name))
    with queries.at_most(26):
        assert client.get(f"/besoins/{need.reference}").status_code == 200


@pytest.mark.parametrize(
    ("name", "offered"), [("member", True), ("secretariat", True), ("agent", False), (None, False)]
)
def test_whoever_may_propose_an_item_is_offered_it(client, build, cast, name, offered):
    need = build.need(cast.administration)
    if name:
        client.sign_in(getattr(cast, name))
    page = client.get(f"/besoins/{need.reference}").text
    assert ("Inscrire à la feuille de route" in page) is offered
