"""Transferable votes: instant run-off and single transferable vote, paper by paper."""

from fractions import Fraction

from council.verifier.options import Counted


def supported(ranking, still_in, equal_ranks):
    """Return the options a paper supports now; none when it is exhausted."""
    for rank in ranking:
        if len(rank) > 1 and equal_ranks == "exhaust":
            return []
        here = [o for o in rank if o in still_in]
        if here:
            return here
    return []


def tallied(papers, still_in, equal_ranks):
    """Return what each option still in holds, papers of several options shared equally."""
    found = {o: Fraction(0) for o in still_in}
    for weight, ranking in papers:
        here = supported(ranking, still_in, equal_ranks)
        for option in here:
            found[option] += weight / len(here)
    return found


def last_of(tied, history, order):
    """Return which of equal options goes: by the latest round that parts them, then the order."""
    for tallies in reversed(history):
        fewest = min(tallies.get(o, 0) for o in tied)
        tied = [o for o in tied if tallies.get(o, 0) == fewest]
        if len(tied) == 1:
            break
    return max(tied, key=order.index)


def irv(options, ballots, equal_ranks, order):
    """Eliminate the last option until one has more than half of the papers still in."""
    if not ballots:
        return Counted("no_result", [], [])
    piles = {o: [] for o in options}
    hand_out([(Fraction(w), b["ranking"]) for w, b in ballots], piles, set(options), equal_ranks)
    still_in, history = list(options), []
    while True:
        tallies = {o: sum((v for v, _ in piles[o]), Fraction(0)) for o in still_in}
        best, active = max(tallies.values()), sum(tallies.values())
        first = [o for o in still_in if tallies[o] == best]
        if 2 * best > active or len(first) == len(still_in):
            winners = first if active else []
            outcome = "chosen" if len(winners) == 1 else "tie" if winners else "no_result"
            return Counted(outcome, winners, [first])
        fewest = min(tallies.values())
        out = last_of([o for o in still_in if tallies[o] == fewest], history, order)
        history.append(tallies)
        still_in.remove(out)
        hand_out(piles.pop(out), piles, set(still_in), equal_ranks)


def hand_out(papers, piles, to, equal_ranks):
    """Give each paper to the options it supports among some, in equal parts."""
    for value, ranking in papers:
        here = supported(ranking, to, equal_ranks)
        for option in here:
            piles[option].append((value / len(here), ranking))


def stv(options, ballots, seats, equal_ranks, order):
    """Elect by the Droop quota, largest surplus first, all that can move moving in proportion."""
    if not ballots:
        return Counted("no_result", [], [])
    papers = [(Fraction(w), b["ranking"]) for w, b in ballots]
    voters = sum(w for w, _ in papers)
    fractional = any(w.denominator != 1 for w, _ in papers)
    quota = voters / (seats + 1) if fractional else Fraction(int(voters) // (seats + 1) + 1)
    piles = {o: [] for o in options}
    hand_out(papers, piles, set(options), equal_ranks)
    elected, out, pending, history = [], [], [], []
    while True:
        left = [o for o in options if o not in elected and o not in out]
        tallies = {o: sum((v for v, _ in piles[o]), Fraction(0)) for o in options}
        reached = [o for o in left if (tallies[o] > quota if fractional else tallies[o] >= quota)]
        while reached and len(elected) < seats:
            best = max(tallies[o] for o in reached)
            first = first_of([o for o in reached if tallies[o] == best], history, order)
            reached.remove(first)
            elected.append(first)
            pending.append(first)
        history.append(tallies)
        left = [o for o in left if o not in elected]
        if len(elected) >= seats:
            break
        if len(left) <= seats - len(elected):
            elected += sorted(left, key=lambda o: -tallies[o])
            break
        if pending:
            most = max(tallies[o] for o in pending)
            option = first_of([o for o in pending if tallies[o] == most], history, order)
            pending.remove(option)
            move_surplus(piles, option, tallies[option] - quota, set(left), equal_ranks)
        else:
            fewest = min(tallies[o] for o in left)
            gone = last_of([o for o in left if tallies[o] == fewest], history, order)
            out.append(gone)
            papers, piles[gone] = piles[gone], []
            hand_out(papers, piles, set(left) - {gone}, equal_ranks)
    return Counted("chosen" if elected else "no_result", elected, [[o] for o in elected])


def first_of(equal, history, order):
    """Return which of several equal options comes first: those that come last leave one by one."""
    rest = list(equal)
    while len(rest) > 1:
        rest.remove(last_of(rest, history, order))
    return rest[0]


def move_surplus(piles, option, surplus, to, equal_ranks):
    """Move a surplus over the papers that can move, in proportion, none ever gaining."""
    movable = [(v, r) for v, r in piles[option] if supported(r, to, equal_ranks)]
    value = sum((v for v, _ in movable), Fraction(0))
    if surplus <= 0 or not value:
        return
    factor = min(Fraction(1), surplus / value)
    stay = [(v, r) for v, r in piles[option] if not supported(r, to, equal_ranks)]
    piles[option] = stay + [(v * (1 - factor), r) for v, r in movable]
    hand_out([(v * factor, r) for v, r in movable], piles, to, equal_ranks)
