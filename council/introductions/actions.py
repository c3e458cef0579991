"""What people do with introductions: proposed, accepted or declined by each body, concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.introductions import policies, steps
from council.introductions.models import (
    OUTCOMES,
    Answer,
    Introduction,
    IntroductionParty,
    IntroductionState,
)
from council.introductions.queries import is_readable_by, live_between, name_of, people_for
from council.introductions.steps import Contact
from council.journal.steps import enqueue, write_entry
from council.needs.queries import endorsement_of
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.models import Organization
    from council.organizations.viewer import Viewer

# Outbox topic of the mail that puts two contacts in touch; the payload names the introduction
# alone: the contacts are read when it is sent, so that erasing them leaves nothing behind.
CONTACTS_TOPIC = "introduction"


@action
def propose_introduction(
    need: Need,
    *,
    other: Need | None = None,
    organization: Organization | None = None,
    message: str,
    contact: Contact | None = None,
    author: Viewer,
) -> Introduction:
    """Propose to put in touch the holders of two needs, or a need's holder and an endorser.

    A body that proposes has accepted, and names its contact; the secretariat asks both.
    """
    needs = [need, *([other] if other is not None else [])]
    for row in sorted(needs, key=lambda row: row.id):
        lock(row)
    check(policies.can_propose_introduction(author))
    bodies = _bodies(needs, organization)
    _check_pair(needs, bodies, author)
    if not message:
        raise Invalid({"message": _("Dites pourquoi : l’autre organisme le lira.")})
    as_secretariat = policies.proposes_as_secretariat(author)
    mandate = None if as_secretariat else policies.mandate_between(author, bodies)
    if mandate is None and not author.is_secretariat:
        raise Invalid({"partner": str(policies.NOT_YOURS)})
    if mandate is not None and contact is None:
        raise Invalid({"contact_email": _("Nommez la personne à contacter chez vous.")})
    introduction = steps.new_introduction(
        needs,
        bodies,
        message=message,
        author=author,
        mandate=mandate or author.acting,
        by_secretariat=mandate is None,
    )
    if mandate is not None and contact is not None:
        steps.accept(
            _party(introduction, policies.body_of(mandate)), contact, account_id=author.account_id
        )
    _journal("introduction.proposed", introduction, author)
    return introduction


def _bodies(needs: list[Need], organization: Organization | None) -> set[int]:
    bodies = {policies.holder_id(need) for need in needs}
    if organization is not None:
        if endorsement_of(needs[0].id, organization.id) is None:
            raise Invalid({"partner": _("Cet organisme ne soutient pas ce besoin.")})
        bodies.add(organization.id)
    return bodies


def _check_pair(needs: list[Need], bodies: set[int], author: Viewer) -> None:
    for verdict in (
        policies.can_be_introduced(*needs),
        policies.can_introduce(author, bodies),
    ):
        if not verdict:
            raise Invalid({"partner": str(verdict.reason)})
    for body in sorted(bodies):
        if not people_for([body]):
            sentence = _("Personne n’est mandaté pour %(body)s.", body=name_of(body))
            raise Invalid({"partner": sentence})
        if not all(is_readable_by(need.record, body) for need in needs):
            sentence = _("%(body)s ne peut pas lire l’un des besoins.", body=name_of(body))
            raise Invalid({"partner": sentence})
    live = live_between(min(need.id for need in needs), bodies)
    if live is not None:
        sentence = _("La mise en relation %(ref)s est déjà en cours.", ref=live.reference)
        raise Invalid({"partner": sentence})


@action
def accept_introduction(
    introduction: Introduction, *, body_id: int, contact: Contact, author: Viewer
) -> Introduction:
    """Accept for a body and name its contact; when both have, the two contacts are put in touch."""
    lock(introduction)
    party = _party(introduction, body_id)
    check(policies.can_accept(author, introduction, party))
    steps.accept(party, contact, account_id=author.account_id)
    kind = "introduction.accepted"
    if all(row.answer == Answer.ACCEPTED for row in introduction.parties):
        kind = "introduction.made"
        introduction.state, introduction.accepted_at = IntroductionState.ACCEPTED, now()
        payload = {"introduction_id": introduction.id}
        enqueue(CONTACTS_TOPIC, f"introduction:{introduction.id}", payload)
    _journal(kind, introduction, author, body_id=body_id)
    return introduction


@action
def decline_introduction(
    introduction: Introduction, *, body_id: int, reason: str, author: Viewer
) -> Introduction:
    """Decline for a body, with the reason the other reads; a contact already named is erased."""
    lock(introduction)
    party = _party(introduction, body_id)
    check(policies.can_decline(author, introduction, party))
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : l’autre organisme le lira.")})
    steps.close(introduction, IntroductionState.DECLINED, reason)
    party.answer, party.answered_at = Answer.DECLINED, now()
    party.account_id = author.account_id
    _journal(
        "introduction.declined", introduction, author, body_id=body_id, private={"reason": reason}
    )
    return introduction


@action
def withdraw_introduction(
    introduction: Introduction, *, reason: str, author: Viewer
) -> Introduction:
    """Take a proposal back before both have accepted; contacts already named are erased."""
    lock(introduction)
    check(policies.can_withdraw(author, introduction))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi la proposition est retirée.")})
    steps.close(introduction, IntroductionState.WITHDRAWN, reason)
    _journal("introduction.withdrawn", introduction, author, private={"reason": reason})
    return introduction


@action
def conclude_introduction(
    introduction: Introduction, *, outcome: IntroductionState, reason: str = "", author: Viewer
) -> Introduction:
    """Note for either body what came of the contact; who stays apart says why."""
    lock(introduction)
    check(policies.can_conclude(author, introduction))
    if outcome not in OUTCOMES or outcome == introduction.state:
        raise Invalid({"outcome": _("Choisissez ce qui est sorti de cette mise en relation.")})
    if outcome == IntroductionState.SEPARATE and not reason:
        raise Invalid({"reason": _("Dites pourquoi chacun reste de son côté.")})
    steps.close(introduction, outcome, reason)
    mandate = policies.mandate_between(author, introduction.body_ids)
    body_id = policies.body_of(mandate) if mandate is not None else None
    introduction.concluded_by_id = author.account_id
    introduction.concluded_for_id = body_id
    _journal(
        "introduction.concluded",
        introduction,
        author,
        body_id=body_id,
        private={"reason": reason} if reason else None,
        outcome=str(outcome),
    )
    return introduction


def _party(introduction: Introduction, body_id: int) -> IntroductionParty:
    for party in introduction.parties:
        if party.body_id == body_id:
            return party
    raise Conflict(_("Cet organisme n’est pas de cette mise en relation."))


def _journal(
    kind: str,
    introduction: Introduction,
    author: Viewer,
    *,
    body_id: int | None = None,
    private: dict[str, Any] | None = None,
    **public: Any,
) -> None:
    # Neither the bodies nor the contacts: the journal is public, the introduction is not.
    mandate = policies.mandate_between(author, [body_id] if body_id else introduction.body_ids)
    if policies.proposes_as_secretariat(author) and body_id is None:
        mandate = None
    write_entry(
        kind,
        subjects=[introduction.record],
        actor=author,
        public={"reference": introduction.reference, **public},
        private=private,
        organization_id=mandate.organization_id if mandate is not None else None,
        software_id=mandate.software_id if mandate is not None else None,
    )
