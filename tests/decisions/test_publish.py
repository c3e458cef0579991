"""Adoption, the State's position and publication: three separate dated acts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.clock import today
from council.decisions.models import DecisionAct
from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.models import Title
from tests.decisions.conftest import draft_path

YESTERDAY = (today() - timedelta(days=1)).isoformat()
TOMORROW = (today() + timedelta(days=1)).isoformat()


def entries(decisions, kind):
    return decisions.build(
        lambda: db.session.scalars(db.select(JournalEntry).where(JournalEntry.kind == kind)).all()
    )


def test_a_decision_goes_from_draft_to_its_permanent_page(decisions, cast):
    decision = decisions.proposed()
    sam, zoe = decisions.browser(cast.secretariat), decisions.browser(cast.other_secretariat)
    adopted = sam.post(
        draft_path(decision, "adopter"),
        data={"adopted_on": YESTERDAY, "outcome": "Adopté à l’unanimité des présents."},
    )
    assert adopted.status_code == 303
    supported = decisions.browser(cast.endorser).post(
        draft_path(decision, "soutien"),
        data={"supports": "yes", "acted_on": YESTERDAY, "text": "Soutenu sans réserve."},
    )
    assert supported.status_code == 303
    assert sam.post(draft_path(decision, "demander-la-publication")).status_code == 303
    assert decisions.browser().get(draft_path(decision)).status_code == 404
    published = zoe.post(draft_path(decision, "publier"))
    assert published.status_code == 303
    number = f"CLL-{today().year}-001"
    assert published.location.endswith(f"/decisions/{number}")
    page = decisions.browser().get(published.location).text
    for words in (
        number,
        "Adopté à l’unanimité des présents.",
        "Soutien de l’état, Mission fictive",
        "Soutenu sans réserve.",
        "décompte non publié",
        "CC-BY-SA-4.0",
        "Le numéro est donné par ce site.",
    ):
        assert words.casefold() in page.casefold(), words
    moved = decisions.browser().get(draft_path(decision))
    assert (moved.status_code, moved.location) == (301, f"/decisions/{number}")
    assert len(entries(decisions, "decision.published")) == 1


def test_the_person_who_asks_does_not_confirm(decisions, cast):
    decision = decisions.adopted()
    sam = decisions.browser(cast.secretariat)
    alone = sam.post(draft_path(decision, "publier"))
    assert alone.status_code == 403 and "Personne n’a encore demandé" in alone.text
    assert sam.post(draft_path(decision, "demander-la-publication")).status_code == 303
    refused = sam.post(draft_path(decision, "publier"))
    assert refused.status_code == 403 and "seconde personne" in refused.text
    page = sam.get(draft_path(decision, "publier"))
    assert "Une autre personne" in page.text and "Publier maintenant" not in page.text
    assert decisions.fresh(decision).reference is None
    assert sam.post(draft_path(decision, "demander-la-publication")).status_code == 403
    assert decisions.browser(cast.chair).post(draft_path(decision, "publier")).status_code == 303


def test_one_person_is_enough_when_the_setting_says_so(decisions, cast, app):
    app.config["COUNCIL_SECOND_PERSON"] = "0"
    decision = decisions.adopted()
    chair = decisions.browser(cast.chair)
    assert "Publier maintenant" in chair.get(draft_path(decision, "publier")).text
    assert chair.post(draft_path(decision, "publier")).status_code == 303
    assert decisions.fresh(decision).state == "published"


def test_publishing_twice_gives_one_number(decisions, cast):
    decision = decisions.adopted()
    decisions.browser(cast.secretariat).post(draft_path(decision, "demander-la-publication"))
    chair = decisions.browser(cast.chair)
    assert chair.post(draft_path(decision, "publier")).status_code == 303
    assert chair.post(draft_path(decision, "publier")).status_code == 403
    assert decisions.fresh(decision).reference.endswith("-001")
    assert decisions.published().reference.endswith("-002")


def test_numbers_follow_the_ones_imported(decisions):
    year = today().year
    decisions.imported(f"CLL-{year}-007")
    assert decisions.published().reference == f"CLL-{year}-008"
    foreign = decisions.imported("VOL-10000")
    assert foreign.reference == "VOL-10000"
    assert decisions.published().reference == f"CLL-{year}-009"


def test_a_refused_publication_gives_its_number_back(decisions, cast):
    waiting = decisions.adopted()
    chair = decisions.browser(cast.chair)
    for _attempt in range(3):
        assert chair.post(draft_path(waiting, "publier")).status_code == 403
    assert decisions.published().reference == f"CLL-{today().year}-001"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"adopted_on": TOMORROW}, "avenir"),
        ({"adopted_on": ""}, "jour"),
        ({"adopted_on": "demain"}, "jour"),
        ({"adopted_on": "0001-01-01"}, "jour"),
    ],
)
def test_an_adoption_has_a_day_that_has_come(decisions, cast, data, sentence):
    decision = decisions.draft()
    answer = decisions.browser(cast.chair).post(draft_path(decision, "adopter"), data=data)
    assert answer.status_code == 422
    assert sentence in answer.text and 'href="#adopted_on"' in answer.text
    assert decisions.fresh(decision).state == "draft"


def test_an_adopted_text_is_frozen(decisions, cast):
    decision = decisions.adopted()
    answer = decisions.browser(cast.secretariat).get(draft_path(decision, "modifier"))
    assert answer.status_code == 403 and "figé" in answer.text


def test_the_state_may_refuse_its_support(decisions, cast):
    decision = decisions.published()
    eli = decisions.browser(cast.endorser)
    data = {"supports": "no", "acted_on": today().isoformat(), "text": "Pas le bon moment."}
    assert eli.post(draft_path(decision, "soutien"), data=data).status_code == 303
    page = decisions.browser().get(f"/decisions/{decision.reference}").text
    assert "refus de soutien" in page.casefold() and "Pas le bon moment." in page


@pytest.mark.parametrize(
    "data",
    [
        {"supports": "yes", "acted_on": TOMORROW},
        {"supports": "yes", "acted_on": (today() - timedelta(days=9)).isoformat()},
        {"supports": "", "acted_on": YESTERDAY},
        {"supports": "peut-être", "acted_on": YESTERDAY},
        {"supports": "yes", "acted_on": ""},
    ],
)
def test_a_bad_position_is_refused_in_words(decisions, cast, data):
    decision = decisions.adopted()
    before = decisions.count(DecisionAct)
    answer = decisions.browser(cast.endorser).post(draft_path(decision, "soutien"), data=data)
    assert answer.status_code == 422
    assert decisions.count(DecisionAct) == before


def test_a_revoked_mandate_acts_at_once(decisions, cast, build):
    decision = decisions.adopted()
    browser = decisions.browser(cast.endorser)
    assert browser.get(draft_path(decision, "soutien")).status_code == 200

    def revoke():
        from council.clock import now
        from council.organizations.models import Mandate

        mandate = db.session.scalars(
            db.select(Mandate).where(Mandate.title == Title.ENDORSER)
        ).one()
        mandate.revoked_at = now()

    build(revoke)
    assert browser.get(draft_path(decision, "soutien")).status_code == 404


def test_an_import_says_what_is_not_known(decisions):
    decisions.imported("CLL-2024-001", outcome="Avis soutenu par la majorité des membres.")
    page = decisions.browser().get("/decisions/CLL-2024-001").text
    assert "Avis soutenu par la majorité des membres." in page
    assert "décompte non publié" in page and "date non publiée" in page
    assert re.search(r"Mission fictive", page)
