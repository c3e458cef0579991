"""The pledges of shared fundings as a file: kept amounts are empty, whoever reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from council.contributions.models_funding import Funding, FundingPhase
from council.contributions.queries_funding import Line, Shown, as_seen, shares_of, visible_to
from council.contributions.sharing import COUNTED
from council.exchange.datasets import Dataset
from council.extensions import db

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 200


def _pledges(viewer: Viewer) -> Iterator[dict[str, Any]]:
    last = 0
    while True:
        query = visible_to(viewer).where(Funding.id > last).order_by(Funding.id).limit(BATCH)
        found = db.session.scalars(query).all()
        rows = [row for view in as_seen(found, viewer) for row in _rows(view)]
        last = found[-1].id if found else last
        complete = len(found) < BATCH
        # A long download holds no transaction open.
        db.session.rollback()
        yield from rows
        if complete:
            return


def _rows(view: Shown) -> list[dict[str, Any]]:
    parts: dict[int, int] = {}
    if view.phase == FundingPhase.ACCEPTED and view.is_exact:
        shares = shares_of(view.funding)
        parts = {share.organization_id: share.share_cents for share, _name, _address in shares}
    return [_row(view, line, parts.get(line.pledge.organization_id)) for line in view.lines]


def _row(view: Shown, line: Line, share: int | None) -> dict[str, Any]:
    funding, pledge = view.funding, line.pledge
    counted = "" if line.why is None else "yes" if line.why in COUNTED else "no"
    return {
        "subject": view.record.reference,
        "funding": funding.number,
        "state": str(view.phase),
        "estimate_cents": funding.estimate_cents,
        "tax": funding.tax,
        "deadline_on": funding.deadline_on.isoformat(),
        "payee": funding.payee,
        "organization": line.organization,
        "kind": pledge.kind,
        "amount_cents": pledge.amount_cents if line.is_readable else None,
        "minimum_cents": pledge.minimum_cents,
        "valid_until": pledge.valid_until.isoformat() if pledge.valid_until else "",
        "legal_frame": pledge.legal_frame,
        "counted": counted,
        "share_cents": share,
        "pledged_at": pledge.created_at.isoformat(),
    }


PLEDGES = Dataset(
    name="pledges",
    label=_l("Engagements financiers"),
    meanings={
        "subject": _l("numéro de ce qui est financé : contribution, besoin ou chantier"),
        "funding": _l("numéro du financement pour ce sujet, à partir de 1"),
        "state": _l("open, reached (couvert), missed (échéance passée), accepted, closed"),
        "estimate_cents": _l("estimation en centimes d’euro"),
        "tax": _l("ht, ttc, ou none (sans taxe) ; vaut pour tous les montants de la ligne"),
        "deadline_on": _l("échéance, ce jour compris"),
        "payee": _l("qui sera payé"),
        "organization": _l("organisme qui s’engage"),
        "kind": _l("firm (ferme), conditional (sous condition), intended (intention)"),
        "amount_cents": _l("montant engagé en centimes d’euro, vide quand il est réservé"),
        "minimum_cents": _l("total qui doit être réuni pour que l’engagement compte"),
        "valid_until": _l("dernier jour où l’engagement compte"),
        "legal_frame": _l("moyen juridique que l’organisme utiliserait"),
        "counted": _l("yes, no, ou vide quand le dire trahirait un montant réservé"),
        "share_cents": _l("ce que l’organisme paie, une fois le financement accepté"),
        "pledged_at": _l("moment de l’engagement en vigueur, temps universel"),
    },
    rows=_pledges,
)
