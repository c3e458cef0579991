"""Cells of tables that people open in spreadsheets."""

from __future__ import annotations

from typing import Any

# What a spreadsheet would run as a formula, full-width forms and line breaks included.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")
# What some spreadsheets pass over before they look for one.
PASSED_OVER = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202f\u2060\ufeff"


def neutralized(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: an apostrophe before what starts a formula."""
    if isinstance(value, str) and value.lstrip(PASSED_OVER).startswith(FORMULA_STARTS):
        return "'" + value
    return value
