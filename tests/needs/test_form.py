"""The guided form: constraints to tick, licence, legal frame, tags; the preview saves nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.exc import IntegrityError

from council.extensions import db
from council.needs.models import Need, NeedTag
from council.needs.queries import versions_of
from council.needs.tags import BadTags, normalize, parse
from tests.needs.test_draft import WORDS, count, org

FRAME = {
    "requirements": ["requires_accessibility", "requires_hosting"],
    "imposed_licence": "EUPL-1.2 OR MIT",
    "legal_frame": "Décret fictif du 1er mars",
    "tags": "Signature ; #Préfectures, signature",
}
SECTIONS = (
    "Le problème", "Qui est concerné", "aujourd’hui", "Ce qui suffirait", "Logiciel concerné",
    "Contraintes", "Cadre et échéance", "Lecture",
)  # fmt: skip


def said(build, need_id):
    """Return what a need says now and in its last version."""

    def read():
        need = db.session.get_one(Need, need_id)
        versions = versions_of(need_id)
        return (
            (need.requirements, need.imposed_licence, need.legal_frame, need.tag_words),
            versions[0].snapshot if versions else {},
        )

    return build(read)


def only_need(build):
    """Return the id of the one need there is."""
    return build(lambda: db.session.scalars(db.select(Need.id)).one())


def test_the_form_goes_in_the_order_in_which_one_tells_a_need(client, cast):
    page = client.sign_in(cast.agent).get("/besoins/nouveau").text
    legends = re.findall(r'<legend class="fr-fieldset__legend">(\d\. [^<]+)</legend>', page)
    assert len(legends) == len(SECTIONS)
    assert all(words in legend for words, legend in zip(SECTIONS, legends, strict=True))
    assert page.index('id="title"') < page.index("data-similar") < page.index('id="body"')


def test_the_frame_is_kept_shown_and_versioned(client, build, cast):
    client.sign_in(cast.agent)
    data = {**WORDS, **FRAME, "holder": org(cast.administration)}
    draft = client.post("/besoins/nouveau", data=data).location
    page = client.get(client.post(f"{draft}/deposer").location).text
    for words in (
        "Accessibilité (RGAA)", "Hébergement imposé", "<code>EUPL-1.2 OR MIT</code>",
        "Décret fictif du 1er mars", 'href="/besoins?etiquette=pr%C3%A9fectures"',
    ):  # fmt: skip
        assert words in page
    assert "RGPD" not in page.split('id="texte-constraints"')[1].split("</section>")[0]
    now, version = said(build, only_need(build))
    assert now[3] == version["tags"] == ["signature", "préfectures"]
    assert (version["requires_hosting"], version["handles_personal_data"]) == (True, False)
    assert version["imposed_licence"] == "EUPL-1.2 OR MIT"


def test_an_edit_shows_the_frame_then_changes_it(client, build, cast):
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    path = f"/besoins/{need.reference}"
    data = {**WORDS, **FRAME, "row_version": "1", "reason": "Précisé."}
    assert client.post(f"{path}/modifier", data=data).status_code == 303
    form = client.get(f"{path}/modifier").text
    assert 'value="signature, préfectures"' in form
    assert re.search(r'<input[^>]* checked[^>]*value="requires_hosting"', form)
    data |= {"requirements": [], "tags": "", "imposed_licence": "", "row_version": "2"}
    assert client.post(f"{path}/modifier", data=data).status_code == 303
    assert said(build, need.id)[0] == ([], "", "Décret fictif du 1er mars", [])
    assert client.get(f"{path}/versions/2").text.count("préfectures") >= 1
    assert "préfectures" not in client.get(f"{path}/versions/3").text


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("imposed_licence", "Licence maison", "SPDX"),
    ("imposed_licence", "GPL-2.0", "GPL-2.0-only"),
    ("imposed_licence", "MIT OR", "SPDX"),
    ("requirements", "autre_chose", "choix valide"),
    ("legal_frame", "x" * 501, "500"),
    ("legal_frame", "renversé \u202e", "invisibles"),
    ("tags", ",".join(f"mot{n}" for n in range(11)), "Dix étiquettes"),
    ("tags", "x" * 41, "40 caractères"),
    ("tags", "ici, %%% , là", "ni lettre ni chiffre"),
    ("tags", "100 %(word)s" + "x" * 40, "40 caractères"),
    ("tags", "x" * 100_000, "500"),
])  # fmt: skip
def test_a_wrong_frame_says_what_to_mend(client, build, cast, field, value, sentence):
    client.sign_in(cast.agent)
    data = {**WORDS, **FRAME, "holder": org(cast.administration), field: value}
    page = client.post("/besoins/nouveau", data=data)
    assert page.status_code == 422
    assert sentence in page.text.split('id="error-summary"')[1].split("</ul>")[0]
    assert "Un parapheur papier." in page.text
    assert count(build) == (0, 0)


def test_tags_have_one_spelling():
    assert parse(" Signature ;;SIGNATURE, « Été » , #rgpd,ﬁn\n2D-Doc ") == [
        "signature", "été", "rgpd", "fin", "2d-doc",
    ]  # fmt: skip
    assert parse("") == parse(" , ; ") == []
    assert normalize("a\u200bb\u202ec\u0000d") == "abcd"
    assert normalize("=cmd|calc") == "cmd|calc"
    assert normalize("E\u0301te\u0301") == "été"
    with pytest.raises(BadTags, match="empty"):
        parse("🙂")


def test_the_database_keeps_at_most_ten_short_tags(build, cast):
    need = build.need(cast.administration)
    for bad in ({"tag": "x", "position": 11}, {"tag": "", "position": 1}):
        with pytest.raises(IntegrityError):
            build(
                lambda bad=bad: db.session.execute(db.insert(NeedTag), {"need_id": need.id, **bad})
            )


def test_the_list_is_filtered_by_tag(client, build, cast):
    client.sign_in(cast.agent)
    for title, tags in (("Un", "Signature"), ("Deux", "papier")):
        data = {**WORDS, "title": title, "tags": tags, "holder": org(cast.administration)}
        client.post(f"{client.post('/besoins/nouveau', data=data).location}/deposer")
    page = client.get("/besoins?etiquette=SIGNATURE").text
    assert ">Un</a>" in page and ">Deux</a>" not in page
    assert "Aucun besoin ne correspond" in client.get("/besoins?etiquette=%F0%9F%99%82").text


def test_the_secretariat_retags_a_need_with_a_reason(client, build, cast, news):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}/etiquettes"
    for name, status in (("agent", 403), ("vendor", 403), ("secretariat", 200)):
        assert client.sign_in(getattr(cast, name)).get(path).status_code == status
    data = {"tags": "signature", "reason": "Rangé.", "row_version": "1"}
    assert client.post(path, data={**data, "reason": ""}).status_code == 422
    assert client.post(path, data={**data, "tags": ""}).status_code == 422
    assert client.post(path, data=data).status_code == 303
    assert said(build, need.id)[1]["tags"] == ["signature"]
    assert "Rangé." in client.get(f"/besoins/{need.reference}").text
    assert client.post(path, data={**data, "tags": "autre"}).status_code == 409
    closed = build.need(cast.administration, state="met")
    assert client.get(f"/besoins/{closed.reference}/etiquettes").status_code == 403
    assert any("étiquettes de votre besoin" in mail.get_body().get_content() for mail in news())


@pytest.mark.parametrize("value", ["1", "part"])
def test_the_preview_shows_the_page_and_saves_nothing(client, build, cast, value):
    client.sign_in(cast.agent)
    data = {**WORDS, **FRAME, "due_label": "n’importe quand", "preview": value}
    page = client.post("/besoins/nouveau", data={**data, "holder": org(cast.administration)})
    assert page.status_code == 200
    shown = page.text.split('id="apercu"')[1].split('id="fin"')[0]
    for words in ("<strong>imprimons</strong>", "les instructeurs", "préfectures", "EUPL-1.2"):
        assert words in shown
    assert ("<form" in page.text) == (value == "1")
    if value == "1":
        assert "Un parapheur papier." in page.text.split('name="current_situation"')[1][:300]
        assert "n’importe quand" in page.text and "error-summary" not in page.text
    assert count(build) == (0, 0)


def test_the_preview_of_an_edit_leaves_the_need(client, build, cast):
    client.sign_in(cast.agent)
    need = build.need(cast.administration, body="Le texte d’avant.")
    draft = build.need(cast.administration, state="draft", body="Le brouillon d’avant.")
    uid = draft.record.uid
    for path in (f"/besoins/{need.reference}/modifier", f"/besoins/brouillons/{uid}/modifier"):
        page = client.post(path, data={**WORDS, "body": "Tout **neuf**.", "preview": "1"})
        assert page.status_code == 200 and "Tout <strong>neuf</strong>." in page.text
    assert "Le texte d’avant." in client.get(f"/besoins/{need.reference}").text
    assert "Le brouillon d’avant." in client.get(f"/besoins/brouillons/{uid}").text


@pytest.mark.parametrize("text", ["[" * 20_000, "x" * 20_001, "`a" * 10_000])
def test_the_preview_says_why_a_text_cannot_be_shown(client, cast, text):
    client.sign_in(cast.agent)
    page = client.post("/besoins/nouveau", data={**WORDS, "body": text, "preview": "1"})
    assert page.status_code == 200
    shown = page.text.split('id="apercu"')[1]
    assert "Ce texte" in shown and "fr-alert--error" in shown


def test_a_draft_with_tags_is_thrown_away_whole(client, build, cast):
    client.sign_in(cast.agent)
    data = {**WORDS, **FRAME, "holder": org(cast.administration)}
    draft = client.post("/besoins/nouveau", data=data).location
    assert client.post(f"{draft}/supprimer").status_code == 303
    assert count(build) == (0, 0)
    assert build(lambda: db.session.scalars(db.select(NeedTag)).all()) == []


def test_an_endorsement_says_under_which_conditions(client, build, cast):
    need = build.need(cast.administration)
    client.sign_in(cast.vendor)
    data = {"organization": cast.company.id, "version": 1, "conditions": "Si l’export marche."}
    path = f"/besoins/{need.reference}/soutenir"
    assert client.post(path, data={**data, "conditions": "x" * 501}).status_code == 422
    assert client.post(path, data=data).status_code == 303
    assert "Sous conditions : Si l’export marche." in client.get(f"/besoins/{need.reference}").text
