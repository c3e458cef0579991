"""Shared fundings in words: what is gathered, what each pledge waits for, why it counts or not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.contributions.models_funding import FundingPhase, IfMissed
from council.contributions.sharing import Why

if TYPE_CHECKING:
    from council.contributions.models_funding import Pledge
    from council.contributions.queries_funding import Line, Shown

WHY_LABELS = {
    Why.FIRM: _l("compte"),
    Why.IN_TIME: _l("compte : la date n’est pas passée"),
    Why.TOTAL_REACHED: _l("compte : le total demandé est réuni"),
    Why.TOTAL_MISSED: _l("ne compte pas encore : le total demandé n’est pas réuni"),
    Why.LAPSED: _l("ne compte plus : la date est passée"),
    Why.INTENDED: _l("ne compte pas : c’est une intention"),
    Why.TO_CONFIRM: _l("ne compte plus : à maintenir pour la nouvelle échéance"),
}
WHY_TONES = {
    Why.FIRM: "success",
    Why.IN_TIME: "success",
    Why.TOTAL_REACHED: "success",
    Why.TOTAL_MISSED: "warning",
    Why.LAPSED: "neutral",
    Why.INTENDED: "neutral",
    Why.TO_CONFIRM: "warning",
}


def euros(cents: int) -> str:
    """Write an amount in cents as euros, without cents when there are none."""
    pattern = "#,##0.00" if cents % 100 else "#,##0"
    return f"{format_decimal(Decimal(cents) / 100, pattern)} €"


def gathered(view: Shown) -> str:
    """Say what is gathered of what is asked: « 12 000 € sur 30 000 € », « au moins » when some of
    the amounts are kept from this reader."""
    values = {
        "sum": euros(view.shown_cents),
        "asked": euros(view.funding.estimate_cents),
    }
    if view.is_exact:
        return _("%(sum)s sur %(asked)s", **values)
    return _("au moins %(sum)s sur %(asked)s", **values)


def percent(view: Shown) -> str:
    """Say the covered share, rounded down."""
    if view.is_reached:
        return "100 %"
    text = _("%(n)s %%", n=view.count.percent)
    return text if view.is_exact else _("au moins %(share)s", share=text)


def condition(pledge: Pledge) -> str:
    """Say what a pledge waits for, empty when it waits for nothing."""
    parts = []
    if pledge.minimum_cents is not None:
        parts.append(_("si %(sum)s sont réunis", sum=euros(pledge.minimum_cents)))
    if pledge.valid_until is not None:
        day = format_date(pledge.valid_until, "d MMMM yyyy")
        parts.append(_("jusqu’au %(day)s", day=day))
    return ", ".join(parts)


def amount(line: Line) -> str:
    """Say an amount, or that it is kept."""
    return euros(line.pledge.amount_cents) if line.is_readable else _("montant réservé")


def why(line: Line) -> str:
    """Say why a pledge counts or not, as far as this reader may know."""
    if line.why is None:
        return _("compte si sa condition est remplie")
    return str(WHY_LABELS[line.why])


def situation(view: Shown) -> str:
    """Say in one sentence where a funding is, and what comes next."""
    funding = view.funding
    if view.phase == FundingPhase.OPEN and view.is_exact:
        return _(
            "Il manque %(sum)s avant le %(day)s.",
            sum=euros(view.count.missing),
            day=format_date(funding.deadline_on, "d MMMM yyyy"),
        )
    return str(_SITUATIONS.get((view.phase, funding.if_missed)) or _SITUATIONS[view.phase])


_SITUATIONS: dict[Any, Any] = {
    FundingPhase.OPEN: _l("L’estimation n’est pas encore couverte."),
    FundingPhase.REACHED: _l(
        "L’estimation est couverte : le porteur ou le secrétariat peut accepter, ce qui fige qui "
        "paie quoi."
    ),
    (FundingPhase.MISSED, IfMissed.LAPSE): _l(
        "L’échéance est passée sans que l’estimation soit couverte : les engagements sont caducs."
    ),
    (FundingPhase.MISSED, IfMissed.REDUCE): _l(
        "L’échéance est passée sans que l’estimation soit couverte : ce qui est réuni peut être "
        "accepté à périmètre réduit."
    ),
    (FundingPhase.MISSED, IfMissed.EXTEND): _l(
        "L’échéance est passée sans que l’estimation soit couverte : elle peut être repoussée, et "
        "chaque organisme dira s’il maintient son engagement."
    ),
    FundingPhase.ACCEPTED: _l("Le financement est accepté : qui paie quoi est figé."),
    FundingPhase.CLOSED: _l("Le financement est clos sans suite : personne ne doit rien."),
}


def reserved(view: Shown) -> str:
    """Say how many amounts are kept from this reader, empty when none is."""
    if not view.hidden:
        return ""
    return ngettext(
        "%(num)d montant est réservé : la somme montrée ne le contient pas.",
        "%(num)d montants sont réservés : la somme montrée ne les contient pas.",
        view.hidden,
    )
