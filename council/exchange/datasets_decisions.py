"""Votes and decisions as files: results once public, what became of decisions, SCDL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from council.clock import now
from council.decisions.models import PUBLIC_STATES, Decision, DecisionState
from council.decisions.models_changes import CHANGES
from council.decisions.queries import result_of, source_poll
from council.decisions.queries import visible_to as visible_decisions
from council.exchange.dataset import Dataset
from council.extensions import db
from council.organizations.names import is_siret
from council.organizations.queries import names_of
from council.polls.models import Poll, PollResult
from council.polls.policies import can_see_result
from council.polls.queries import visible_to as visible_polls
from council.records.models import Record, RecordLink
from council.records.queries import visible_to
from council.tally import METHODS, Result

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 200
MATTER = re.compile(r"(\d\.\d{1,2})\s+(\S.*)", re.ASCII)


def _batches(query: Select[Any], entity: Any) -> Iterator[list[Any]]:
    """Give what a query finds by batches, each read in its own short transaction."""
    after = 0
    while True:
        rows = query.where(entity.id > after).order_by(None).order_by(entity.id).limit(BATCH)
        found = list(db.session.scalars(rows).unique())
        if not found:
            return
        after = found[-1].id
        yield found


def address_of(path: str) -> str:
    """Return the whole address of a page of this site."""
    return str(current_app.config["COUNCIL_BASE_URL"]).rstrip("/") + path


def _poll_rows(viewer: Viewer) -> Iterator[dict[str, Any]]:
    query = visible_polls(viewer).where(Poll.called_at.is_not(None))
    for polls in _batches(query, Poll):
        ids = [poll.id for poll in polls]
        sealed = {row.poll_id: row.sha256 for row in db.session.execute(
            select(PollResult.poll_id, PollResult.sha256).where(PollResult.poll_id.in_(ids))
        )}  # fmt: skip
        rows = [_poll_row(poll, viewer, sealed.get(poll.id, "")) for poll in polls]
        db.session.rollback()
        yield from rows


def _poll_row(poll: Poll, viewer: Viewer, sealed: str) -> dict[str, Any]:
    at = now()
    seen = bool(sealed) and bool(can_see_result(viewer, poll, False, at))
    result = result_of(poll) if seen else None
    return {
        "number": poll.reference,
        "title": poll.title,
        "method": poll.rule.method,
        "rule": poll.rule_name,
        "rule_sha256": poll.rule_sha256,
        "opens_at": poll.opening.isoformat() if poll.opening else "",
        "closes_at": poll.closing.isoformat() if poll.closing else "",
        "phase": str(poll.phase(at)),
        "outcome": result.outcome if result else "",
        "winners": [poll.question.labels.get(w, w) for w in result.winners] if result else [],
        **_counters(result),
        "result_sha256": sealed if seen else "",
        "url": address_of(f"/scrutins/{poll.reference}"),
    }


COUNTED = ("inscrits", "votants", "pour", "contre", "abstentions", "blancs")


def _counters(result: Result | None) -> dict[str, Any]:
    if result is None:
        return dict.fromkeys(COUNTED, "")
    return {name: str(getattr(result.total, name)) for name in COUNTED}


POLLS = Dataset(
    name="polls",
    label=_l("Scrutins et résultats publics"),
    meanings={
        "number": _l("numéro du scrutin"),
        "title": _l("question posée"),
        "method": _l("méthode de vote : " + ", ".join(METHODS)),
        "rule": _l("nom de la règle"),
        "rule_sha256": _l("empreinte de la règle figée"),
        "opens_at": _l("ouverture (UTC)"),
        "closes_at": _l("clôture (UTC)"),
        "phase": _l(
            "où il en est : coming, open, suspended, closed, counted, published, cancelled"
        ),
        "outcome": _l("issue, vide tant que le résultat n’est pas public"),
        "winners": _l("options retenues, pour un vote entre options"),
        "inscrits": _l("sièges inscrits qui décident"),
        "votants": _l("sièges qui ont voté"),
        "pour": _l("pour"),
        "contre": _l("contre"),
        "abstentions": _l("abstentions"),
        "blancs": _l("bulletins blancs"),
        "result_sha256": _l("empreinte du résultat scellé"),
        "url": _l("adresse de la page"),
    },
    rows=_poll_rows,
)


def _register(viewer: Viewer) -> Select[tuple[Decision]]:
    return visible_decisions(viewer).where(
        Decision.state.in_(PUBLIC_STATES), Record.reference.is_not(None)
    )


def _life_rows(viewer: Viewer) -> Iterator[dict[str, Any]]:
    for decisions in _batches(_register(viewer), Decision):
        holders = names_of(
            d.application_holder_id for d in decisions if d.application_holder_id is not None
        )
        changes = _changes([d.id for d in decisions], viewer)
        rows = [_life_row(d, holders, changes.get(d.id, {})) for d in decisions]
        db.session.rollback()
        yield from rows


def _changes(ids: list[int], viewer: Viewer) -> dict[int, dict[str, list[str]]]:
    target = aliased(Record)
    shown = select(Record.id).where(visible_to(viewer))
    rows = db.session.execute(
        select(RecordLink.from_id, RecordLink.kind, target.reference)
        .join(target, target.id == RecordLink.to_id)
        .where(RecordLink.from_id.in_(ids), RecordLink.kind.in_(CHANGES), target.id.in_(shown))
        .order_by(RecordLink.id)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for source, kind, reference in rows:
        found.setdefault(source, {}).setdefault(kind, []).append(reference)
    return found


def _life_row(
    decision: Decision, holders: dict[int, str], changes: dict[str, list[str]]
) -> dict[str, Any]:
    day = lambda value: value.isoformat() if value else ""  # noqa: E731
    return {
        "number": decision.reference,
        "state": decision.state,
        "reason": decision.closing_reason,
        "ended_at": day(decision.closed_at),
        **{str(kind): changes.get(kind, []) for kind in CHANGES},
        "application": decision.application,
        "application_due": day(decision.application_due),
        "application_holder": holders.get(decision.application_holder_id or 0, ""),
        "review_on": day(decision.review_on),
        "url": address_of(f"/decisions/{decision.reference}"),
    }


DECISIONS_LIFE = Dataset(
    name="decisions_life",
    label=_l("Ce que deviennent les décisions"),
    meanings={
        "number": _l("numéro de la décision"),
        "state": _l("état : published, superseded, repealed, withdrawn"),
        "reason": _l("motif du remplacement, de l’abrogation ou du retrait"),
        "ended_at": _l("moment du remplacement, de l’abrogation ou du retrait (UTC)"),
        "corrects": _l("décisions qu’elle corrige"),
        "amends": _l("décisions qu’elle modifie"),
        "supersedes": _l("décisions qu’elle remplace"),
        "repeals": _l("décisions qu’elle abroge"),
        "application": _l("application : todo, under_way, applied, dropped, vide si non suivie"),
        "application_due": _l("à appliquer avant le (AAAA-MM-JJ)"),
        "application_holder": _l("organisme qui applique"),
        "review_on": _l("à réexaminer le (AAAA-MM-JJ)"),
        "url": _l("adresse de la page"),
    },
    rows=_life_rows,
)


def scdl_lacks() -> str:
    """Say what the settings lack for a valid file of deliberations, "" when nothing."""
    if not is_siret(current_app.config["COUNCIL_SIRET"]):
        return "COUNCIL_SIRET"
    if MATTER.fullmatch(current_app.config["COUNCIL_SCDL_MATTER"]) is None:
        return "COUNCIL_SCDL_MATTER"
    return ""


def _scdl_rows(viewer: Viewer) -> Iterator[dict[str, Any]]:
    matter = MATTER.fullmatch(current_app.config["COUNCIL_SCDL_MATTER"])
    assert matter is not None
    fixed = {
        "COLL_NOM": current_app.config["COUNCIL_OPERATOR"],
        "COLL_SIRET": current_app.config["COUNCIL_SIRET"],
    }
    query = _register(viewer).where(
        Decision.state != DecisionState.WITHDRAWN, Decision.adopted_on.is_not(None)
    )
    for decisions in _batches(query, Decision):
        rows = [
            fixed
            | {
                "DELIB_ID": decision.reference,
                "DELIB_DATE": decision.adopted_on.isoformat(),
                "DELIB_MATIERE_CODE": matter[1],
                "DELIB_MATIERE_NOM": matter[2].strip(),
                "DELIB_OBJET": decision.title,
                **_votes(decision, viewer),
                "DELIB_URL": address_of(f"/decisions/{decision.reference}"),
            }
            for decision in decisions
        ]
        db.session.rollback()
        yield from rows


def _votes(decision: Decision, viewer: Viewer) -> dict[str, Any]:
    """Return the five figures of a vote, or none: the schema takes all or nothing.

    It knows no blank ballot: a vote that had some is left out rather than told wrong.
    """
    poll = source_poll(decision.id)
    if poll is None or not can_see_result(viewer, poll, False, now()):
        return {}
    total = result_of(poll).total
    taken = total.pour + total.contre + total.abstentions
    whole = [total.inscrits, taken, total.pour, total.contre, total.abstentions]
    if poll.rule.method != "motion" or total.blancs or any(n != int(n) for n in whole):
        return {}
    names = ("EFFECTIF", "REEL", "POUR", "CONTRE", "ABSTENTION")
    return {f"VOTE_{name}": str(int(n)) for name, n in zip(names, whole, strict=True)}


SCDL = Dataset(
    name="deliberations-scdl",
    label=_l("Délibérations (SCDL 2.1.5)"),
    meanings={
        "COLL_NOM": _l("organisme qui délibère"),
        "COLL_SIRET": _l("son SIRET"),
        "DELIB_ID": _l("numéro"),
        "DELIB_DATE": _l("jour d’adoption (AAAA-MM-JJ)"),
        "DELIB_MATIERE_CODE": _l("matière, nomenclature des actes"),
        "DELIB_MATIERE_NOM": _l("matière en mots"),
        "DELIB_OBJET": _l("objet"),
        "BUDGET_ANNEE": _l("vide : ces actes ne sont pas budgétaires"),
        "BUDGET_NOM": _l("vide"),
        "PREF_ID": _l("vide : ces actes ne sont pas transmis à une préfecture"),
        "PREF_DATE": _l("vide"),
        "VOTE_EFFECTIF": _l("sièges inscrits"),
        "VOTE_REEL": _l("pour, contre et abstentions ensemble"),
        "VOTE_POUR": _l("pour"),
        "VOTE_CONTRE": _l("contre"),
        "VOTE_ABSTENTION": _l("abstentions"),
        "DELIB_URL": _l("adresse de la page"),
    },
    rows=_scdl_rows,
)
