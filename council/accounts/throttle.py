"""Slowing down what can be abused: tries counted in the database, by keyed hashes.

Nobody can be locked out by somebody else's tries: an account is limited per network, and the
limit over all networks spares those the account has signed in from before.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address

from flask import current_app
from sqlalchemy import delete, exists, select

from council.accounts.models import Account, Session, SignInAttempt
from council.accounts.queries import normalize_email
from council.accounts.steps import wait_turn
from council.clock import now
from council.extensions import db
from council.transactions import quiet_action

KNOWN_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many tries at most within that time."""

    most: int
    within: timedelta


@dataclass(frozen=True)
class Charge:
    """One counter that a try is counted on."""

    key: str
    limit: Limit


@dataclass(frozen=True)
class Try:
    """A counted try, or the seconds to wait when it was one too many (then nothing is counted)."""

    ids: tuple[int, ...] = ()
    wait: int = 0


QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
PASSWORD_PAIR = Limit(8, QUARTER)
PASSWORD_NETWORK = Limit(60, QUARTER)
PASSWORD_STRANGERS = Limit(30, HOUR)
MAIL_ADDRESS = Limit(5, HOUR)
FORM_NETWORK = Limit(30, HOUR)


def key(*parts: str) -> str:
    """Return the counter of these words; a keyed hash, so that it tells nobody's address."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def network_of(address: str | None) -> str:
    """Return the network an address belongs to: itself, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return parsed.exploded[:19]


def network_key(address: str | None) -> str:
    """Return what is kept of the network a session is opened from."""
    return key("network", network_of(address))


def password_charges(email: str, address: str | None) -> list[Charge]:
    """Return the counters of a password try; the same for an address without account."""
    email, network = normalize_email(email), network_of(address)
    charges = [
        Charge(key("password", email, network), PASSWORD_PAIR),
        Charge(key("password", network), PASSWORD_NETWORK),
    ]
    if not _is_known(email, network_key(address)):
        charges.append(Charge(key("strangers", email), PASSWORD_STRANGERS))
    return charges


def mail_charges(purpose: str, email: str, address: str | None) -> list[Charge]:
    """Return the counters of a form that sends a mail to an address anybody may type."""
    return [
        Charge(key(purpose, normalize_email(email)), MAIL_ADDRESS),
        Charge(key(purpose, "network", network_of(address)), FORM_NETWORK),
    ]


def _is_known(email: str, network: str) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Session.account_id == Account.id,
                    Account.email == email,
                    Session.network == network,
                    Session.created_at > now() - KNOWN_FOR,
                )
            )
        )
    )


@quiet_action
def spend(charges: Sequence[Charge]) -> Try:
    """Count one try on every counter, or count nothing and say how long to wait.

    Counting comes before the trying, so that tries made at the same time are all counted.
    """
    charges = sorted(charges, key=lambda charge: charge.key)
    for charge in charges:
        wait_turn(charge.key)
    wait = max(_wait(charge) for charge in charges)
    if wait:
        return Try(wait=wait)
    rows = [SignInAttempt(key=charge.key, at=now()) for charge in charges]
    db.session.add_all(rows)
    db.session.flush()
    return Try(ids=tuple(row.id for row in rows))


def _wait(charge: Charge) -> int:
    moment = now()
    seen = list(
        db.session.scalars(
            select(SignInAttempt.at)
            .where(
                SignInAttempt.key == charge.key,
                SignInAttempt.at > moment - charge.limit.within,
            )
            .order_by(SignInAttempt.at.desc())
            .limit(charge.limit.most)
        )
    )
    if len(seen) < charge.limit.most:
        return 0
    return max(1, math.ceil((seen[-1] + charge.limit.within - moment).total_seconds()))


@quiet_action
def give_back(tried: Try) -> None:
    """Forget a try that turned out to be right."""
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.id.in_(tried.ids))
        .execution_options(synchronize_session=False)
    )


@quiet_action
def forget_old_tries() -> None:
    """Delete the tries that no limit looks at any more."""
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.at < now() - KEPT_FOR)
        .execution_options(synchronize_session=False)
    )
