"""Who is told of what happens to polls: the same lines as `rules.NOTICES`, which holds them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from council.notifications.notice import CHAIR, ROLL, SECRETARIAT, Circle, Notice

POLL_NOTICES: dict[str, tuple[Notice, ...]] = {
    "poll.called": (Notice(_l("Un scrutin vous attend."), (ROLL,), "poll", at_once=True),),
    "recusal.declared": (
        Notice(_l("Un organisme se déporte d’un scrutin."), (SECRETARIAT, CHAIR)),
    ),
    "recusal.established": (
        Notice(
            _l("Un déport est établi pour votre organisme : il ne prend pas part à un scrutin."),
            (Circle.RECUSED,),
            at_once=True,
        ),
    ),
    "proxy.given": (
        Notice(_l("Un organisme vous donne procuration."), (Circle.PROXY_HOLDER,), at_once=True),
    ),
    "proxy.revoked": (
        Notice(
            _l("Un organisme vous retire sa procuration."), (Circle.PROXY_HOLDER,), at_once=True
        ),
    ),
    "ballot.cast": (
        Notice(_l("Une objection attend une réponse."), (Circle.ANSWERING,), at_once=True),
    ),
    "objection.closed": (
        Notice(_l("Votre objection a été fermée."), (Circle.OBJECTOR,), at_once=True),
    ),
    "poll.debate_opened": (
        Notice(_l("Un débat est ouvert avant un vote."), (ROLL,), at_once=True),
    ),
    "poll.debate_closed": (Notice(_l("Le débat est clos ; le vote vient ensuite."), (ROLL,)),),
    "poll.vote_opened": (Notice(_l("Le vote est ouvert."), (ROLL,), "poll", at_once=True),),
    "poll.vote_closed": (Notice(_l("Le vote est clos."), (ROLL,)),),
    "poll.results_sent": (
        Notice(_l("Les résultats d’un vote vous sont envoyés."), (ROLL,), at_once=True),
    ),
    "poll.extended": (Notice(_l("Un scrutin est prolongé."), (ROLL,), "poll", at_once=True),),
    "poll.cancelled": (Notice(_l("Un scrutin est annulé."), (ROLL,), at_once=True),),
}
