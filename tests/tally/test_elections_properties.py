"""Properties of the methods: independent definitions, and what must change nothing."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.tally import approval, equal_shares, irv, majority_judgment, ranked, score, stv
from council.tally.election import Ballot, Election

OPTIONS = ("a", "b", "c", "d")


@st.composite
def rankings(draw, options=OPTIONS):
    """Draw a ranking with equal ranks and options left out."""
    places = draw(st.lists(st.integers(0, 4), min_size=len(options), max_size=len(options)))
    ranks: dict[int, list[str]] = {}
    for option, place in zip(options, places, strict=True):
        if place < 4:
            ranks.setdefault(place, []).append(option)
    return tuple(tuple(ranks[place]) for place in sorted(ranks))


def election(contents, **more):
    """Return an election of ranking ballots, one voter each."""
    return Election(OPTIONS, tuple(Ballot(1, ranking=c) for c in contents), **more)


many_rankings = st.lists(rankings(), max_size=12)
METHODS = {
    "ranked": lambda e: ranked.count(e),
    "default": lambda e: ranked.count(e, default_option="d", quorum=2),
    "irv": lambda e: irv.count(e, equal_ranks="split"),
    "stv": lambda e: stv.count(e, seats=2, equal_ranks="split"),
}


@pytest.mark.parametrize("method", METHODS)
@given(contents=many_rankings, data=st.data())
def test_order_of_ballots_and_names_of_options_change_nothing(method, contents, data):
    count = METHODS[method]
    before = count(election(contents))
    shuffled = count(election(data.draw(st.permutations(contents))))
    assert before.as_json() == shuffled.as_json()
    names = {"a": "Zoé", "b": "été", "c": "0", "d": "d"}
    renamed = Election(
        tuple(names[o] for o in OPTIONS),
        tuple(
            Ballot(1, ranking=tuple(tuple(names[o] for o in rank) for rank in c)) for c in contents
        ),
    )
    assert count(renamed).winners == tuple(names[o] for o in before.winners)


@pytest.mark.parametrize("method", ["ranked", "irv"])
@given(contents=many_rankings)
def test_doubling_every_ballot_changes_no_winner(method, contents):
    # Not for a quorum in voices, nor for the Droop quota, which is a whole number.
    count = METHODS[method]
    assert count(election(contents)).winners == count(election(contents * 2)).winners


@given(contents=many_rankings)
def test_weights_of_one_third_are_votes_of_one(contents):
    whole = ranked.count(election(contents))
    thirds = Election(OPTIONS, tuple(Ballot(Fraction(1, 3), ranking=c) for c in contents))
    assert ranked.count(thirds).ranking == whole.ranking


def prefers(contents, x, y):
    """Return how many voters rank x above y, unranked last: written apart from the product."""

    def place(content, option):
        return next((n for n, rank in enumerate(content) if option in rank), 99)

    return sum(place(c, x) < place(c, y) for c in contents)


@given(contents=many_rankings)
def test_a_condorcet_winner_wins(contents):
    for x in OPTIONS:
        others = [y for y in OPTIONS if y != x]
        if all(prefers(contents, x, y) > prefers(contents, y, x) for y in others):
            counted = ranked.count(election(contents))
            assert counted.winners == (x,) and counted.ranking[0] == (x,)


def beatpath_winners(contents):
    """Return Schulze's winners by looking at every simple path."""
    strength = {}
    for x in OPTIONS:
        for y in OPTIONS:
            forward, back = prefers(contents, x, y), prefers(contents, y, x)
            # An even pair is a link too, weaker than any defeat.
            even = (0, 0) if forward == back and x != y else None
            strength[x, y] = (forward, -back) if forward > back else even

    def best(x, y, seen):
        found = [strength[x, y]] if strength[x, y] else []
        for z in OPTIONS:
            if z not in seen and z != y and strength[x, z]:
                rest = best(z, y, {*seen, z})
                if rest:
                    found.append(min(strength[x, z], rest))
        return max(found) if found else None

    paths = {(x, y): best(x, y, {x}) or (-1, 0) for x in OPTIONS for y in OPTIONS if x != y}
    return {x for x in OPTIONS if all(paths[x, y] >= paths[y, x] for y in OPTIONS if y != x)}


@given(contents=st.lists(rankings(), min_size=1, max_size=14))
def test_the_first_rank_is_what_every_path_says(contents):
    if not any(contents):
        return
    counted = ranked.count(election(contents))
    assert set(counted.ranking[0]) == beatpath_winners(contents)
    assert set(counted.winners) <= set(counted.ranking[0])


@given(contents=many_rankings, data=st.data())
def test_matrix_is_the_number_of_voters_who_prefer(contents, data):
    counted = ranked.count(election(contents))
    x, y = data.draw(st.sampled_from(OPTIONS)), data.draw(st.sampled_from(OPTIONS))
    if x != y:
        cell = counted.pairwise[OPTIONS.index(x)][OPTIONS.index(y)]
        assert cell == prefers(contents, x, y)


@given(contents=many_rankings, seats=st.integers(1, 4))
def test_a_transferable_vote_loses_no_vote_and_fills_no_seat_twice(contents, seats):
    counted = stv.count(election(contents), seats=seats, equal_ranks="split")
    assert len(set(counted.winners)) == len(counted.winners) <= seats
    for step in counted.rounds:
        assert sum(step["counts"].values()) + step["exhausted"] == counted.counts["valid"]


grades = st.lists(
    st.fixed_dictionaries({option: st.integers(0, 3) for option in OPTIONS}), min_size=1, max_size=9
)
NAMES = ("rejeter", "passable", "bien", "très bien")


def graded(rows):
    """Return an election of grade ballots."""
    return Election(OPTIONS, tuple(Ballot(1, grades=row) for row in rows), grades=NAMES)


def majority_value(values):
    """Return the medians taken away one by one: the definition, on the list of grades itself."""
    left, taken = sorted(values), []
    while left:
        taken.append(left.pop((len(left) - 1) // 2))
    return taken


@given(rows=grades)
def test_majority_judgment_takes_one_median_away_at_a_time(rows):
    counted = majority_judgment.count(graded(rows))
    values = {o: majority_value([row[o] for row in rows]) for o in OPTIONS}
    expected = sorted({tuple(v) for v in values.values()}, reverse=True)
    assert [set(rank) for rank in counted.ranking] == [
        {o for o in OPTIONS if tuple(values[o]) == value} for value in expected
    ]
    assert counted.medians == {o: values[o][0] for o in OPTIONS}


@given(rows=grades, times=st.integers(2, 10**10))
def test_tallies_of_any_size_rank_as_their_small_copy_does_when_doubled(rows, times):
    tallies = {
        o: tuple(Counter(row[o] for row in rows)[grade] for grade in range(4)) for o in OPTIONS
    }
    large = {o: tuple(n * 2 * times for n in tally) for o, tally in tallies.items()}
    twice = {o: tuple(n * 2 for n in tally) for o, tally in tallies.items()}
    one = majority_judgment.count(Election(OPTIONS, grades=NAMES, tallies=large))
    other = majority_judgment.count(Election(OPTIONS, grades=NAMES, tallies=twice))
    assert one.ranking == other.ranking and one.medians == other.medians


approvals = st.lists(st.frozensets(st.sampled_from(OPTIONS)), min_size=1, max_size=7)
costs = st.fixed_dictionaries({option: st.integers(1, 12) for option in OPTIONS})


def naive_shares(votes, cost, budget, completion):
    """Return what equal shares buy, by the definition: fractions, every raise from scratch."""

    def once(endowment):
        money, bought = [endowment] * len(votes), []
        while True:
            best = None
            for o in OPTIONS:
                mine = sorted(money[n] for n, vote in enumerate(votes) if o in vote)
                if o in bought or sum(mine) < cost[o] or not mine:
                    continue
                left, payers = Fraction(cost[o]), len(mine)
                for held in mine:
                    if held >= left / payers:
                        break
                    left, payers = left - held, payers - 1
                rank = (left / payers / cost[o], -len(mine), cost[o], OPTIONS.index(o))
                if best is None or rank < best[0]:
                    best = rank, o, left / payers
            if best is None:
                return bought, money
            bought.append(best[1])
            money = [
                held - min(held, best[2]) if best[1] in vote else held
                for held, vote in zip(money, votes, strict=True)
            ]

    raise_, kept = 0, once(Fraction(budget, len(votes)))
    supported = {o for vote in votes for o in vote}
    while completion == "add1" and set(kept[0]) != supported:
        raise_ += 1
        tried = once(Fraction(budget, len(votes)) + raise_)
        if sum(cost[o] for o in tried[0]) > budget:
            break
        kept = tried
    assert all(held >= 0 for held in kept[1])
    return kept[0]


@pytest.mark.parametrize("completion", ["none", "add1"])
@given(votes=approvals, cost=costs, budget=st.integers(1, 40))
def test_equal_shares_buys_what_the_definition_buys(completion, votes, cost, budget):
    voted = Election(
        OPTIONS, tuple(Ballot(1, approves=v) for v in votes), costs=cost, budget=budget
    )
    counted = equal_shares.count(voted, completion=completion)
    expected = naive_shares(votes, cost, budget, completion)
    assert counted.selected == tuple(o for o in OPTIONS if o in expected)
    assert counted.spent == sum(cost[o] for o in expected) <= budget
    more = equal_shares.count(voted, completion="add1u")
    assert set(counted.selected) <= set(more.selected) or completion == "none"
    assert more.spent <= budget


@given(votes=approvals, data=st.data())
def test_approvals_and_scores_are_sums(votes, data):
    counted = approval.count(Election(OPTIONS, tuple(Ballot(1, approves=v) for v in votes)))
    sums = {o: sum(o in vote for vote in votes) for o in OPTIONS}
    assert counted.counts["approvals"] == sums
    best = max(sums.values())
    assert set(counted.winners) == {o for o in OPTIONS if best and sums[o] == best}
    rows = [dict.fromkeys(vote, 3) for vote in votes if vote]
    noted = score.count(graded(rows)) if rows else None
    if noted is not None:
        assert noted.counts["sums"] == {o: 3 * sums[o] for o in OPTIONS}
