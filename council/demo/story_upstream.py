"""A chapter of the demonstration: maintainers without an account answer, the work goes upstream."""

from __future__ import annotations

from datetime import timedelta

from council import clock
from council.contributions import actions as contributions
from council.contributions.actions_upstream import change_milestones
from council.contributions.forges import Told
from council.contributions.models import Contribution
from council.contributions.models_upstream import UpstreamState
from council.contributions.queries_upstream import links_of
from council.contributions.steps_upstream import Step, note_told
from council.demo.story import Story
from council.extensions import db
from council.records.due import parse_due
from council.requests.actions_links import mail_request, propose_answer, publish_answer
from council.requests.steps import AnswerContent
from council.transactions import quiet_action

FORGE = "https://forge.exemple.invalid/tampon/tampon/-"


def tell_upstream(story: Story) -> None:
    """Ask maintainers by mail, have them answer by the link, and follow the work in the project."""
    cast = story.cast
    story.on_day(80)
    need = story.need(
        "representative 2",
        cast.bodies["exempleville"],
        "Sceller les documents signés pour l’archivage",
        "Une signature doit rester vérifiable **dix ans** après son certificat.",
        software="tampon",
        affected_count=60,
    )
    story.on_day(82)
    story.publish(need)
    story.on_day(85)
    asked = story.ask(
        "representative 2",
        need,
        "tampon",
        "Reprendriez-vous l’horodatage d’archive ?",
        "Une contribution en ce sens serait-elle intégrée, et sous quelle forme ?",
    )
    sender = cast.viewer("representative 2")
    invitation = mail_request(asked, email="equipe@tampon.exemple.invalid", sender=sender)
    story.on_day(91)
    content = AnswerContent(
        "would_accept",
        "Oui, en **module séparé**, avec ses tests.",
        days_hundredths=1800,
        links=(f"{FORGE}/issues/7",),
    )
    publish_answer(propose_answer(invitation, content, signed_as="L’équipe de Tampon"))
    story.on_day(96)
    offer = story.offer(
        "vendor",
        [need],
        title="Module d’horodatage d’archive pour Tampon",
        kind="code",
        body="Le module, ses tests et sa documentation.",
        days_hundredths=1800,
        licence="GPL-3.0-or-later",
        upstream_links=(
            f"{FORGE}/issues/7",
            f"{FORGE}/merge_requests/12",
            f"{FORGE}/merge_requests/15",
        ),
    )
    story.on_day(99)
    contributions.accept_contribution(offer, legal_frame="commande", receiver=sender)
    contributions.start_work(offer, author=cast.viewer("vendor"))
    _follow(story, offer)


def _follow(story: Story, offer: Contribution) -> None:
    story.on_day(140)
    db.session.refresh(offer)
    done = clock.today() - timedelta(days=12)
    steps = [
        Step("Format convenu avec l’équipe", parse_due(""), done),
        Step("Module intégré", parse_due(""), clock.today()),
        Step("Documentation traduite", parse_due("S2 2099"), None),
    ]
    vendor = story.cast.viewer("vendor")
    change_milestones(offer, steps, seen=offer.row_version, author=vendor)
    _see(offer.id)


@quiet_action
def _see(contribution_id: int) -> None:
    states = (UpstreamState.CLOSED, UpstreamState.MERGED, UpstreamState.OPEN)
    for link, state in zip(links_of(contribution_id), states, strict=True):
        note_told(link, Told(state, clock.now() - timedelta(days=3)))
