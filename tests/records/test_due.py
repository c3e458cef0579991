"""Due times as the council writes them."""

from __future__ import annotations

from datetime import date

import pytest

from council.records.due import Due, DueMixin, NotADue, parse_due

KNOWN = {
    "S1 2022": (date(2022, 1, 1), date(2022, 6, 30)),
    "S2 2022": (date(2022, 7, 1), date(2022, 12, 31)),
    "s2 2021": (date(2021, 7, 1), date(2021, 12, 31)),
    "T3 2026": (date(2026, 7, 1), date(2026, 9, 30)),
    "2023": (date(2023, 1, 1), date(2023, 12, 31)),
    "06/2026": (date(2026, 6, 1), date(2026, 6, 30)),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29)),
    "30/06/2026": (date(2026, 6, 30), date(2026, 6, 30)),
    "2026-06-30": (date(2026, 6, 30), date(2026, 6, 30)),
    "CONT": (None, None),
    "": (None, None),
}
UNKNOWN = (
    "S3 2022", "S1", "bientôt", "31/02/2026", "2026-13", "1789", "9999", "S1 2022 ou après", "0",
    "T5 2026", "13/2026", "20260630", "2026-W12-1", "\u0662\u0660\u0662\u0663",
)  # fmt: skip


@pytest.mark.parametrize(("label", "days"), KNOWN.items())
def test_a_known_label_is_kept_as_written_with_its_days(label, days):
    due = parse_due(label)
    assert (due.label, (due.starts_on, due.ends_on)) == (label, days)
    assert due.is_continuous == (label == "CONT")


@pytest.mark.parametrize("label", UNKNOWN)
def test_another_label_is_refused(label):
    with pytest.raises(NotADue, match=label[:4]):
        parse_due(label)


def test_a_noun_carries_its_due_time_in_three_columns():
    class Noun(DueMixin):
        pass

    noun = Noun()
    noun.due = parse_due("S1 2026")
    assert (noun.due_label, noun.due_ends_on) == ("S1 2026", date(2026, 6, 30))
    assert noun.due == Due("S1 2026", date(2026, 1, 1), date(2026, 6, 30))
