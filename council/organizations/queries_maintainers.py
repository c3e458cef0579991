"""Reads on those who say that they maintain a software, and on how it is shown."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from council.extensions import db
from council.organizations.models import Application, ApplicationState
from council.organizations.models_maintainers import MaintainerIdentity, MaintainerProof


def find_proof(application_id: int) -> MaintainerProof | None:
    """Return what was seen of an applicant's word, with its software's record."""
    return db.session.scalar(
        select(MaintainerProof)
        .where(MaintainerProof.application_id == application_id)
        .options(joinedload(MaintainerProof.software))
    )


def waiting_claim(email: str, software_id: int) -> MaintainerProof | None:
    """Return what a person waits for as maintainer of a software, if they asked."""
    return db.session.scalar(
        select(MaintainerProof)
        .join(MaintainerProof.application)
        .where(
            Application.email == email,
            Application.state == ApplicationState.WAITING,
            MaintainerProof.software_id == software_id,
        )
        .order_by(Application.id.desc())
        .limit(1)
        .options(joinedload(MaintainerProof.application))
    )


def claims_of(email: str) -> list[MaintainerProof]:
    """Return the claims of a person that wait and whose word was not found yet."""
    query = (
        select(MaintainerProof)
        .join(MaintainerProof.application)
        .where(
            Application.email == email,
            Application.state == ApplicationState.WAITING,
            MaintainerProof.found_at.is_(None),
        )
        .options(joinedload(MaintainerProof.application), joinedload(MaintainerProof.software))
        .order_by(Application.id)
    )
    return list(db.session.scalars(query))


def identities_of(mandate_ids: list[int]) -> dict[int, MaintainerIdentity]:
    """Return by what the identity behind each of these mandates is known."""
    rows = db.session.scalars(
        select(MaintainerIdentity).where(MaintainerIdentity.mandate_id.in_(mandate_ids))
    )
    return {row.mandate_id: row for row in rows}
