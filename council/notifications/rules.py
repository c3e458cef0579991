"""Who is told of what: one line per journal kind, as data.

A kind that is absent here and among `events.EVENTS` tells nobody (subjects and applications write
to their author, who may have no account, by their own steps). Each notice names its template, its
sentence and the circles of people it goes to; the person who acted is told only when `ACTOR` is
among the circles. An event also reaches whoever holds its record, shares it, spoke of it or follows
it: `telling.notices_of` says so.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from council.notifications.notice import (
    ACTOR,
    APPLICANTS,
    ASKED,
    AWAITING,
    CHAIR,
    COMMENT_AUTHOR,
    COMPONENTS,
    COUNCIL,
    ENDORSERS,
    HOLDER,
    INTRODUCED,
    JURY,
    LINKED,
    MAINTAINERS,
    MERGING,
    NAMED,
    NOT_CONTACTS,
    PLEDGERS,
    ROUTE_AUTHOR,
    SECRETARIAT,
    SHARERS,
    THREAD,
    Circle,
    Notice,
)
from council.notifications.rules_polls import POLL_NOTICES

_MENTION = Notice(_l("Un commentaire vous mentionne."), (Circle.MENTIONED,), at_once=True)

NOTICES: dict[str, tuple[Notice, ...]] = {
    **POLL_NOTICES,
    "need.submitted": (
        Notice(
            _l("Votre besoin a bien été reçu."),
            (ACTOR,),
            "acknowledgement",
            "COUNCIL_NEED_DELAY_DAYS",
            at_once=True,
        ),
        Notice(_l("Un besoin attend d’être qualifié."), (SECRETARIAT,), at_once=True),
    ),
    "need.published": (
        Notice(_l("Votre besoin est publié."), (HOLDER,)),
        Notice(_l("Un besoin concerne un logiciel que vous maintenez."), (MAINTAINERS,)),
        Notice(
            _l("Un besoin concerne un service qui s’appuie sur un logiciel que vous maintenez."),
            (COMPONENTS,),
        ),
    ),
    "need.retagged": (
        Notice(_l("Le secrétariat a changé les étiquettes de votre besoin."), (HOLDER,)),
    ),
    "need.document_attached": (Notice(_l("Un document est joint à votre besoin."), (HOLDER,)),),
    "need.document_withdrawn": (
        Notice(_l("Un document de votre besoin est retiré : le motif est à sa place."), (HOLDER,)),
    ),
    "need.confirmation_asked": (
        Notice(_l("Un besoin est déposé pour vous : sa confirmation est demandée."), (HOLDER,)),
    ),
    "need.confirmed": (
        Notice(_l("Un organisme confirme le besoin déposé pour lui."), (SECRETARIAT,)),
    ),
    "need.denied": (
        Notice(_l("Un organisme dément le besoin déposé pour lui."), (SECRETARIAT,), at_once=True),
    ),
    "need.declined": (Notice(_l("Votre besoin n’a pas été retenu."), (HOLDER,)),),
    "need.endorsed": (Notice(_l("Un organisme partage votre besoin."), (HOLDER,)),),
    "need.merge_proposed": (
        Notice(
            _l("Il est proposé de réunir ce besoin avec un autre : votre réponse est attendue."),
            (MERGING,),
            at_once=True,
        ),
    ),
    "need.merge_confirmed": (Notice(_l("Un organisme confirme la fusion."), (SECRETARIAT,)),),
    "need.merge_declined": (Notice(_l("Un organisme refuse la fusion."), (SECRETARIAT,)),),
    "need.merge_undone": (
        Notice(_l("La fusion est annulée : tout est revenu à sa place."), (MERGING,)),
    ),
    "need.route_proposed": (
        Notice(_l("Une piste de réponse est proposée : dites si elle répond."), (HOLDER,)),
    ),
    "need.route_judged": (
        Notice(_l("Le porteur du besoin a examiné votre piste de réponse."), (ROUTE_AUTHOR,)),
    ),
    "need.route_withdrawn": (Notice(_l("Une piste de réponse est retirée."), (HOLDER,)),),
    "need.answer_amended": (
        Notice(_l("La réponse officielle à un besoin est modifiée."), (HOLDER, SHARERS)),
    ),
    "need.concluded": (Notice(_l("L’issue de votre besoin est connue."), (HOLDER,)),),
    "contribution.offered": (
        Notice(_l("Une contribution est proposée."), (LINKED, MAINTAINERS), at_once=True),
        Notice(
            _l("Une contribution vise un service qui s’appuie sur un logiciel que vous maintenez."),
            (COMPONENTS,),
        ),
    ),
    "contribution.accepted": (
        Notice(
            _l("Votre contribution est acceptée. Cela ne vaut ni commande ni marché."),
            (HOLDER,),
            at_once=True,
        ),
    ),
    "contribution.declined": (Notice(_l("Votre contribution n’a pas été retenue."), (HOLDER,)),),
    "contribution.delivered": (
        Notice(_l("Une contribution est livrée : confirmez-la."), (LINKED,), at_once=True),
    ),
    "contribution.confirmed": (Notice(_l("Votre livraison est confirmée."), (HOLDER,)),),
    "request.sent": (
        Notice(_l("Une question vous est posée."), (MAINTAINERS,), at_once=True),
        Notice(
            _l("Une question vise un service qui s’appuie sur un logiciel que vous maintenez."),
            (COMPONENTS,),
        ),
    ),
    "request.answered": (
        Notice(_l("Votre question a reçu une réponse."), (HOLDER, LINKED)),
        Notice(_l("Une réponse est donnée pour le logiciel que vous maintenez."), (MAINTAINERS,)),
    ),
    "roadmap_item.delivered": (
        Notice(
            _l("Un chantier que vous attendiez est livré."), (AWAITING,), "delivery", at_once=True
        ),
    ),
    "roadmap_item.gathered": (
        Notice(_l("Un chantier réunit un besoin ou une contribution de plus."), (HOLDER,)),
    ),
    "roadmap_item.released": (
        Notice(_l("Un chantier réunit un besoin ou une contribution de moins."), (HOLDER,)),
    ),
    "milestone.reached": (
        Notice(_l("Un jalon d’un chantier qui vous concerne est atteint."), (LINKED,)),
    ),
    "contribution.withdrawn": (Notice(_l("Une contribution est retirée."), (LINKED,)),),
    "roadmap_item.proposed": (
        Notice(_l("Votre besoin est proposé à la feuille de route."), (LINKED,)),
    ),
    "roadmap_item.moved": (Notice(_l("Un chantier qui vous concerne avance."), (LINKED,)),),
    "subject.received": (
        Notice(_l("Un sujet attend d’être examiné."), (SECRETARIAT,), at_once=True),
    ),
    "seat.proposed": (Notice(_l("Un siège attend votre confirmation."), (CHAIR,), at_once=True),),
    "mandate.proposed": (
        Notice(_l("Un mandat attend votre confirmation."), (CHAIR,), at_once=True),
    ),
    "need.withdrawn": (Notice(_l("Votre besoin est retiré."), (HOLDER,)),),
    "decision.adopted": (
        Notice(_l("Une décision adoptée attend votre position."), (ENDORSERS,), at_once=True),
    ),
    "decision.publication_asked": (
        Notice(_l("Une publication attend d’être confirmée."), (SECRETARIAT, CHAIR), at_once=True),
    ),
    "meeting.planned": (Notice(_l("Une séance est convoquée."), (COUNCIL,), at_once=True),),
    "meeting.cancelled": (Notice(_l("Une séance est annulée."), (COUNCIL,), at_once=True),),
    "decision.published": (Notice(_l("Une décision est publiée."), (COUNCIL, LINKED)),),
    "need.edited": (Notice(_l("Un besoin que vous partagez a été modifié."), (SHARERS,)),),
    "contribution.revised": (Notice(_l("Une contribution est modifiée."), (LINKED,)),),
    "contribution.started": (Notice(_l("Une contribution est commencée."), (LINKED,)),),
    "application.received": (
        Notice(
            _l("Une personne dit maintenir ce logiciel."), (SECRETARIAT, MAINTAINERS), at_once=True
        ),
    ),
    "application.accepted": (Notice(_l("L’équipe des mainteneurs s’agrandit."), (MAINTAINERS,)),),
    "mandate.granted": (Notice(_l("L’équipe des mainteneurs s’agrandit."), (MAINTAINERS,)),),
    "contribution.scheduled": (
        Notice(_l("Les jalons d’une contribution sont tenus à jour."), (LINKED,)),
    ),
    "introduction.proposed": (
        Notice(
            _l("Une mise en relation vous est proposée : votre réponse est attendue."),
            (ASKED,),
            at_once=True,
        ),
    ),
    "introduction.accepted": (
        Notice(_l("L’autre organisme accepte d’être mis en relation avec vous."), (ASKED,)),
    ),
    # The contacts get a mail of their own, with each other's address.
    "introduction.made": (
        Notice(_l("Les deux organismes acceptent la mise en relation."), (NOT_CONTACTS,)),
    ),
    "introduction.declined": (
        Notice(_l("Une mise en relation est déclinée."), (INTRODUCED, SECRETARIAT)),
    ),
    "introduction.withdrawn": (Notice(_l("Une mise en relation est retirée."), (INTRODUCED,)),),
    "introduction.expired": (
        Notice(_l("Une mise en relation est restée sans réponse."), (INTRODUCED, SECRETARIAT)),
    ),
    "introduction.outcome_asked": (
        Notice(
            _l("Vous avez été mis en relation : qu’en est-il sorti ?"), (INTRODUCED,), at_once=True
        ),
    ),
    "introduction.outcome_reminded": (
        Notice(
            _l("Rappel : dites ce qui est sorti de votre mise en relation."),
            (INTRODUCED,),
            at_once=True,
        ),
    ),
    "introduction.concluded": (
        Notice(_l("L’issue d’une mise en relation est connue."), (INTRODUCED, SECRETARIAT)),
    ),
    "introduction.closed": (
        Notice(_l("Une mise en relation est comptée sans réponse."), (SECRETARIAT,)),
    ),
    "reuse.published": (
        Notice(
            _l("Un organisme a déployé ce qui répond à un besoin qui vous concerne."),
            (LINKED, Circle.LINKED_SHARERS),
        ),
        Notice(
            _l("Un organisme raconte comment il a déployé un logiciel que vous maintenez."),
            (MAINTAINERS,),
        ),
    ),
    "reuse.reviewed": (
        Notice(
            _l("Un bilan dit ce qu’une livraison a changé."),
            (LINKED, Circle.LINKED_SHARERS, MAINTAINERS),
        ),
    ),
    "reuse.withdrawn": (Notice(_l("Une réutilisation est retirée."), (HOLDER, LINKED)),),
    "review.asked": (
        Notice(
            _l("Un bilan vous est demandé : qu’a changé ce qui a été livré pour ce besoin ?"),
            (HOLDER,),
            at_once=True,
        ),
    ),
    "review.declined": (Notice(_l("Un bilan est décliné."), (SECRETARIAT,)),),
    "comment.posted": (_MENTION, Notice(_l("Un commentaire est publié."), (HOLDER, THREAD))),
    "comment.edited": (_MENTION,),
    "comment.held": (Notice(_l("Un commentaire attend d’être relu."), (SECRETARIAT,)),),
    "comment.released": (
        _MENTION,
        Notice(_l("Votre commentaire est publié."), (COMMENT_AUTHOR,), at_once=True),
        Notice(_l("Un commentaire est publié."), (HOLDER, THREAD)),
    ),
    "comment.read_again": (
        _MENTION,
        Notice(_l("Votre commentaire est publié de nouveau."), (COMMENT_AUTHOR,), at_once=True),
    ),
    "comment.refused": (
        Notice(
            _l("Votre commentaire n’est pas publié : le motif se lit avec lui."),
            (COMMENT_AUTHOR,),
            at_once=True,
        ),
    ),
    "comment.restored": (
        Notice(_l("Votre commentaire est affiché à nouveau."), (COMMENT_AUTHOR,), at_once=True),
    ),
    "comment.reported": (Notice(_l("Un commentaire est signalé."), (SECRETARIAT,)),),
    "comment.review_asked": (
        Notice(_l("Un nouvel examen d’un commentaire est demandé."), (SECRETARIAT,)),
    ),
    "comment.maintained": (
        Notice(
            _l("Après un nouvel examen, la décision sur votre commentaire est maintenue."),
            (COMMENT_AUTHOR,),
            at_once=True,
        ),
    ),
    "funding.opened": (
        Notice(
            _l("Un financement partagé est ouvert : des organismes peuvent s’engager."),
            (HOLDER, LINKED, SHARERS, SECRETARIAT),
        ),
    ),
    "pledge.made": (
        Notice(_l("Un organisme s’engage dans un financement partagé."), (HOLDER, LINKED)),
    ),
    "pledge.changed": (
        Notice(_l("Un engagement d’un financement partagé a changé."), (HOLDER, LINKED)),
    ),
    "pledge.withdrawn": (
        Notice(_l("Un engagement d’un financement partagé est retiré."), (HOLDER, LINKED)),
    ),
    "funding.reached": (
        Notice(
            _l("L’estimation d’un financement partagé est couverte : elle peut être acceptée."),
            (HOLDER, LINKED, SECRETARIAT),
        ),
        Notice(_l("L’estimation d’un financement partagé est couverte."), (PLEDGERS,)),
    ),
    "funding.missed": (
        Notice(
            _l("L’échéance d’un financement partagé est passée sans qu’il soit couvert."),
            (HOLDER, LINKED, SECRETARIAT, PLEDGERS),
        ),
    ),
    "funding.accepted": (
        Notice(
            _l(
                "Un financement partagé est accepté : sa page dit qui paie quoi. Cela ne vaut ni "
                "commande ni marché."
            ),
            (HOLDER, LINKED, PLEDGERS),
            at_once=True,
        ),
    ),
    "funding.extended": (
        Notice(
            _l("L’échéance d’un financement est repoussée : maintenez-vous votre engagement ?"),
            (PLEDGERS,),
            at_once=True,
        ),
        Notice(_l("L’échéance d’un financement partagé est repoussée."), (HOLDER, LINKED)),
    ),
    "funding.closed": (
        Notice(
            _l("Un financement partagé est clos sans suite : personne ne doit rien."),
            (HOLDER, LINKED, PLEDGERS),
        ),
    ),
    "comment.hidden": (
        Notice(
            _l("Votre commentaire est masqué : le motif se lit à sa place."),
            (COMMENT_AUTHOR,),
            at_once=True,
        ),
    ),
    "program.cancelled": (
        Notice(_l("Un dispositif d’appui est annulé."), (APPLICANTS, JURY), at_once=True),
    ),
    "program.revised": (Notice(_l("Un dispositif où vous candidatez a changé."), (APPLICANTS,)),),
    "candidacy.submitted": (
        Notice(_l("Votre candidature est déposée."), (ACTOR,), at_once=True),
        Notice(_l("Une candidature est déposée à votre dispositif."), (HOLDER,)),
    ),
    "candidacy.withdrawn": (Notice(_l("Une candidature est retirée."), (HOLDER, JURY)),),
    "juror.named": (
        Notice(_l("Vous êtes du jury d’un dispositif d’appui."), (NAMED,), at_once=True),
    ),
    "jury.closed": (
        Notice(
            _l("Le jury a rendu ses mentions : les lauréats sont à publier."),
            (HOLDER, SECRETARIAT),
            at_once=True,
        ),
    ),
    "program.awarded": (
        Notice(_l("Les lauréats du dispositif où vous candidatez sont publiés."), (APPLICANTS,)),
        Notice(_l("Un dispositif d’appui répond à un besoin que vous portez."), (LINKED,)),
        Notice(_l("Les lauréats d’un dispositif sont publiés."), (HOLDER, JURY)),
    ),
    "award.followed_up": (Notice(_l("Un lauréat dit ce qu’il est advenu."), (HOLDER,)),),
}

# Acts on many things at once: each person hears once, of the things whose circles they are in.
BATCHES: dict[str, Notice] = {
    "need.answered": Notice(_l("Une réponse officielle est publiée."), (HOLDER, SHARERS)),
}
