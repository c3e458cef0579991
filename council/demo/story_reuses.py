"""The chapter of the demonstration in which a town tells what it deployed, and what it changed."""

from __future__ import annotations

from council.demo.story import Story
from council.discussion import actions_moderation
from council.records.due import parse_due
from council.reuses import actions as reuses
from council.reuses import actions_reviews as reviews
from council.reuses.steps import Aims, Reviewed, Told


def tell_of_a_deployment(story: Story) -> None:
    """Have a town publish its reuse, its review, and open its thread to everybody."""
    author = story.cast.viewer("representative 2")
    notes = story.cast.software["notes"]
    told = Told(
        "Nous avons déployé Pélican Notes pour les comptes rendus de nos conseils",
        "Installation sur nos serveurs en **deux semaines**.\n\n"
        "- reprise des modèles de comptes rendus ;\n"
        "- une demi-journée de formation par service ;\n"
        "- l’ancien outil fermé au bout d’un mois, sans quoi rien ne bougeait.",
        version_deployed="4.1",
        due=parse_due("S1 2026"),
        users_reached=310,
        hosting="Nos serveurs",
    )
    story.on_day(126)
    draft = reuses.draft_reuse(told, Aims((notes.name,)), author=author)
    reuse = reuses.publish_reuse(draft, author=author)
    story.on_day(140)
    said = Reviewed(
        agents_reached=310,
        situation_before="Un fichier envoyé de boîte en boîte, corrigé six fois.",
        situation_after="Un seul texte, relu à plusieurs pendant la séance.",
        before_hundredths=900,
        after_hundredths=200,
        unit="jours avant diffusion",
        obstacles="Les modèles de l’ancien outil, repris un par un.",
        habits="On écrit ensemble pendant la réunion au lieu d’après.",
    )
    reviews.review_reuse(reuse, said, seen=reuse.row_version, author=author)
    secretariat = story.cast.viewer("secretariat")
    actions_moderation.open_thread(reuse.record, author=secretariat)
    story.say(
        "registered", reuse.record, "Les comptes rendus sont-ils lisibles par les habitants ?"
    )
