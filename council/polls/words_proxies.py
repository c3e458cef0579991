"""Proxies in words: what became of one, how many votes came by them."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from council.polls.models_proxies import Proxy, ProxyEnd

END_LABELS = {
    ProxyEnd.IN_FORCE: _l("en vigueur"),
    ProxyEnd.REVOKED: _l("retirée"),
    ProxyEnd.OWN_BALLOT: _l("sans effet : le siège a voté lui-même"),
    ProxyEnd.RECUSED: _l("sans effet : un des deux organismes s’est déporté"),
}


def proxy_state(proxy: Proxy, *, told: bool) -> str:
    """Say where a proxy is; that its giver voted is kept from those who may not know it yet."""
    end = ProxyEnd(proxy.ended)
    if not told and end in (ProxyEnd.IN_FORCE, ProxyEnd.OWN_BALLOT):
        return _("donnée")
    return str(END_LABELS[end])


def votants_by_proxy(number: int) -> str:
    """Say how many of the seats that decide voted by proxy; empty when none did."""
    if not number:
        return ""
    return ngettext(
        "Parmi les votants qui décident, %(num)d l’a fait par procuration.",
        "Parmi les votants qui décident, %(num)d l’ont fait par procuration.",
        number,
    )
