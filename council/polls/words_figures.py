"""Exact figures as they are read: whole numbers, fractions with what they are about, shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal


def exact(value: Any) -> Fraction:
    """Return a figure of a result, a whole number or a fraction written « a/b », as a fraction."""
    return Fraction(value)


def figure(value: Any) -> str:
    """Write a figure of a result: whole as it is, else the fraction and its rounded value."""
    number = exact(value)
    if number.denominator == 1:
        return str(format_decimal(number.numerator))
    rounded = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{format_decimal(rounded, '#,##0.##')} ({number})"


def rounded(value: Any) -> str:
    """Write a figure rounded to two decimals, for charts and tables; a dash for none."""
    if value is None:
        return "–"
    number = exact(value)
    quotient = Decimal(number.numerator) / Decimal(number.denominator)
    return str(format_decimal(quotient, "#,##0.##"))


def percent(part: Any, whole: Any) -> str:
    """Write a share in whole percents, « 0 % » of nothing."""
    if not exact(whole):
        return "0\u00a0%"
    return f"{round(exact(part) * 100 / exact(whole))}\u00a0%"


def units(part: Any, whole: Any, width: int = 1000) -> int:
    """Return a share of a bar of `width` units, 0 of nothing."""
    return int(exact(part) * width / exact(whole)) if exact(whole) > 0 else 0
