"""Approval, notes and majority judgment, counted from their definitions."""

from fractions import Fraction


class Counted:
    """What a method found: its winners (several for fewer seats are a tie), and its order."""

    def __init__(self, outcome, winners, ranking):
        """Keep the outcome, the winners and the ranking."""
        self.outcome, self.winners, self.ranking = (
            outcome,
            list(winners),
            [list(r) for r in ranking],
        )


def by_figure(figures):
    """Return the options from the highest figure down, equal ones together."""
    return [
        [o for o in figures if figures[o] == f] for f in sorted(set(figures.values()), reverse=True)
    ]


def first_places(ranking, seats):
    """Return who is chosen for that many seats; all those equal at the cut when they do not fit."""
    winners = []
    for rank in ranking:
        if len(winners) >= seats:
            break
        if len(winners) + len(rank) > seats:
            return Counted("tie", winners + rank, ranking)
        winners += rank
    return Counted("chosen" if winners else "no_result", winners, ranking)


def approval(options, ballots, seats):
    """Count approvals; an option that nobody approves is never chosen."""
    scores = {o: sum((w for w, b in ballots if o in b["approves"]), Fraction(0)) for o in options}
    ranking = by_figure(scores)
    found = first_places([rank for rank in ranking if scores[rank[0]]], seats)
    found.ranking = ranking
    return found


def score(options, ballots, mean, missing):
    """Count notes by their sum, or by their mean."""
    if not ballots:
        return Counted("no_result", [], [list(options)])
    figures = {}
    for option in options:
        noted = [(w, b["grades"][option]) for w, b in ballots if option in b["grades"]]
        figure = sum((w * n for w, n in noted), Fraction(0))
        if mean:
            weight = sum((w for w, _ in (ballots if missing == "worst" else noted)), Fraction(0))
            figure = figure / weight if weight else Fraction(-1)
        figures[option] = figure
    return first_places(by_figure(figures), 1)


def majority_judgment(options, ballots, grades, missing):
    """Compare options by taking away one median voter at a time, on grades with their weights."""
    if not ballots:
        return Counted("no_result", [], [])
    voters = sum((w for w, _ in ballots), Fraction(0))
    tallies = {o: judged(o, ballots, grades, missing, voters) for o in options}
    values = {o: majority_value(tally) for o, tally in tallies.items()}
    ranking = [
        [o for o in options if values[o] == v] for v in sorted(set(values.values()), reverse=True)
    ]
    return Counted("chosen" if len(ranking[0]) == 1 else "tie", ranking[0], ranking)


def judged(option, ballots, grades, missing, voters):
    """Return the share of voters that give each grade, missing ones by the declared policy."""
    tally = [Fraction(0)] * grades
    for weight, ballot in ballots:
        if option in ballot["grades"]:
            tally[ballot["grades"][option]] += weight
    given = sum(tally)
    if not given:
        tally[0] = voters
    elif missing != "normalize":
        tally[0 if missing == "worst" else lower_median(tally)] += voters - given
    whole = sum(tally)
    return [number / whole for number in tally]


def lower_median(tally):
    """Return the lower median grade of weighted grades."""
    half, seen = sum(tally) / 2, Fraction(0)
    for grade, number in enumerate(tally):
        seen += number
        if seen >= half:
            return grade
    return len(tally) - 1


def majority_value(tally):
    """Return the grades met by taking medians away, each with how much of it was taken: a list
    that compares as majority judgment does.

    `tally` gives shares of the voters. Around the middle, grades below and above are taken in turn
    in pairs of equal weight, the lower one of each pair first.
    """
    below, above = halves(tally)
    value, i, j = [], 0, 0
    below, above = list(below), list(above)
    while i < len(below) and j < len(above):
        step = min(below[i][1], above[j][1])
        value.append((below[i][0], above[j][0], step))
        below[i] = (below[i][0], below[i][1] - step)
        above[j] = (above[j][0], above[j][1] - step)
        i += below[i][1] == 0
        j += above[j][1] == 0
    return Value(value)


def halves(tally):
    """Return the grades of the lower half from the middle down, and of the upper half going up."""
    half, seen, lower, upper = Fraction(1, 2), Fraction(0), [], []
    for grade, share in enumerate(tally):
        low = max(Fraction(0), min(share, half - seen))
        if low:
            lower.append((grade, low))
        if share - low:
            upper.append((grade, share - low))
        seen += share
    return lower[::-1], upper


class Value:
    """A majority value: pairs (lower, upper, weight) from the middle outwards."""

    def __init__(self, pairs):
        """Keep the pairs, equal neighbours together."""
        self.pairs = []
        for low, up, weight in pairs:
            if self.pairs and self.pairs[-1][:2] == (low, up):
                weight += self.pairs.pop()[2]
            self.pairs.append((low, up, weight))

    def __eq__(self, other):
        """Two values are equal when no median ever differs."""
        return self.pairs == other.pairs

    def __hash__(self):
        """Equal values, equal hash."""
        return hash(tuple(self.pairs))

    def __lt__(self, other):
        """Compare at the first weight, from the middle, at which the grades differ."""
        one, two = list(self.pairs), list(other.pairs)
        while one and two:
            if one[0][:2] != two[0][:2]:
                return one[0][:2] < two[0][:2]
            step = min(one[0][2], two[0][2])
            one = ([(*one[0][:2], one[0][2] - step)] if one[0][2] > step else []) + one[1:]
            two = ([(*two[0][:2], two[0][2] - step)] if two[0][2] > step else []) + two[1:]
        return False
