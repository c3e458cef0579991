"""What the demonstration tells of routes to an answer and of official answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from council.demo.story import Story
from council.extensions import db
from council.needs import actions_answers as answers
from council.needs import actions_routes as routes
from council.needs.actions_answers import OfficialContent
from council.needs.actions_routes import RouteContent
from council.needs.models import Need
from council.needs.models_answers import OfficialAnswer, OfficialState
from council.needs.models_routes import NeedRoute, RouteKind, RouteVerdict
from council.records.due import parse_due
from council.records.money import Tax


def tell_answers(story: Story) -> None:
    """Tell who proposed what for the needs of the story, and what was officially answered."""
    notes, chat = _need(story, "Rendre l’éditeur"), _need(story, "Imposer une messagerie")
    signature = _need(story, "Signer des documents")
    story.on_day(12)
    contract = _propose(
        story,
        notes,
        kind=RouteKind.CONTRACT,
        text="Le lot couvre l’accessibilité des logiciels web : dix jours par trimestre.",
        contract="Marché fictif de support logiciels libres",
        lot="Lot 2",
        contractor="Coopérative Octet Libre",
    )
    story.on_day(13)
    routes.judge_route(
        contract,
        author=story.cast.viewer("representative"),
        verdict=RouteVerdict.PARTLY,
        reason="Dix jours suffisent à l’audit, pas aux corrections.",
    )
    story.on_day(63)
    will_be_done = _prepare(
        story,
        notes,
        OfficialState.WILL_BE_DONE,
        "Le conseil a rendu son avis ; la mission **finance la refonte** et la suit en amont.",
        cost_cents=3_840_000,
        cost_tax=Tax.HT,
        due=parse_due("S1 2027"),
    )
    _publish(story, [will_be_done])
    story.on_day(92)
    _publish(
        story,
        [
            _prepare(
                story,
                chat,
                OfficialState.NOT_RETAINED,
                "Le conseil préfère des passerelles ouvertes à un outil unique.",
            )
        ],
    )
    story.on_day(149)
    _propose(
        story,
        signature,
        kind=RouteKind.UPSTREAM,
        software=story.cast.software["tampon"],
        version="3.0",
        text="La version 3.0 sait signer un dossier entier ; il reste à l’essayer.",
    )
    _prepare(
        story,
        signature,
        OfficialState.UNDER_STUDY,
        "Le financement est soumis au vote du conseil ; la suite sera dite après le scrutin.",
    )


def _need(story: Story, start: str) -> Need:
    return db.session.scalars(select(Need).where(Need.title.startswith(start))).one()


def _propose(story: Story, need: Need, **said: Any) -> NeedRoute:
    body = f"org:{story.cast.bodies['octet'].id}"
    content = RouteContent(**said)
    return routes.propose_route(need, content, author=story.cast.viewer("vendor"), body=body)


def _prepare(
    story: Story, need: Need, state: OfficialState, text: str, **said: Any
) -> OfficialAnswer:
    content = OfficialContent(state=state, text=text, **said)
    author = story.cast.viewer("secretariat")
    return answers.prepare_answer(need, content, author=author, seen_version=0)


def _publish(story: Story, prepared: Sequence[OfficialAnswer]) -> None:
    versions = {answer.uid: answer.row_version for answer in prepared}
    answers.publish_answers(prepared, versions, author=story.cast.viewer("secretariat"))
