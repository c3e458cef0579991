"""The chapters of the demonstration, each by the real actions, at its own dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from council import clock
from council.contributions import actions as contributions
from council.decisions import actions as decisions
from council.decisions.steps import Texts
from council.demo.cast import Cast
from council.demo.story import Story
from council.demo.story_answers import tell_answers
from council.demo.story_following import plan, put_in_touch
from council.demo.story_polls import tell_votes
from council.demo.story_reuses import tell_of_a_deployment
from council.demo.story_upstream import tell_upstream
from council.extensions import db
from council.markdown import render_markdown
from council.meetings.actions import plan_meeting
from council.needs import actions as needs
from council.needs.actions_filing import ask_confirmation
from council.needs.models import Need
from council.organizations import actions_applications as applications
from council.organizations.actions_applications import Asked
from council.polls import actions as polls
from council.polls.models import Poll
from council.records.due import parse_due
from council.roadmap import actions as roadmap
from council.roadmap.models import RoadmapItem
from council.subjects import actions as subjects


def tell(cast: Cast, tick: Callable[[], None]) -> None:
    """Tell the whole story, from its first day to today; leaves the clock shifted."""
    story = Story(cast, tick)
    need, item = _accessible_notes(story)
    _contested_messaging(story)
    _delivered_form(story)
    tell_of_a_deployment(story)
    _batch_signature(story)
    tell_votes(story)
    tell_upstream(story)
    _waiting(story)
    put_in_touch(story, need)
    plan(story, item)
    tell_answers(story)


def _accessible_notes(story: Story) -> tuple[Need, RoadmapItem]:
    cast = story.cast
    story.on_day(3)
    need = story.need(
        "representative",
        cast.bodies["essais"],
        "Rendre l’éditeur de notes utilisable avec un lecteur d’écran",
        "Nos agents aveugles ne peuvent pas **relire ni corriger** les comptes rendus partagés : "
        "la barre d’outils n’a pas de nom accessible et le curseur se perd.",
        software="notes",
        affected="Agents qui utilisent un lecteur d’écran",
        affected_count=140,
        current_situation="Un collègue relit à voix haute.",
        enough="Écrire, relire et commenter une note au clavier, avec restitution vocale.",
        requires_accessibility=True,
        legal_frame="Loi du 11 février 2005, article 47",
        tags=["accessibilité", "bureautique"],
        due="S1 2027",
    )
    story.on_day(6)
    story.publish(need)
    story.on_day(10)
    needs.endorse_need(
        need,
        author=cast.viewer("representative 2"),
        organization_id=cast.bodies["exempleville"].id,
        version=1,
        agents_concerned=25,
        note="Même blocage dans nos mairies annexes.",
        conditions="Que la correction soit reversée en amont.",
    )
    story.on_day(14)
    request = story.ask(
        "representative",
        need,
        "notes",
        "Accepteriez-vous une refonte accessible de l’éditeur ?",
        "Une prestation est envisagée. Sous quelles conditions serait-elle **intégrée en amont** ?",
    )
    story.on_day(20)
    offer = story.offer(
        "vendor",
        [need],
        title="Refonte accessible de l’éditeur, reversée en amont",
        kind="code",
        body="Audit, correction, tests avec des personnes concernées. Tout est reversé.",
        amount_cents=3_840_000,
        tax="ht",
        schedule="Audit en un mois, corrections en trois mois.",
        due=parse_due("S1 2027"),
        licence="AGPL-3.0-or-later",
        price_visibility="public",
    )
    story.on_day(24)
    story.answer(
        request,
        "would_accept",
        "Oui, si les changements arrivent en petites demandes de fusion, avec des tests.",
        days_hundredths=600,
    )
    story.on_day(30)
    contributions.accept_contribution(
        offer, legal_frame="commande", receiver=cast.viewer("representative")
    )
    item = story.item(
        [need],
        "Un éditeur de notes accessible pour tous les agents",
        body="Soutenir la refonte accessible et la reverser à la communauté.",
        theme="Accessibilité",
        due=parse_due("S1 2027"),
    )
    story.on_day(40)
    poll = story.poll(
        item,
        "Soutenir la refonte accessible de l’éditeur de notes",
        "Le conseil recommande-t-il de soutenir cette refonte et de la reverser en amont ?",
        "avis-ecosysteme",
    )
    polls.open_poll(
        poll,
        opener=cast.viewer("secretariat"),
        closes_at=clock.now() + timedelta(days=10),
    )
    story.on_day(44)
    story.vote(
        poll,
        {
            "racine": ("member", "for"),
            "bitume": ("member 2", "for"),
            "octet": ("member 3", "abstain"),
            "tilde": ("member 4", "for"),
            "pelican": ("member 5", "for"),
            "essais": ("member (administrations)", "for"),
        },
    )
    story.on_day(51)
    polls.seal_poll(poll)
    _decide(story, poll)
    story.on_day(70)
    contributions.start_work(offer, author=cast.viewer("vendor"))
    return need, item


def _decide(story: Story, poll: Poll) -> None:
    cast = story.cast
    body = (
        "Le conseil recommande aux administrations de soutenir la refonte accessible de "
        "l’éditeur de notes.\n\n## Motifs\n\nLe besoin est partagé, les mainteneurs acceptent le "
        "travail et tout sera reversé."
    )
    texts = Texts(
        kind="avis",
        title="Soutenir la refonte accessible d’un éditeur de notes partagé",
        question="Le conseil recommande-t-il de soutenir cette refonte ?",
        body=body,
        college="ecosysteme",
        licence="CC-BY-SA-4.0",
    )
    decision = decisions.draft_decision(
        author=cast.viewer("secretariat"),
        texts=texts,
        rendered=texts.rendered(),
        sources=[poll.record],
    )
    decisions.propose_decision(decision, author=cast.viewer("secretariat"))
    decisions.adopt_decision(
        decision,
        author=cast.viewer("chair"),
        adopted_on=clock.today(),
        outcome="Avis soutenu par la majorité des membres du collège écosystème.",
    )
    story.on_day(58)
    decisions.endorse_decision(
        decision,
        endorser=cast.viewer("endorser"),
        supports=True,
        acted_on=clock.today(),
        text="La mission soutient cet avis.",
    )
    story.on_day(60)
    decisions.ask_publication(decision, author=cast.viewer("secretariat"))
    decisions.publish_decision(decision, author=cast.viewer("chair"), second_person=True)


def _contested_messaging(story: Story) -> None:
    cast = story.cast
    story.on_day(62)
    need = story.need(
        "representative 2",
        cast.bodies["exempleville"],
        "Imposer une messagerie instantanée unique",
        "Chaque service a choisi la sienne ; les échanges se perdent.",
        affected_count=900,
        function="Messagerie instantanée",
    )
    story.on_day(64)
    story.publish(need)
    story.on_day(66)
    story.say(
        "member", need.record, "L’interopérabilité est un besoin, un outil unique n’en est pas un."
    )
    story.say("vendor", need.record, "Des passerelles ouvertes existent, nous pouvons aider.")
    story.say("representative", need.record, "Nous ne soutenons pas cette demande en l’état.")
    item = story.item([need], "Étudier une messagerie unique", theme="Messagerie")
    story.on_day(80)
    poll = story.poll(
        item,
        "Imposer une messagerie unique",
        "Le conseil recommande-t-il une messagerie unique ?",
        "majorite-simple",
    )
    polls.open_poll(poll, opener=cast.viewer("chair"), closes_at=clock.now() + timedelta(days=7))
    story.on_day(83)
    story.vote(
        poll,
        {
            "racine": ("member", "against"),
            "bitume": ("member 2", "against"),
            "octet": ("member 3", "for"),
            "tilde": ("member 4", "blank"),
            "essais": ("member (administrations)", "against"),
        },
    )
    story.on_day(88)
    polls.seal_poll(poll)
    roadmap.change_stage(
        item,
        state="dropped",
        reason="Le scrutin n’a pas retenu la proposition.",
        mover=cast.viewer("secretariat"),
    )


def _batch_signature(story: Story) -> None:
    cast = story.cast
    story.on_day(95)
    need = story.need(
        "representative",
        cast.bodies["essais"],
        "Signer des documents en lot sans quitter l’outil métier",
        "Les chefs de service signent **400 actes par semaine**, un par un.",
        software="tampon",
        affected="Chefs de service",
        affected_count=60,
        enough="Signer cent documents en une fois, avec la preuve de chacun.",
        requires_hosting=True,
        imposed_licence="EUPL-1.2",
        constraints="L’hébergement se fait dans le réseau du ministère.",
        tags=["signature", "dématérialisation"],
        due="S2 2027",
    )
    story.on_day(97)
    story.publish(need)
    story.on_day(100)
    # Nobody maintains this software here: the request stays late, and the page says so.
    story.ask("representative", need, "tampon", "Signer en lot", "Est-ce prévu ?")
    story.on_day(110)
    item = story.item([need], "Signature en lot", theme="Signature", due=parse_due("S2 2027"))
    story.on_day(147)
    poll = story.poll(
        item,
        "Financer la signature en lot",
        "Le conseil recommande-t-il de financer la signature en lot dans un logiciel libre ?",
        "avis-ecosysteme",
    )
    polls.open_poll(
        poll, opener=cast.viewer("secretariat"), closes_at=clock.now() + timedelta(days=12)
    )
    story.on_day(148)
    story.vote(poll, {"bitume": ("member 2", "for"), "essais": ("member (administrations)", "for")})


def _delivered_form(story: Story) -> None:
    cast = story.cast
    story.on_day(72)
    call = story.need(
        "maintainer",
        cast.software["notes"],
        "Traduire Pélican Notes en allemand",
        "Nos partenaires allemands attendent une interface traduite.",
        skills="- Allemand\n- Gettext",
    )
    story.on_day(74)
    story.publish(call)
    story.on_day(78)
    offer = story.offer(
        "representative 2",
        [call],
        title="Traduction allemande par nos agents bilingues",
        kind="translation",
        body="Deux agents, une journée par mois.",
        days_hundredths=1200,
        licence="AGPL-3.0-or-later",
    )
    contributions.accept_contribution(
        offer, legal_frame="temps_agent", receiver=cast.viewer("maintainer")
    )
    contributions.start_work(offer, author=cast.viewer("representative 2"))
    story.on_day(120)
    contributions.mark_delivered(
        offer,
        delivered_on=clock.today(),
        upstream_links=["https://exemple.invalid/notes/-/merge_requests/42"],
        author=cast.viewer("representative 2"),
    )
    story.on_day(124)
    contributions.confirm_delivery(
        offer,
        outcome="met",
        reason="Traduction relue et livrée.",
        receiver=cast.viewer("maintainer"),
    )


def _waiting(story: Story) -> None:
    cast = story.cast
    story.on_day(130)
    text = "Les administrations devraient-elles publier leurs modèles de documents ?"
    subject = subjects.submit_subject(
        title="Publier les modèles de documents des administrations",
        body=text,
        rendered=render_markdown(text),
        language="fr",
        origin="body",
        organization_id=cast.bodies["racine"].id,
        show_name=True,
        author=cast.viewer("member"),
    )
    story.on_day(133)
    subjects.accept_subject(subject, author=cast.viewer("secretariat"))
    story.on_day(143)
    need = story.need(
        "representative 2",
        cast.bodies["exempleville"],
        "Archiver les formulaires en ligne de façon pérenne",
        "Nous devons garder dix ans les formulaires reçus, dans un format ouvert.",
        software="formulaire",
        affected_count=30,
        handles_personal_data=True,
        tags=["archivage", "formulaires"],
    )
    db.session.expunge(need)
    _filed_for_a_body(story)
    story.on_day(144)
    agenda = "1. Signature en lot\n2. Modèles de documents\n3. Questions diverses"
    plan_meeting(
        author=cast.viewer("chair"),
        kind="plenary",
        held_on=clock.today() + timedelta(days=20),
        starts=None,
        ends=None,
        place="En visioconférence",
        note="Séance inventée pour la démonstration.",
        agenda=agenda,
        rendered=render_markdown(agenda),
    )
    story.on_day(146)
    applications.submit_application(
        Asked(
            kind="organization",
            name="Clémence Citoyenne",
            email="clemence.citoyenne@exemple.invalid",
            message="Notre syndicat mixte veut déposer des besoins.",
            organization_name="Syndicat mixte des Exemples",
            organization_kind="local_authority",
        ),
        author=cast.viewer("registered"),
    )


def _filed_for_a_body(story: Story) -> None:
    need = story.need(
        "secretariat",
        story.cast.bodies["racine"],
        "Partager les annuaires d’adhérents entre associations",
        "Les adresses sont recopiées **à la main** d’un tableur à l’autre.",
        handles_personal_data=True,
        tags=["annuaire"],
    )
    story.publish(need)
    ask_confirmation(
        need, email="direction@exemple.invalid", author=story.cast.viewer("secretariat")
    )
