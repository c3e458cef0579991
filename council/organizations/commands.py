"""`council user`: the first accounts and mandates, given by whoever operates the site."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from wtforms.validators import ValidationError

from council.accounts.forms import valid_address
from council.accounts.models import Account
from council.accounts.passwords import MIN_LENGTH, hash_password, weakness
from council.accounts.queries import find_account
from council.extensions import db
from council.organizations import actions_operator as actions
from council.organizations.models import OrganizationKind, Title
from council.organizations.queries import organization_named, password_length_of
from council.records.models import Record, RecordKind

user = AppGroup("user", help="Crée des comptes, donne des mandats et des mots de passe.")


def _account(email: str) -> Account:
    account = find_account(email)
    if account is None:
        raise click.ClickException(f"aucun compte n’a l’adresse « {email} ».")
    return account


def _address(email: str) -> str:
    typed = SimpleNamespace(data=email)
    try:
        valid_address(None, typed)
    except ValidationError as error:
        raise click.ClickException(str(error)) from error
    return typed.data


def _password(minimum: int, *personal: str) -> str:
    if sys.stdin.isatty():
        password = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    weak = weakness(password, minimum=minimum, personal=personal)
    if weak:
        raise click.ClickException(str(weak))
    return hash_password(password)


@user.command("create")
@click.argument("email")
@click.argument("name")
def create_command(email: str, name: str) -> None:
    """Ouvre un compte ; le mot de passe est lu sur l’entrée."""
    address = _address(email)
    hashed = _password(MIN_LENGTH, name, address)
    actions.create_account(email=address, name=name, password_hash=hashed)
    click.echo(f"Compte ouvert : {address}")


@user.command("invite")
@click.argument("email")
@click.argument("name")
def invite_command(email: str, name: str) -> None:
    """Invite une personne par courriel à ouvrir son compte."""
    address = _address(email)
    actions.invite_account(
        email=address, name=name, inviter=str(current_app.config["COUNCIL_OPERATOR"])
    )
    click.echo(f"Invitation à envoyer : {address}")


@user.command("password")
@click.argument("email")
def password_command(email: str) -> None:
    """Donne un mot de passe, lu sur l’entrée ; les sessions ouvertes se ferment."""
    account = _account(email)
    minimum = password_length_of(account)
    actions.set_password(account, password_hash=_password(minimum, account.name, account.email))
    click.echo(f"Mot de passe changé : {account.email}")


@user.command("mandate")
@click.argument("email")
@click.argument("title", type=click.Choice([title.value for title in Title]))
@click.option("--organization", help="Nom exact de l’organisme.")
@click.option("--software", help="Référence du logiciel, pour un mandat de maintenance.")
@click.option(
    "--found",
    type=click.Choice([kind.value for kind in OrganizationKind]),
    help="Crée l’organisme, de cette nature, s’il n’existe pas.",
)
def mandate_command(
    email: str, title: str, organization: str | None, software: str | None, found: str | None
) -> None:
    """Donne un mandat, en vigueur aussitôt."""
    if (title == Title.MAINTAINER) != bool(software) or bool(software) == bool(organization):
        raise click.ClickException(
            "un mandat de maintenance demande --software ; les autres, --organization."
        )
    account = _account(email)
    holder = _software(software) if software else _organization(str(organization), found)
    actions.grant_mandate(account, title=Title(title), holder=holder)
    click.echo(f"Mandat donné : {account.email}, {title}, {software or organization}")


def _organization(name: str, kind: str | None) -> Record:
    organization = organization_named(name)
    if organization is None and kind is not None:
        organization = actions.found_organization(name=name, kind=kind)
    if organization is None:
        raise click.ClickException(
            f"aucun organisme ne s’appelle « {name} » ; --found NATURE le crée."
        )
    return organization.record


def _software(reference: str) -> Record:
    record = db.session.scalar(
        select(Record).where(Record.kind == RecordKind.SOFTWARE, Record.reference == reference)
    )
    if record is None:
        raise click.ClickException(f"aucun logiciel n’a la référence « {reference} ».")
    return record
