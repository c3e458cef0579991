"""Votes by other methods in the demonstration: each held by the real actions, some still open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from council import clock
from council.demo.story import Story
from council.markdown import render_markdown
from council.polls import actions as polls
from council.polls.actions_secret import cast_secret_ballot
from council.polls.models import Poll
from council.polls.queries import roll_of
from council.polls.receipts import new_receipt

VOTERS = {
    "racine": "member",
    "bitume": "member 2",
    "octet": "member 3",
    "tilde": "member 4",
    "pelican": "member 5",
    "essais": "member (administrations)",
}


class Vote(NamedTuple):
    """One vote: rule, question, text, options with what they mean and cost, ballots in order."""

    rule: str
    title: str
    text: str
    options: list[dict[str, Any]]
    ballots: list[dict[str, Any]]
    settings: dict[str, Any] = {}


def options(*names: str, costs: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Return options by their names, with what choosing each one means."""
    return [
        {
            "key": f"o{n}",
            "label": name,
            "meaning": f"Le conseil retient «\u00a0{name}\u00a0».",
        }
        | ({"cost": costs[n - 1]} if costs else {})
        for n, name in enumerate(names, 1)
    ]


def ranks(*groups: str) -> dict[str, Any]:
    """Return a ranking, options of equal rank written together: ranks("1", "23")."""
    return {"ranking": [[f"o{n}" for n in group] for group in groups]}


def approves(*numbers: int) -> dict[str, Any]:
    """Return a ballot that approves options by their places."""
    return {"approves": [f"o{n}" for n in numbers]}


def grades(*given: int) -> dict[str, Any]:
    """Return a ballot that grades each option in turn."""
    return {"grades": {f"o{n}": grade for n, grade in enumerate(given, 1)}}


ABSTAIN = {"choice": "abstain"}
CLOSED = (
    Vote(
        "jugement-majoritaire",
        "Quelles priorités pour le premier semestre ?",
        "Donnez une mention à chaque priorité. La mieux jugée ouvre la feuille de route.",
        options(
            "Rendre les suites bureautiques accessibles",
            "Mutualiser un service de signature",
            "Former les équipes à la contribution",
            "Financer des audits de sécurité",
        ),
        [
            grades(5, 3, 4, 2),
            grades(5, 2, 3, 3),
            grades(4, 4, 5, 1),
            grades(3, 5, 2, 4),
            grades(5, 1, 4, 3),
            grades(4, 3, 3, 5),
        ],
    ),
    Vote(
        "classement",
        "Quel format pour les comptes rendus publiés ?",
        "Classez les formats. « Poursuivre la discussion » est aussi une option.",
        options("Page web et Markdown", "Document OpenDocument", "PDF balisé"),
        [
            {"ranking": [["o1"], ["o2"], ["discussion"]]},
            {"ranking": [["o2"], ["o1"], ["discussion"]]},
            {"ranking": [["o1"], ["o3"]]},
            {"ranking": [["o1", "o2"], ["discussion"], ["o3"]]},
            {"ranking": [["o3"], ["o1"]]},
            {"ranking": [["o2"], ["discussion"]]},
        ],
    ),
    Vote(
        "parts-egales",
        "Comment répartir l’enveloppe de correctifs ?",
        "Une enveloppe fictive de 120 000 €. Approuvez tous les projets qui vous conviennent.",
        options(
            "Corriger l’import de tableurs",
            "Documenter l’installation en français",
            "Refaire l’éditeur d’agendas",
            "Auditer le module de signature",
            "Traduire l’aide en ligne",
            costs=(45_000, 12_000, 80_000, 38_000, 9_000),
        ),
        [
            approves(1, 2),
            approves(1, 4),
            approves(3, 5),
            approves(1, 2, 5),
            approves(4, 2),
            ABSTAIN,
        ],
        {"budget": 120_000},
    ),
    Vote(
        "vote-unique-transferable",
        "Qui relit les avis avant publication ?",
        "Trois relecteurs sont choisis parmi les structures candidates, toutes inventées.",
        options("Coopérative Racine", "Atelier Bitume", "Collectif Octet", "Maison Tilde"),
        [
            ranks("1", "2"),
            ranks("1", "3"),
            ranks("2", "4"),
            ranks("3", "1"),
            ranks("4", "3"),
            ranks("1", "4"),
        ],
    ),
    Vote(
        "scrutin-preferentiel",
        "Où tenir la prochaine séance ?",
        "Une seule ville accueille la séance.",
        options("Exempleville", "Ville-Témoin", "Bourg-Modèle"),
        [
            ranks("1", "3"),
            ranks("2", "3"),
            ranks("3", "1"),
            ranks("2", "1"),
            ranks("1", "2"),
            ranks("3", "1"),
        ],
    ),
    Vote(
        "notes",
        "Quelle identité visuelle pour les guides ?",
        "Notez chaque maquette de 0 à 10.",
        options("Maquette sobre", "Maquette colorée", "Maquette d’archives"),
        [
            grades(8, 5, 3),
            grades(7, 9, 2),
            grades(9, 4, 6),
            grades(6, 6, 6),
            grades(10, 3, 1),
            ABSTAIN,
        ],
    ),
    Vote(
        "election-secrete",
        "Qui représente le conseil auprès des partenaires ?",
        "Approuvez toutes les candidatures qui vous conviennent ; tous les noms sont inventés.",
        options("Camille Exemple-Fictive", "Dominique Modèle-Fictif", "Sacha Témoin-Fictif"),
        [approves(1, 2), approves(2), approves(1), approves(2, 3), approves(2), approves(1, 3)],
    ),
)
OPEN = (
    Vote(
        "approbation",
        "Quels logiciels tester avec des agents ?",
        "Approuvez toutes les propositions qui vous conviennent.",
        options("Éditeur de notes partagé", "Gestionnaire de formulaires", "Agenda de salles"),
        [approves(1, 2), approves(2)],
    ),
    Vote(
        "election-secrete",
        "Qui préside le groupe de travail sur l’accessibilité ?",
        "Le vote est secret : notez votre reçu. Tous les noms sont inventés.",
        options("Alix Exemple-Fictive", "Morgan Modèle-Fictif"),
        [approves(1), approves(2)],
    ),
    Vote(
        "consensus-apparent",
        "Publier les comptes rendus sous dix jours",
        "Sans objection motivée, la règle est adoptée à la clôture.",
        [],
        [],
    ),
)


def tell_votes(story: Story) -> None:
    """Hold votes by the other methods: closed ones with their results, then open ones."""
    for number, vote in enumerate(CLOSED):
        story.on_day(105 + number)
        poll = _hold(story, vote, days=7)
        story.on_day(113 + number)
        polls.seal_poll(poll)
    story.on_day(145)
    for vote in OPEN:
        _hold(story, vote, days=15)


def _hold(story: Story, vote: Vote, *, days: int) -> Poll:
    cast = story.cast
    fields = {
        "title": vote.title,
        "text": vote.text,
        "shown_to": "public",
        "options": vote.options,
        "settings": vote.settings,
    }
    author = cast.viewer("secretariat")
    body = render_markdown(vote.text)
    poll = polls.draft_poll(fields, body=body, rule_key=vote.rule, author=author)
    closes = clock.now() + timedelta(days=days)
    polls.open_poll(poll, opener=cast.viewer("chair"), closes_at=closes)
    entries = {entry.organization_id: entry for entry in roll_of(poll)}
    for (body_key, role), content in zip(VOTERS.items(), vote.ballots, strict=False):
        seat = entries[cast.bodies[body_key].id]
        voter = cast.viewer(role)
        if poll.rule.secrecy == "secret":
            receipt = new_receipt()
            cast_secret_ballot(poll, seat=seat, voter=voter, content=content, receipt=receipt)
        else:
            polls.cast_ballot(poll, seat=seat, voter=voter, content=content)
    return poll
