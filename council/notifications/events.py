"""What a summary says of each kind of act, and the families people choose by; as data.

A kind that is absent here is told to nobody who merely follows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class Family(StrEnum):
    """The families of events among which a person chooses."""

    NEEDS = "needs"
    CONTRIBUTIONS = "contributions"
    REQUESTS = "requests"
    ROADMAP = "roadmap"
    SUBJECTS = "subjects"
    POLLS = "polls"
    DECISIONS = "decisions"
    MEETINGS = "meetings"
    COMMENTS = "comments"
    INTRODUCTIONS = "introductions"
    PROGRAMS = "programs"
    CATALOGUE = "catalogue"
    OTHERS = "others"


FAMILY_LABELS = {
    Family.NEEDS: _l("Besoins, soutiens et fusions"),
    Family.CONTRIBUTIONS: _l("Contributions et engagements"),
    Family.REQUESTS: _l("Demandes aux mainteneurs et réponses"),
    Family.ROADMAP: _l("Feuille de route"),
    Family.SUBJECTS: _l("Sujets"),
    Family.POLLS: _l("Scrutins"),
    Family.DECISIONS: _l("Décisions et avis"),
    Family.MEETINGS: _l("Séances"),
    Family.COMMENTS: _l("Commentaires"),
    Family.INTRODUCTIONS: _l("Mises en relation"),
    Family.PROGRAMS: _l("Dispositifs d’appui"),
    Family.CATALOGUE: _l("Logiciels, réutilisations et organismes"),
    Family.OTHERS: _l("Autres nouvelles"),
}

# Noun of a journal kind → family; a noun that is absent is among the others.
FAMILIES = {
    "need": Family.NEEDS,
    "route": Family.NEEDS,
    "contribution": Family.CONTRIBUTIONS,
    "pledge": Family.CONTRIBUTIONS,
    "funding": Family.CONTRIBUTIONS,
    "request": Family.REQUESTS,
    "roadmap_item": Family.ROADMAP,
    "milestone": Family.ROADMAP,
    "subject": Family.SUBJECTS,
    "poll": Family.POLLS,
    "recusal": Family.POLLS,
    "proxy": Family.POLLS,
    "decision": Family.DECISIONS,
    "meeting": Family.MEETINGS,
    "comment": Family.COMMENTS,
    "introduction": Family.INTRODUCTIONS,
    "program": Family.PROGRAMS,
    "candidacy": Family.PROGRAMS,
    "award": Family.PROGRAMS,
    "juror": Family.PROGRAMS,
    "jury": Family.PROGRAMS,
    "software": Family.CATALOGUE,
    "reuse": Family.CATALOGUE,
    "review": Family.CATALOGUE,
    "organization": Family.CATALOGUE,
}


def family_of(kind: str) -> Family:
    """Return the family of a journal kind."""
    return FAMILIES.get(kind.partition(".")[0], Family.OTHERS)


EVENTS: dict[str, Any] = {
    "need.published": _l("Besoin publié"),
    "need.declined": _l("Besoin non retenu"),
    "need.withdrawn": _l("Besoin retiré"),
    "need.edited": _l("Texte du besoin modifié"),
    "need.endorsed": _l("Un organisme de plus a ce besoin"),
    "need.endorsement_maintained": _l("Un soutien est maintenu pour le nouveau texte"),
    "need.endorsement_withdrawn": _l("Un soutien est retiré"),
    "need.merge_proposed": _l("Réunion avec un autre besoin proposée"),
    "need.merge_confirmed": _l("Un organisme accepte la réunion avec un autre besoin"),
    "need.merge_declined": _l("Un organisme refuse la réunion avec un autre besoin"),
    "need.merge_undone": _l("Réunion avec un autre besoin annulée"),
    "need.route_proposed": _l("Piste de réponse proposée"),
    "need.route_judged": _l("Piste de réponse examinée"),
    "need.route_withdrawn": _l("Piste de réponse retirée"),
    "need.document_attached": _l("Document joint"),
    "need.document_withdrawn": _l("Document retiré"),
    "need.answered": _l("Réponse officielle publiée"),
    "need.answer_amended": _l("Réponse officielle modifiée"),
    "need.concluded": _l("Issue du besoin connue"),
    "contribution.offered": _l("Contribution proposée"),
    "contribution.revised": _l("Contribution modifiée"),
    "contribution.accepted": _l("Contribution acceptée"),
    "contribution.declined": _l("Contribution non retenue"),
    "contribution.started": _l("Contribution commencée"),
    "contribution.delivered": _l("Contribution livrée"),
    "contribution.scheduled": _l("Jalons de la contribution tenus à jour"),
    "contribution.confirmed": _l("Livraison confirmée"),
    "contribution.withdrawn": _l("Contribution retirée"),
    "funding.opened": _l("Financement partagé ouvert"),
    "funding.reached": _l("Financement partagé couvert"),
    "funding.missed": _l("Échéance du financement partagé passée sans couverture"),
    "funding.accepted": _l("Financement partagé accepté"),
    "funding.extended": _l("Échéance du financement partagé repoussée"),
    "funding.closed": _l("Financement partagé clos sans suite"),
    "request.sent": _l("Question posée aux mainteneurs"),
    "request.answered": _l("Réponse des mainteneurs"),
    "request.withdrawn": _l("Question retirée"),
    "roadmap_item.proposed": _l("Chantier proposé à la feuille de route"),
    "roadmap_item.revised": _l("Chantier modifié"),
    "roadmap_item.moved": _l("Le chantier avance"),
    "roadmap_item.delivered": _l("Chantier livré"),
    "roadmap_item.gathered": _l("Le chantier réunit un besoin ou une contribution de plus"),
    "roadmap_item.released": _l("Le chantier réunit un besoin ou une contribution de moins"),
    "milestone.reached": _l("Jalon atteint"),
    "roadmap_item.linked": _l("Dépendances du chantier modifiées"),
    "subject.accepted": _l("Sujet retenu"),
    "subject.edited": _l("Sujet modifié"),
    "subject.merged": _l("Sujet réuni avec un autre"),
    "subject.deliberated": _l("Sujet débattu"),
    "subject.answered": _l("Réponse au sujet"),
    "subject.refused": _l("Sujet non retenu"),
    "subject.withdrawn": _l("Sujet retiré"),
    "poll.called": _l("Scrutin convoqué"),
    "poll.debate_opened": _l("Débat ouvert"),
    "poll.debate_closed": _l("Débat clos"),
    "poll.vote_opened": _l("Vote ouvert"),
    "poll.vote_closed": _l("Vote clos"),
    "poll.results_sent": _l("Résultats envoyés aux membres"),
    "poll.extended": _l("Scrutin prolongé"),
    "poll.suspended": _l("Scrutin suspendu"),
    "poll.resumed": _l("Scrutin repris"),
    "poll.cancelled": _l("Scrutin annulé"),
    "poll.counted": _l("Scrutin dépouillé"),
    "poll.outcome_stated": _l("Issue du scrutin dite en mots"),
    "decision.published": _l("Décision publiée"),
    "decision.endorsed": _l("Position de l’État : soutien"),
    "decision.endorsement_refused": _l("Position de l’État : pas de soutien"),
    "decision.superseded": _l("Décision remplacée"),
    "decision.repealed": _l("Décision abrogée"),
    "decision.withdrawn": _l("Décision retirée"),
    "decision.dissent_noted": _l("Note de désaccord"),
    "decision.application_noted": _l("Application de la décision"),
    "decision.reviewed": _l("Décision réexaminée"),
    "decision.blacked_out": _l("Passages occultés"),
    "decision.document_attached": _l("Document joint"),
    "meeting.planned": _l("Séance convoquée"),
    "meeting.edited": _l("Séance modifiée"),
    "meeting.moved": _l("Séance déplacée"),
    "meeting.cancelled": _l("Séance annulée"),
    "meeting.held": _l("Compte rendu publié"),
    "reuse.published": _l("Réutilisation publiée"),
    "reuse.reviewed": _l("Bilan après livraison"),
    "reuse.withdrawn": _l("Réutilisation retirée"),
    "program.published": _l("Dispositif d’appui ouvert"),
    "program.revised": _l("Dispositif d’appui modifié"),
    "program.cancelled": _l("Dispositif d’appui annulé"),
    "program.awarded": _l("Lauréats publiés"),
    "comment.posted": _l("Commentaire"),
    "comment.released": _l("Commentaire"),
    "software.edited": _l("Fiche du logiciel modifiée"),
    "organization.edited": _l("Fiche de l’organisme modifiée"),
}
