"""What the operator does from the command line, journalled without an actor."""

from __future__ import annotations

from flask_babel import gettext as _

from council.accounts.models import Account, AccountState
from council.accounts.queries import find_account
from council.accounts.steps import add_account, end_sessions
from council.clock import now
from council.journal.steps import write_entry
from council.organizations.models import Mandate, Organization, Title
from council.organizations.queries import organization_named
from council.organizations.steps import add_mandate, add_organization, welcome
from council.records.models import Record
from council.transactions import Invalid, action, lock


@action
def create_account(*, email: str, name: str, password_hash: str) -> Account:
    """Open an account at once, its address taken as confirmed; refuses a known address."""
    if find_account(email) is not None:
        raise Invalid({"email": _("Cette adresse a déjà un compte.")})
    account = add_account(email, name, password_hash=password_hash)
    write_entry("account.created", subjects=(), actor=None, public={"account": account.uid})
    return account


@action
def invite_account(*, email: str, name: str, inviter: str) -> Account:
    """Invite a person by mail to open an account, without any mandate."""
    account = welcome(email, name, inviter=inviter, body=inviter)
    write_entry("account.invited", subjects=(), actor=None, public={"account": account.uid})
    return account


@action
def set_password(account: Account, *, password_hash: str) -> Account:
    """Give an account a password: every session ends, every link sent before dies."""
    if lock(account).state == AccountState.CLOSED:
        raise Invalid({"email": _("Ce compte est clos.")})
    account.password_hash = password_hash
    if account.state == AccountState.INVITED:
        account.state, account.email_confirmed_at = AccountState.ACTIVE, now()
    account.epoch += 1
    end_sessions(account)
    write_entry("account.password_set", subjects=(), actor=None, public={"account": account.uid})
    return account


@action
def found_organization(*, name: str, kind: str) -> Organization:
    """Create the first organization, or return the one of that name."""
    organization = organization_named(name) or add_organization(name, kind)
    write_entry(
        "organization.created",
        subjects=[organization.record],
        actor=None,
        public={"name": organization.name, "kind": organization.kind},
    )
    return organization


@action
def grant_mandate(account: Account, *, title: Title, holder: Record) -> Mandate:
    """Grant a mandate in force at once, for an organization or (a maintainer) a software."""
    lock(account)
    for_software = title == Title.MAINTAINER
    mandate = add_mandate(
        account,
        title,
        organization_id=None if for_software else holder.id,
        software_id=holder.id if for_software else None,
        confirmed=True,
    )
    write_entry(
        "mandate.granted",
        subjects=[holder],
        actor=None,
        public={"mandate": mandate.uid, "title": title, "account": account.uid},
    )
    return mandate
