"""What each column of each file means, for files that are also read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.dataset import Dataset
from council.exchange.kinds import Kind

_DAY = _l("jour (AAAA-MM-JJ)")
MEANINGS: dict[str, dict[str, Any]] = {
    "organizations": {
        "name": _l("nom de l’organisme"),
        "kind": _l(
            "nature : administration, local_authority, operator, company, association, community, "
            "foreign"
        ),
        "college": _l("collège où il a un siège, vide sinon"),
        "url": _l("adresse de son site"),
        "country": _l("pays, code de deux lettres"),
    },
    # The keys are those of the State's catalogue, whose files are read as they are.
    "software": {
        "i": _l("nom"),
        "f": _l("fonction"),
        "l": _l("licence"),
        "st": _l("statut : R recommandé, O en observation"),
        "c": _l("composant"),
        "se": _l("secteur"),
        "g": _l("groupe qui l’a proposé"),
        "website": _l("adresse du site"),
        "sources": _l("adresse du code source"),
        "doc": _l("adresse de la documentation"),
        "logo": _l("adresse du logo"),
        "la": _l("langages"),
        "fr-desc": _l("description en français"),
        "en-desc": _l("description en anglais"),
        "co": _l("identifiant Wikidata"),
        "id": _l("identifiant au socle (SILL)"),
        "v-": _l("version la plus ancienne recommandée"),
        "v+": _l("version la plus récente recommandée"),
        "y": _l("années de recommandation"),
        "p": _l("parents"),
        "si": _l("similaires"),
        "a": _l("alias"),
        "su": _l("support"),
        "u": _l("usages"),
        "kind": _l("nature : software, service, database, standard"),
        "frama": _l("fiche de l’annuaire Framalibre"),
    },
    "needs": {
        "title": _l("titre"),
        "software": _l("logiciel concerné"),
        "summary": _l("résumé"),
        "body": _l("texte (Markdown)"),
        "skills": _l("compétences demandées"),
        "filed_on": _l("jour du dépôt (AAAA-MM-JJ)"),
        "source": _l("provenance"),
        "requires_accessibility": _l("vrai si l’accessibilité est une condition"),
        "handles_personal_data": _l("vrai s’il touche à des données personnelles"),
        "requires_hosting": _l("vrai s’il demande un hébergement"),
        "imposed_licence": _l("licence imposée"),
        "legal_frame": _l("cadre juridique"),
        "tags": _l("étiquettes"),
    },
    "contributions": {
        "organization": _l("organisme qui a contribué"),
        "software": _l("logiciel"),
        "delivered_on": _l("jour de la livraison (AAAA-MM-JJ)"),
        "title": _l("objet"),
        "links": _l("adresses en amont"),
        "kind": _l("nature de la contribution"),
    },
    "programs": {
        "title": _l("nom du dispositif"),
        "organization": _l("organisme qui le porte"),
        "opens_at": _l("ouverture des candidatures"),
        "closes_at": _l("clôture des candidatures"),
        "body": _l("texte (Markdown)"),
        "criteria": _l("critères et poids"),
        "supports": _l("appuis proposés"),
        "total_cents": _l("enveloppe, en centimes d’euro"),
        "laureate_cents": _l("somme par lauréat, en centimes d’euro"),
        "tax": _l("HT, TTC ou none"),
    },
    "roadmap": {
        "organization": _l("organisme qui s’engage"),
        "theme": _l("thème"),
        "title": _l("engagement"),
        "due": _l("échéance comme elle est écrite : S1 2027, CONT…"),
    },
    "meetings": {
        "date": _DAY,
        "starts": _l("heure de début, Paris (HH:MM)"),
        "ends": _l("heure de fin, Paris (HH:MM)"),
        "kind": _l("nature de la séance"),
        "state": _l("état : planned, moved, cancelled, held"),
        "note": _l("remarque"),
    },
    "decisions": {
        "number": _l("numéro"),
        "kind": _l("nature : avis, decision, recommendation, motion"),
        "title": _l("titre"),
        "adopted_on": _l("jour d’adoption (AAAA-MM-JJ)"),
        "question": _l("question posée"),
        "outcome": _l("issue, en mots"),
        "endorsed_by": _l("qui la soutient au nom de l’État"),
        "college": _l("collège"),
        "licence": _l("licence du texte"),
        "body": _l("texte (Markdown) ; vide une fois retirée"),
        "links": _l("documents ailleurs"),
        "source": _l("provenance"),
        "context": _l("contexte (Markdown)"),
        "rationale": _l("motifs (Markdown)"),
        "alternatives": _l("autres voies examinées (Markdown)"),
        "consequences": _l("conséquences (Markdown)"),
        "signatory": _l("signataire"),
        "remedies": _l("voies et délais de recours"),
    },
}


def meanings_of(file: Kind | Dataset) -> Mapping[str, Any]:
    """Return what each column of a file means, in the order of the file."""
    known = {**MEANINGS.get(file.name, {}), **file.meanings}
    return {column: known[column] for column in file.columns}
