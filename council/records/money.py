"""Amounts of money, whatever they are paid for: in cents, with what is said of the tax."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Tax(StrEnum):
    """Whether an amount holds the value-added tax."""

    NONE = "none"
    HT = "ht"
    TTC = "ttc"


TAX_LABELS = {Tax.NONE: _l("sans taxe"), Tax.HT: _l("hors taxes"), Tax.TTC: _l("toutes taxes")}
