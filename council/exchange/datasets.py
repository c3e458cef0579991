"""Files that are written and never read back: what was answered, as everybody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from council.exchange.dataset import Dataset
from council.exchange.datasets_commons import AWARDS, POLICIES
from council.exchange.datasets_roadmap import ROADMAP_ITEMS
from council.extensions import db
from council.needs.models_answers import OfficialAnswer
from council.needs.queries_answers import published

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 500


def _official_answers(viewer: Viewer) -> Iterator[dict[str, Any]]:
    last = 0
    while True:
        query = published(viewer).where(OfficialAnswer.id > last).order_by(None)
        found = db.session.scalars(query.order_by(OfficialAnswer.id).limit(BATCH)).all()
        rows = [_official_row(answer) for answer in found]
        last = found[-1].id if found else last
        # A long download holds no transaction open.
        db.session.rollback()
        yield from rows
        if len(found) < BATCH:
            return


def _official_row(answer: OfficialAnswer) -> dict[str, Any]:
    return {
        "need": answer.need.reference,
        "title": answer.need.title,
        "state": answer.state,
        "text": answer.text,
        "cost_cents": answer.cost_cents,
        "cost_tax": answer.cost_tax if answer.cost_cents is not None else "",
        "due": answer.due_label,
        "published_at": answer.published_at.isoformat() if answer.published_at else "",
        "updated_at": answer.updated_at.isoformat(),
    }


OFFICIAL_ANSWERS = Dataset(
    name="official_answers",
    label=_l("Réponses officielles"),
    meanings={
        "need": _l("numéro du besoin"),
        "title": _l("titre du besoin"),
        "state": _l(
            "suite donnée : will_be_done (sera fait), planned (programmé), under_study (à "
            "l’étude), not_retained (non retenu), already_met (déjà satisfait), directed "
            "(orienté ailleurs)"
        ),
        "text": _l("texte de la réponse, en Markdown"),
        "cost_cents": _l("coût en centimes d’euro, vide s’il n’est pas dit"),
        "cost_tax": _l("ht, ttc, ou none (sans taxe)"),
        "due": _l("période : un semestre, une année, un jour"),
        "published_at": _l("moment de la première publication, temps universel"),
        "updated_at": _l("moment de la dernière version, temps universel"),
    },
    rows=_official_answers,
)

DATASETS = {
    dataset.name: dataset for dataset in (OFFICIAL_ANSWERS, ROADMAP_ITEMS, AWARDS, POLICIES)
}
