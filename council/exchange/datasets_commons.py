"""What supports commons, as files: awards once published, policies that rely on a commons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from council.exchange.dataset import Dataset
from council.extensions import db
from council.programs.models import Candidacy, Program
from council.programs.models_jury import Award
from council.programs.queries import visible_to as visible_programs
from council.programs.queries_candidacies import links_of
from council.records.models import Record, RecordKind
from council.records.queries import visible_to
from council.software.queries_reliances import in_force

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 200


def _awards(viewer: Viewer) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        published = visible_programs(viewer).where(Program.awarded_at.is_not(None))
        ids = published.with_only_columns(Program.id)
        query = (
            select(Award)
            .join(Award.candidacy)
            .where(Award.id > after, Candidacy.program_id.in_(ids))
            .options(
                joinedload(Award.candidacy).joinedload(Candidacy.organization),
                joinedload(Award.candidacy).joinedload(Candidacy.software),
                joinedload(Award.candidacy)
                .joinedload(Candidacy.program)
                .joinedload(Program.organization),
            )
            .order_by(Award.id)
            .limit(BATCH)
        )
        found = list(db.session.scalars(query).unique())
        if not found:
            return
        after = found[-1].id
        needs = _needs([award.candidacy_id for award in found], viewer)
        rows = [_award(award, needs.get(award.candidacy_id, [])) for award in found]
        # A long download holds no transaction open.
        db.session.rollback()
        yield from rows


def _needs(candidacies: list[int], viewer: Viewer) -> dict[int, list[str]]:
    linked = links_of(candidacies)
    ids = {r.id for rows in linked.values() for r in rows if r.kind == RecordKind.NEED}
    seen = set(
        db.session.scalars(select(Record.id).where(Record.id.in_(sorted(ids)), visible_to(viewer)))
    )
    return {
        key: [str(record.reference) for record in rows if record.id in seen]
        for key, rows in linked.items()
    }


def _award(award: Award, needs: list[str]) -> dict[str, Any]:
    candidacy, program = award.candidacy, award.candidacy.program
    return {
        "program": program.reference,
        "program_title": program.title,
        "organization": program.organization.name,
        "candidate": candidacy.holder_name,
        "title": candidacy.title,
        "supports": list(award.supports),
        "amount_cents": award.amount_cents,
        "amount_tax": program.tax if award.amount_cents is not None else "",
        "reason": award.reason,
        "needs": needs,
        "awarded_at": program.awarded_at.isoformat() if program.awarded_at else "",
        "url": f"{_base()}/dispositifs/{program.reference}/candidatures/{candidacy.uid}",
    }


def _base() -> str:
    return str(current_app.config["COUNCIL_BASE_URL"]).rstrip("/")


def _policies(viewer: Viewer) -> Iterator[dict[str, Any]]:
    rows = [
        {
            "policy": row.name,
            "policy_url": row.url,
            "organization": row.organization.name,
            "software": row.software.name,
            "software_url": f"{_base()}/logiciels/{row.software.reference}",
            "note": row.note,
            "declared_at": row.created_at.isoformat(),
        }
        for row in db.session.scalars(in_force(viewer))
    ]
    db.session.rollback()
    yield from rows


AWARDS = Dataset(
    name="awards",
    label=_l("Lauréats des dispositifs d’appui"),
    meanings={
        "program": _l("numéro du dispositif"),
        "program_title": _l("nom du dispositif"),
        "organization": _l("organisme qui le porte"),
        "candidate": _l("organisme ou logiciel lauréat"),
        "title": _l("titre de la candidature"),
        "supports": _l(
            "ce qui est accordé : recognition (reconnaissance), money (financement), experts, "
            "distribution (diffusion), coaching (accompagnement)"
        ),
        "amount_cents": _l("montant en centimes d’euro, vide s’il n’y en a pas"),
        "amount_tax": _l("ht, ttc, ou none (sans taxe)"),
        "reason": _l("pourquoi la candidature est retenue"),
        "needs": _l("numéros des besoins auxquels elle répond"),
        "awarded_at": _l("moment de la publication des lauréats, temps universel"),
        "url": _l("adresse de la candidature"),
    },
    rows=_awards,
)

POLICIES = Dataset(
    name="policies",
    label=_l("Politiques publiques qui s’appuient sur un commun"),
    meanings={
        "policy": _l("nom de la politique"),
        "policy_url": _l("sa page"),
        "organization": _l("organisme qui la porte"),
        "software": _l("commun sur lequel elle s’appuie"),
        "software_url": _l("page de ce commun"),
        "note": _l("ce qui repose sur lui"),
        "declared_at": _l("moment de l’inscription, temps universel"),
    },
    rows=_policies,
)
