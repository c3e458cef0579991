"""Guests in words: who is heard without a seat, what an opinion is worth."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.organizations.models import Title
from council.organizations.viewer import Viewer
from council.polls.queries_guests import Guest
from council.polls.words_methods import ON_PROPOSAL_WEIGHT
from council.tally import METHODS, Rule

# As frozen on the roll and hashed: always French.
ROLL_NAMES = {"observers": "Observateurs invités", "maintainers": "Mainteneurs invités"}
GUEST_NAMES = {
    "observers": _l("organismes observateurs (invités)"),
    "maintainers": _l("mainteneurs des logiciels concernés (invités)"),
}
GUEST_LABELS = {
    "observers": _l("Observateur invité"),
    "maintainers": _l("Mainteneurs du logiciel, invités"),
}


def guest_names(rule: Rule) -> list[str]:
    """Return who a rule invites to be heard without a seat."""
    return [str(GUEST_NAMES[kind]) for kind in rule.guests]


def may_speak_for(viewer: Viewer, guest: Guest) -> bool:
    """Say whether somebody would give this guest's opinion."""
    if guest.software_id is not None:
        found = viewer.mandate_for(Title.MAINTAINER, software_id=guest.software_id)
    else:
        found = viewer.mandate_for(Title.OBSERVER, organization_id=guest.organization_id)
    return found is not None


def would_be_heard(viewer: Viewer, guests: Iterable[Guest]) -> str:
    """Answer « serais-je entendu ? » for a poll that is not called yet; empty for who is not."""
    names = [guest.name for guest in guests if may_speak_for(viewer, guest)]
    if not names:
        return ""
    return _("Vous donneriez un avis, sans décider, pour %(names)s.", names=", ".join(names))


def weighs_apart(rule: Rule, choice: str) -> str:
    """Say what an answer, or silence (`absent`), of who is only heard weighs."""
    if choice == "absent":
        return _("Ne pas donner d’avis ne pèse pas dans le résultat.")
    if choice == METHODS[rule.method].against == "objection":
        return _(
            "Votre objection est comptée à part : elle n’arrête pas la proposition. Avant la "
            "clôture, qui conduit le scrutin la lit avec son motif, personne d’autre ; vous ou lui "
            "pouvez la fermer."
        )
    if METHODS[rule.method].on_proposal and rule.method != "motion":
        return str(ON_PROPOSAL_WEIGHT[f"{rule.method}:{choice}"])
    return _("Compté à part, parmi les avis.")
