"""Search across real processes: what one does, the others find."""

from __future__ import annotations

import time
import urllib.request
from urllib.parse import quote

import pytest

from council.accounts.models import Account
from council.extensions import db
from council.needs.actions import publish_need, submit_need
from council.needs.models import Need
from council.organizations.models import Title
from council.organizations.queries import viewer_for
from council.records.models import RecordKind
from tests import builders
from tests.search import rows

# A second on a quiet machine; the limit only tells slow from never.
PATIENCE = 30


def read(address: str, words: str) -> str:
    with urllib.request.urlopen(f"{address}/recherche?q={quote(words)}", timeout=20) as answer:
        return answer.read().decode()


def wait_for(address: str, words: str, expected: str, gone: str = "\0") -> float:
    began = time.monotonic()
    while expected not in (text := read(address, words)) or gone in text:
        assert time.monotonic() - began < PATIENCE, text
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.slow
def test_published_need_is_found_on_every_server(serve, database) -> None:
    engine = "postgres" if database.name == "postgresql" else "whoosh"
    live = serve(servers=2, settings={"COUNCIL_SEARCH": engine})
    with live.app.app_context():
        body = builders.organization("Agence fictive des marées")
        agent, secretary = builders.account(), builders.account()
        builders.mandate(agent, Title.REPRESENTATIVE, body=body)
        builders.mandate(secretary, Title.SECRETARIAT, body=builders.organization())
        record = rows.row(
            RecordKind.NEED,
            "Annuaire des marégraphes",
            "Un annuaire partagé des marégraphes.",
            audience="holders",
            numbered=False,
            body_id=body.id,
            state="draft",
            summary="Trouver un marégraphe.",
            affected="Les ports",
            current_situation="Rien.",
            enough="Un annuaire.",
        )
        number = record.id
        need = db.session.get_one(Need, number)
        submit_need(need, author=viewer_for(agent))
        reference, secretary_id = need.reference, secretary.id
    for address in live.addresses:
        wait_for(address, "annuaire", "Aucun résultat", "en cours de préparation")
        assert "maregraphes" not in read(address, "marées").lower()
    with live.app.app_context():
        secretary = db.session.get_one(Account, secretary_id)
        publish_need(db.session.get_one(Need, number), author=viewer_for(secretary))
    delays = [wait_for(address, "maregraphe", str(reference)) for address in live.addresses]
    print("seen after", delays)
