"""Who may do what with a poll, and why not; nothing here looks at who operates the site."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from council.access import Verdict, no, yes
from council.organizations.models import Title
from council.organizations.viewer import Viewer
from council.polls.models import DONE, Phase, Poll, PollState, RollEntry
from council.polls.voters import VOTING_TITLES


def may_use_seat(viewer: Viewer, entry: RollEntry) -> bool:
    """Say whether this viewer is mandated for a seat of a roll."""
    if entry.organization_id is None:
        software = entry.software_id
        return software is not None and software in viewer.software_ids
    titles = (*VOTING_TITLES, Title.OBSERVER) if entry.advisory else VOTING_TITLES
    return viewer.mandate_for(*titles, organization_id=entry.organization_id) is not None


def can_draft_poll(viewer: Viewer) -> Verdict:
    """Members propose, the secretariat and the chair prepare."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if viewer.is_secretariat or viewer.is_chair or viewer.is_member:
        return yes()
    return no(_("Seuls les membres, le secrétariat et la présidence proposent un scrutin."))


def can_edit_poll(viewer: Viewer, poll: Poll) -> Verdict:
    """A draft is edited by who proposed it, the secretariat and the chair."""
    allowed = can_draft_poll(viewer)
    if not allowed:
        return allowed
    if poll.state != PollState.DRAFT:
        return no(
            _(
                "Ce scrutin est figé depuis sa convocation : pour en changer, ouvrez un nouveau "
                "scrutin qui le cite."
            )
        )
    if poll.second_of_id is not None:
        return no(_("Une seconde convocation reprend le texte et la règle du premier scrutin."))
    if viewer.is_secretariat or viewer.is_chair or poll.account_id == viewer.account_id:
        return yes()
    return no(_("Ce projet de scrutin a été proposé par une autre personne."))


def may_conduct(viewer: Viewer, poll: Poll) -> Verdict:
    """The chair conducts every poll; the secretariat those whose rule says so."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if viewer.is_chair:
        return yes()
    if poll.rule.opened_by == "secretariat":
        if viewer.is_secretariat:
            return yes()
        return no(_("Cet acte revient au secrétariat ou à la présidence du conseil."))
    return no(_("La règle de ce scrutin réserve cet acte à la présidence du conseil."))


def conducts(viewer: Viewer, poll: Poll) -> bool:
    """Say whether this person conducts a poll, by its rule."""
    return bool(may_conduct(viewer, poll))


def can_open_poll(viewer: Viewer, poll: Poll) -> Verdict:
    """Opening freezes a draft."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.state != PollState.DRAFT:
        return no(_("Ce scrutin a déjà été convoqué ou annulé."))
    return yes()


def can_extend_poll(viewer: Viewer, poll: Poll, at: datetime) -> Verdict:
    """A closing moves later before it has come, never after."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.phase(at) in (Phase.COMING, Phase.OPEN):
        return yes()
    return no(_("Seul un scrutin convoqué et qui n’est pas clos peut être prolongé."))


def can_suspend_poll(viewer: Viewer, poll: Poll, at: datetime) -> Verdict:
    """An incident suspends an open poll."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.phase(at) == Phase.OPEN:
        return yes()
    return no(_("Seul un scrutin ouvert peut être suspendu."))


def can_resume_poll(viewer: Viewer, poll: Poll) -> Verdict:
    """A suspended poll goes on."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.state == PollState.SUSPENDED:
        return yes()
    return no(_("Ce scrutin n’est pas suspendu."))


def can_cancel_poll(viewer: Viewer, poll: Poll, at: datetime) -> Verdict:
    """A draft is given up by who may edit it; a called poll is cancelled before it closes."""
    if poll.state == PollState.DRAFT and poll.second_of_id is None:
        return can_edit_poll(viewer, poll)
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.phase(at) in (Phase.DRAFT, Phase.COMING, Phase.OPEN, Phase.SUSPENDED):
        return yes()
    return no(_("Un scrutin clos ne s’annule plus : son résultat est acquis."))


def can_hold_belenios(viewer: Viewer, poll: Poll) -> Verdict:
    """Who conducts a poll encrypted end to end takes it to Belenios and brings its archive back."""
    if not viewer.is_anonymous and poll.rule.secrecy != "end_to_end":
        return no(_("Ce scrutin ne se tient pas dans Belenios."))
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    if poll.state in (PollState.DRAFT, PollState.CANCELLED):
        return no(_("Ce scrutin n’est pas convoqué, ou il est annulé."))
    return yes()


def can_call_again(viewer: Viewer, poll: Poll, outcome: str, again: bool) -> Verdict:
    """A counted poll without quorum, or refused where the rule lowers its threshold, is called a
    second time, once, by who conducts it; `again` says that it already was."""
    allowed = may_conduct(viewer, poll)
    if not allowed:
        return allowed
    second = poll.rule.second_convocation
    if second is None:
        return no(_("La règle de ce scrutin n’a pas de seconde convocation."))
    asked = {"no_quorum"} | ({"rejected"} if second.threshold is not None else set())
    if poll.state not in (PollState.COUNTED, PollState.PUBLISHED) or outcome not in asked:
        return no(_("Ce scrutin n’appelle pas de seconde convocation."))
    if again:
        return no(_("La seconde convocation est déjà préparée."))
    return yes()


def can_vote(poll: Poll, at: datetime) -> Verdict:
    """Say whether ballots are received at that moment."""
    phase = poll.phase(at)
    if phase == Phase.OPEN and poll.rule.secrecy == "end_to_end":
        return no(_("Ce vote a lieu dans Belenios : suivez le lien de la page du scrutin."))
    if phase == Phase.OPEN:
        return yes()
    if phase in DONE:
        return no(_("Le scrutin est clos : aucun bulletin n’est plus reçu."))
    if phase == Phase.COMING:
        return no(_("Le scrutin n’est pas encore ouvert."))
    if phase == Phase.SUSPENDED:
        return no(_("Le scrutin est suspendu : aucun bulletin n’est reçu pour l’instant."))
    if phase == Phase.CANCELLED:
        return no(_("Le scrutin a été annulé."))
    return no(_("Le scrutin n’a pas été convoqué."))


def can_give_proxy(viewer: Viewer, poll: Poll, entry: RollEntry, at: datetime) -> Verdict:
    """A person mandated for a seat gives or takes back its proxy until the poll closes."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if not poll.rule.proxies:
        return no(_("La règle de ce scrutin n’admet pas de procuration."))
    if entry.is_guest and may_use_seat(viewer, entry):
        return no(_("Un avis d’invité ne se donne pas par procuration."))
    if entry.poll_id != poll.id or not may_use_seat(viewer, entry):
        return no(_("Vous n’êtes pas mandaté pour un siège de la liste électorale de ce scrutin."))
    if phase_takes_proxies(poll.phase(at)):
        return yes()
    return no(_("Le scrutin est clos ou annulé : aucune procuration n’est plus reçue."))


def phase_takes_proxies(phase: Phase) -> bool:
    """Say whether proxies are given and taken back at that stage of a poll."""
    return phase in (Phase.COMING, Phase.OPEN, Phase.SUSPENDED)


def can_cast_ballot(
    viewer: Viewer,
    poll: Poll,
    entry: RollEntry,
    at: datetime,
    recused: bool = False,
    *,
    carried: bool = False,
    ended: bool = False,
) -> Verdict:
    """A person mandated for a seat of the roll, or for one that carries its proxy (`carried`),
    votes for it while the poll is open, unless its body was recused. `ended`: they carried one
    that has ended, which is what the refusal then says."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if entry.poll_id != poll.id or not (carried or may_use_seat(viewer, entry)):
        if ended:
            return no(_("La procuration que portait votre organisme pour ce siège a pris fin."))
        return no(_("Vous n’êtes pas mandaté pour un siège de la liste électorale de ce scrutin."))
    if recused:
        return no(_("Votre organisme s’est déporté : il ne prend pas part à ce vote."))
    return can_vote(poll, at)


def may_recuse_own(viewer: Viewer, organization_id: int) -> bool:
    """Say whether this person speaks for a body's seat."""
    titles = (*VOTING_TITLES, Title.OBSERVER)
    return viewer.mandate_for(*titles, organization_id=organization_id) is not None


def can_recuse(viewer: Viewer, poll: Poll, organization_id: int, at: datetime) -> Verdict:
    """A body leaves a poll by its own people's word or the act of who conducts, until it closes."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if not may_recuse_own(viewer, organization_id) and not may_conduct(viewer, poll):
        return no(_("Un déport se dit par l’organisme inscrit, ou s’établit par la présidence."))
    phase = poll.phase(at)
    if phase in (Phase.DRAFT, Phase.COMING, Phase.OPEN, Phase.SUSPENDED):
        return yes()
    return no(_("Le scrutin est clos ou annulé : aucun déport n’est plus reçu."))


def can_see_result(viewer: Viewer, poll: Poll, on_roll: bool, at: datetime) -> Verdict:
    """Nobody before closing; then whom the rule says; everybody once the decision is published."""
    phase = poll.phase(at)
    if phase not in DONE:
        return no(_("Aucun résultat ni décompte partiel n’est montré avant la clôture."))
    if phase == Phase.CLOSED and poll.rule.secrecy == "end_to_end":
        return no(_("Le résultat viendra avec l’archive de l’élection Belenios."))
    if poll.rule.results_public == "closing" or phase == Phase.PUBLISHED:
        return yes()
    if _reads_early(viewer, on_roll) & set(poll.rule.results_read_by):
        return yes()
    return no(_("Le résultat sera public avec la décision."))


def _reads_early(viewer: Viewer, on_roll: bool) -> set[str]:
    roles = {
        "roll": on_roll,
        "secretariat": viewer.is_secretariat,
        "chair": viewer.is_chair,
        "council": viewer.is_council,
        "endorser": viewer.is_endorser,
    }
    return {role for role, holds in roles.items() if holds}


def can_record_casting_vote(viewer: Viewer, poll: Poll, outcome: str, voted: bool) -> Verdict:
    """The chair settles an equal split, if the rule says so and the chair voted."""
    if viewer.is_anonymous:
        return no(_("Connectez-vous pour continuer."))
    if not viewer.is_chair:
        return no(_("Seule la présidence du conseil départage une égalité."))
    if poll.rule.tie != "casting_vote" or poll.state != PollState.COUNTED or outcome != "tie":
        return no(_("Il n’y a pas d’égalité à départager dans ce scrutin."))
    if not voted:
        return no(_("La présidence départage seulement si elle est inscrite et a voté."))
    return yes()


def can_edit_rules(viewer: Viewer) -> Verdict:
    """Rules are made by the secretariat."""
    if viewer.is_secretariat:
        return yes()
    return no(_("Seul le secrétariat du conseil modifie les règles de vote."))
