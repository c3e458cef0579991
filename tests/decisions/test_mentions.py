"""Numbers written in texts lead to what they name, and what is named says so to its readers."""

from __future__ import annotations

import pytest

from council.journal.worker import drain
from council.records.mentions import references_in, with_links
from council.records.models import RecordKind
from tests.search import rows


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Voir CLL-2026-014, B-2026-0003.</p>", {"CLL-2026-014", "B-2026-0003"}),
        ("<p>(CLL-2026-014)</p>", {"CLL-2026-014"}),
        ("<p>xCLL-2026-014 CLL-2026-014x CLL-26-014 CLL-2026-1 ZZ-2026-001</p>", set()),
        ("<p>CLL-2026-014-3 /CLL-2026-014 CLL-2026-0140000000</p>", set()),
        ("<p>cll-2026-014 ＣＬＬ-2026-014 CLL-٢٠٢٦-014</p>", set()),
        ('<p><a href="https://x.example/?a=1">CLL-2026-014</a></p>', set()),
        ("<pre><code>CLL-2026-014</code></pre><p>CLL-2026-015</p>", {"CLL-2026-015"}),
        ('<p><a href="https://x.example/a>b">CLL-2026-014</a> CLL-2026-015</p>', {"CLL-2026-015"}),
        ('<ol start="3"><li>CLL-2026-014</li></ol>', {"CLL-2026-014"}),
        ("", set()),
    ],
)
def test_a_reference_is_recognized_where_a_link_may_be(html, found):
    assert references_in(html) == found
    paths = dict.fromkeys(found, "/la")
    assert with_links(html, paths).count('<a class="fr-link" href="/la">') == len(found)
    assert with_links(html, {}) == html


def test_a_number_leads_to_what_it_names_and_is_told_there(app, client, build, cast, decisions):
    named = decisions.published(title="Décision nommée")
    other = decisions.published(title="Décision qui nomme", body=f"Après {named.reference}.")
    hidden = build(rows.row, RecordKind.NEED, "Besoin caché", "Rien.", audience="secretariat")
    telling = decisions.published(title="Autre", body=f"Selon {hidden.reference} et CLL-1999-001.")
    with app.app_context():
        drain(app)
    page = client.get(f"/decisions/{other.reference}").text
    assert f'<a class="fr-link" href="/decisions/{named.reference}">{named.reference}</a>.' in page
    cited = client.get(f"/decisions/{named.reference}").text
    assert "Cité par" in cited and "Décision qui nomme" in cited
    assert "Cité par" not in client.get(f"/decisions/{telling.reference}").text
    page = client.get(f"/decisions/{telling.reference}").text
    assert f"{hidden.reference}</a>" not in page and "CLL-1999-001</a>" not in page
    client.sign_in(cast.secretariat)
    page = client.get(f"/decisions/{telling.reference}").text
    assert f'href="/besoins/{hidden.reference}">{hidden.reference}</a>' in page


def test_who_cites_is_told_to_its_readers_only(app, client, build, cast, decisions):
    named = decisions.published(title="Décision nommée")
    build(
        rows.row, RecordKind.SUBJECT, "Sujet zibeline", f"Voir {named.reference}.",
        audience="council",
    )  # fmt: skip
    with app.app_context():
        drain(app)
    assert "zibeline" not in client.get(f"/decisions/{named.reference}").text
    client.sign_in(cast.member)
    assert "zibeline" in client.get(f"/decisions/{named.reference}").text
