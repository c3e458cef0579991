"""Our counting beside two libraries of other people, on random ballots."""

import random

import pytest
from py3votecore.condorcet import CondorcetHelper
from py3votecore.irv import IRV
from py3votecore.schulze_method import SchulzeMethod
from py3votecore.stv import STV
from schulze_condorcet import schulze_evaluate

from council.tally import irv, ranked, stv
from council.tally.election import Ballot, Election

OPTIONS = tuple("abcdefg")


def complete(draw, options):
    """Return a ranking of every option, some of them equal."""
    ranks: dict[int, list[str]] = {}
    for option in options:
        ranks.setdefault(draw.randrange(len(options)), []).append(option)
    return tuple(tuple(ranks[place]) for place in sorted(ranks))


def strict(draw, options):
    """Return a ranking without equals that may stop early."""
    listed = draw.sample(options, draw.randint(1, len(options)))
    return tuple((option,) for option in listed)


def level_by_level(contents, options):
    """Return our first ranks, each option leaving the count once it is placed."""
    left, levels = options, []
    while left:
        kept = [
            tuple(r for rank in content if (r := tuple(o for o in rank if o in left)))
            for content in contents
        ]
        counted = ranked.count(Election(left, tuple(Ballot(1, ranking=c) for c in kept)))
        levels.append(set(counted.ranking[0]))
        left = tuple(option for option in left if option not in levels[-1])
    return levels


@pytest.mark.parametrize("seed", range(150))
def test_first_ranks_are_those_of_schulze_condorcet(seed):
    # Its « winning_votes » is our strength: winning votes, then the smaller opposition. It places
    # one level at a time and forgets paths through those placed, where the Schulze order keeps
    # them: both are compared level by level.
    draw = random.Random(seed)
    options = OPTIONS[: draw.randint(2, 7)]
    contents = [complete(draw, options) for _ in range(draw.randint(1, 25))]
    texts = [">".join("=".join(rank) for rank in content) for content in contents]
    expected = [set(rank.split("=")) for rank in schulze_evaluate(texts, options).split(">")]
    assert level_by_level(contents, options) == expected


def papers(contents):
    """Return ballots as py-vote-core takes them."""
    return [{"count": 1, "ballot": [rank[0] for rank in content]} for content in contents]


@pytest.mark.parametrize("seed", range(150))
def test_winners_without_ties_are_those_of_py_vote_core(seed):
    draw = random.Random(seed)
    options = OPTIONS[: draw.randint(3, 6)]
    contents = [strict(draw, options) for _ in range(draw.randint(20, 60))]
    election = Election(options, tuple(Ballot(1, ranking=content) for content in contents))
    theirs, ours = IRV(papers(contents)).as_dict(), irv.count(election)
    if not ours.ties and "tied_winners" not in theirs and not _tied(theirs):
        assert ours.winners == (theirs["winner"],)
    seats = 2
    many = STV(papers(contents), required_winners=seats).as_dict()
    mine = stv.count(election, seats=seats)
    if not mine.ties and not _tied(many):
        assert set(mine.winners) == many["winners"]
    schulze = SchulzeMethod(
        [{"count": 1, "ballot": [list(rank) for rank in content]} for content in contents],
        ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING,
    ).as_dict()
    if "tied_winners" not in schulze:
        assert ranked.count(election).winners == (schulze["winner"],)


def _tied(result):
    return "tie_breaker" in result or any("tied_losers" in r for r in result.get("rounds", ()))
