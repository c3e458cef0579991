"""Routes to an answer: proposed by anybody mandated, judged by the holder, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs import policies_routes as policies
from council.needs.models import Need
from council.needs.models_routes import NeedRoute, RouteKind, RouteVerdict
from council.organizations.viewer import Viewer
from council.software.models import Software
from council.transactions import Conflict, Invalid, action, lock


@dataclass(frozen=True)
class RouteContent:
    """What a person typed about a route, its HTML rendered beforehand, outside any lock."""

    kind: RouteKind
    text: str
    software: Software | None = None
    link: str = ""
    version: str = ""
    contract: str = ""
    lot: str = ""
    contractor: str = ""
    html: str = field(init=False)

    def __post_init__(self) -> None:
        html = str(render_markdown(self.text).html) if self.text else ""
        object.__setattr__(self, "html", html)


@action
def propose_route(need: Need, content: RouteContent, *, author: Viewer, body: str) -> NeedRoute:
    """Record a route to an answer, for the body chosen (`org:12`, `record:88`)."""
    lock(need)
    check(policies.can_propose_route(author, need))
    if body not in policies.proposing_bodies(author):
        raise Invalid({"body": _("Vous n’avez pas de mandat pour celui-ci.")})
    missing = _missing(content)
    if missing:
        raise Invalid(missing)
    kind, _colon, number = body.partition(":")
    route = NeedRoute(
        need_id=need.id,
        kind=content.kind,
        software_id=content.software.id if content.software is not None else None,
        text=content.text,
        html=content.html,
        renderer_version=RENDERER_VERSION,
        link=content.link,
        version=content.version,
        contract=content.contract,
        lot=content.lot,
        contractor=content.contractor,
        account_id=author.account_id,
        for_organization_id=int(number) if kind == "org" else None,
        for_software_id=int(number) if kind == "record" else None,
    )
    db.session.add(route)
    db.session.flush()
    _journal("need.route_proposed", need, route, author, nature=str(route.kind))
    return route


def _missing(content: RouteContent) -> dict[str, str]:
    # The database asks for the same; these are the sentences.
    asked = {
        "software": (
            content.software is not None or content.kind == RouteKind.CONTRACT,
            _("Dites de quel logiciel il s’agit."),
        ),
        "version": (
            content.version or content.kind != RouteKind.UPSTREAM,
            _("Dites depuis quelle version."),
        ),
        "contract": (
            content.contract or content.kind != RouteKind.CONTRACT,
            _("Dites de quel marché il s’agit."),
        ),
    }
    return {name: sentence for name, (said, sentence) in asked.items() if not said}


@action
def judge_route(
    route: NeedRoute, *, author: Viewer, verdict: RouteVerdict, reason: str
) -> NeedRoute:
    """Say for the holder whether a route answers the need, and why; the last word counts."""
    need = _locked(route)
    check(policies.can_judge_route(author, need, route))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi : qui l’a proposée le lira.")})
    route.verdict, route.verdict_reason = verdict, reason
    route.judged_at, route.judged_by_id = now(), author.account_id
    _journal("need.route_judged", need, route, author, verdict=str(verdict))
    return route


@action
def withdraw_route(route: NeedRoute, *, author: Viewer, reason: str) -> NeedRoute:
    """Take a route back, with the reason that stays in its place."""
    need = _locked(route)
    if route.withdrawn_at is not None:
        raise Conflict(_("Cette piste est déjà retirée."))
    check(policies.can_withdraw_route(author, route))
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il se lit à la place de la piste.")})
    route.withdrawn_at, route.withdrawn_reason = now(), reason
    _journal("need.route_withdrawn", need, route, author)
    return route


def _locked(route: NeedRoute) -> Need:
    # The need first, as everything that changes what hangs on it does.
    need = lock(db.session.get_one(Need, route.need_id))
    lock(route)
    return need


def _journal(kind: str, need: Need, route: NeedRoute, author: Viewer, **public: str) -> None:
    # No word of the route: the journal is public, the need may not be.
    judged = kind == "need.route_judged"
    write_entry(
        kind,
        subjects=[need.record],
        actor=author,
        public={"route": route.uid, **public},
        organization_id=need.record.organization_id if judged else route.for_organization_id,
        software_id=need.record.software_id if judged else route.for_software_id,
    )
