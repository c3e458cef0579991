"""Which pledges count, what is covered, who pays what: properties and worked cases."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.contributions.sharing import Terms, Why, count_pledges, split_cost

DAY = date(2026, 5, 1)
amounts = st.integers(1, 40)
kinds = st.sampled_from(["firm", "intended", "conditional"])


@st.composite
def several(draw, most=7):
    found = []
    for order in range(draw(st.integers(0, most))):
        kind = draw(kinds)
        conditional = kind == "conditional"
        found.append(
            Terms(
                order=order,
                amount=draw(amounts),
                kind=kind,
                minimum_total=draw(st.none() | st.integers(1, 120)) if conditional else None,
                valid_until=(
                    draw(st.none() | st.integers(-2, 2).map(lambda n: DAY + timedelta(n)))
                    if conditional
                    else None
                ),
                confirmed=draw(st.integers(0, 5)) > 0,
            )
        )
    return found


def could_count(terms):
    live = terms.valid_until is None or terms.valid_until >= DAY
    return terms.kind != "intended" and live and terms.confirmed


def consistent(subset):
    total = sum(terms.amount for terms in subset)
    return all((terms.minimum_total or 0) <= total for terms in subset)


@given(several())
def test_the_set_that_counts_is_the_greatest_consistent_one(pledges):
    count = count_pledges(pledges, estimate=100, day=DAY)
    able = [terms for terms in pledges if could_count(terms)]
    subsets = chain.from_iterable(combinations(able, n) for n in range(len(able) + 1))
    greatest = max((s for s in subsets if consistent(s)), key=len)
    assert count.counted == {terms.order for terms in greatest}
    assert count.total == sum(terms.amount for terms in greatest)
    assert set(count.why) == {terms.order for terms in pledges}


@given(several(), st.randoms())
def test_the_order_of_pledges_changes_nothing(pledges, random):
    mixed = list(pledges)
    random.shuffle(mixed)
    one = count_pledges(pledges, estimate=100, day=DAY)
    other = count_pledges(mixed, estimate=100, day=DAY)
    assert dict(one.why) == dict(other.why)
    assert (one.total, one.declared) == (other.total, other.declared)
    counted = [terms for terms in pledges if terms.order in one.counted]
    again = [terms for terms in mixed if terms.order in one.counted]
    cost = one.total // 2
    assert split_cost(counted, cost) == split_cost(again, cost)


@given(several(), amounts)
def test_a_firm_pledge_more_never_makes_another_stop_counting(pledges, amount):
    before = count_pledges(pledges, estimate=100, day=DAY)
    more = [*pledges, Terms(order=99, amount=amount)]
    after = count_pledges(more, estimate=100, day=DAY)
    assert before.counted | {99} <= after.counted
    assert after.total >= before.total + amount


@given(several())
def test_what_a_reader_sees_of_the_pledges_is_never_more_than_there_is(pledges):
    whole = count_pledges(pledges, estimate=100, day=DAY)
    part = count_pledges(pledges[::2], estimate=100, day=DAY)
    assert part.counted <= whole.counted
    assert part.total <= whole.total


@given(several())
def test_time_only_takes_away(pledges):
    totals = [
        count_pledges(pledges, estimate=100, day=DAY + timedelta(n)).total for n in range(-3, 4)
    ]
    assert totals == sorted(totals, reverse=True)


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=12), st.data())
def test_a_split_is_exact_and_asks_nobody_for_more_than_it_pledged(given_amounts, data):
    pledges = [Terms(order, amount) for order, amount in enumerate(given_amounts)]
    total = sum(given_amounts)
    cost = data.draw(st.integers(0, total))
    parts = split_cost(pledges, cost)
    assert sum(parts.values()) == cost
    for terms in pledges:
        exact = Fraction(terms.amount * cost, total)
        assert 0 <= parts[terms.order] <= terms.amount
        assert abs(parts[terms.order] - exact) < 1


@given(several(), st.integers(1, 300))
def test_a_percentage_never_says_all_before_all_is_there(pledges, estimate):
    count = count_pledges(pledges, estimate=estimate, day=DAY)
    assert (count.percent == 100) == count.is_reached == (count.missing == 0)
    assert count.share == Fraction(count.total, estimate)
    assert 0 <= count.percent <= 100


def test_mutual_conditions_support_one_another():
    both = [Terms(n, 1_500_000, "conditional", 3_000_000) for n in (1, 2)]
    assert count_pledges(both[:1], estimate=3_000_000, day=DAY).total == 0
    count = count_pledges(both, estimate=3_000_000, day=DAY)
    assert count.is_reached and count.why[1] == Why.TOTAL_REACHED


def test_one_that_falls_takes_along_those_that_waited_for_it():
    pledges = [
        Terms(1, 1000),
        Terms(2, 1000, "conditional", 3000),
        Terms(3, 1000, "conditional", 3000, valid_until=DAY),
    ]
    assert count_pledges(pledges, estimate=3000, day=DAY).total == 3000
    after = count_pledges(pledges, estimate=3000, day=DAY + timedelta(1))
    assert dict(after.why) == {1: Why.FIRM, 2: Why.TOTAL_MISSED, 3: Why.LAPSED}
    assert after.total == 1000


def test_each_reason_is_told():
    pledges = [
        Terms(1, 500),
        Terms(2, 500, "intended"),
        Terms(3, 500, "conditional", valid_until=DAY),
        Terms(4, 500, "conditional", 99_999),
        Terms(5, 500, confirmed=False),
    ]
    count = count_pledges(pledges, estimate=1001, day=DAY)
    assert list(count.why.values()) == [
        Why.FIRM, Why.INTENDED, Why.IN_TIME, Why.TOTAL_MISSED, Why.TO_CONFIRM,
    ]  # fmt: skip
    assert (count.total, count.declared, count.percent, count.missing) == (1000, 500, 99, 1)


def test_the_cent_left_over_goes_to_the_largest_remainder_then_to_the_earlier():
    assert split_cost([Terms(n, 100) for n in (1, 2, 3)], 100) == {1: 34, 2: 33, 3: 33}
    assert split_cost([Terms(1, 100), Terms(2, 200)], 100) == {1: 33, 2: 67}
    assert split_cost([], 0) == {}


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="estimate"):
        count_pledges([], estimate=0, day=DAY)
    with pytest.raises(ValueError, match="order"):
        count_pledges([Terms(1, 1), Terms(1, 2)], estimate=5, day=DAY)
    with pytest.raises(ValueError, match="cover"):
        split_cost([Terms(1, 5)], 6)
