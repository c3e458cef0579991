"""Who took part: counters of each college, quorum, and the motion, counted again on their own."""

from fractions import Fraction

from council.verifier.faults import exact

ASIDE = ("abstain", "blank")
STORED = ("inscrits", "deportes", "votants", "blancs", "abstentions", "pour", "contre")


def counters_of(seats, contents, recused):
    """Return the counters of some seats of the roll."""
    found = dict.fromkeys(STORED, 0)
    for seat in seats:
        found["inscrits"] += 1
        if seat in recused:
            found["deportes"] += 1
            continue
        if seat not in contents:
            continue
        found["votants"] += 1
        choice = contents[seat].get("choice")
        key = {"blank": "blancs", "abstain": "abstentions", "for": "pour", "against": "contre"}.get(
            choice
        )
        if key is not None:
            found[key] += 1
    return completed(found)


def completed(found):
    """Return counters with those that follow from the others."""
    return dict(
        found,
        exprimes=found["votants"] - found["blancs"] - found["abstentions"],
        membres=found["inscrits"] - found["deportes"],
        absents=found["inscrits"] - found["deportes"] - found["votants"],
    )


def added(parts):
    """Return the counters of several groups together."""
    return completed({key: sum(part[key] for part in parts) for key in STORED})


class Roll:
    """The roll by college, with what took part."""

    def __init__(self, rule, roll, contents, recused):
        """Sort the seats by college, those that decide and those that are heard apart."""
        self.rule, self.contents = rule, contents
        self.colleges = rule["electorate"]["colleges"]
        self.mode = rule["electorate"]["mode"]
        advisory = {c["key"] for c in self.colleges if exact(c["weight"]) == 0}
        self.deciding = [c for c in self.colleges if c["key"] not in advisory]
        self.seats, self.heard = {}, {}
        for row in roll:
            apart = row["advisory"] or row["college"] in advisory
            group = self.heard if apart else self.seats
            group.setdefault(row["college"], []).append(row["seat"])
        self.counters = {
            c["key"]: counters_of(self.seats.get(c["key"], ()), contents, recused)
            for c in self.deciding
        }
        self.apart = {
            key: counters_of(seats, contents, recused) for key, seats in self.heard.items()
        }
        self.total = added(self.counters.values())
        self.advisory = added(self.apart.values())

    def without_effect(self):
        """Return no_result when nobody voted, no_quorum when too few did, else None."""
        if self.total["votants"] == 0:
            return "no_result"
        return None if self.has_quorum() else "no_quorum"

    def has_quorum(self):
        """Say whether enough seats took part: seats, never weights, the share rounded up."""
        quorum = self.rule["quorum"]
        if quorum["kind"] == "none":
            return True
        if quorum["kind"] == "share":
            return self.enough(self.total, exact(quorum["share"]))
        shares = [(c, c.get("quorum") or quorum["share"]) for c in self.deciding]
        return all(self.enough(self.counters[c["key"]], exact(share)) for c, share in shares)

    def enough(self, counters, share):
        """Compare the seats that voted with a share of those that could."""
        seats = counters["membres"] if self.rule["recused_leave_quorum"] else counters["inscrits"]
        return counters["votants"] >= share * seats


def reached(threshold, number, base):
    """Say whether a number passes (strict) or reaches a share of a base."""
    part = exact(threshold["share"]) * base
    return number > part if threshold["strict"] else number >= part


def verdict(threshold, number, against, base):
    """Return what one threshold decides: adopted, rejected, tie or no_result."""
    if base == 0:
        return "no_result"
    if reached(threshold, number, base):
        return "adopted"
    equal = number == against and 2 * number == base and exact(threshold["share"]) == Fraction(1, 2)
    return "tie" if equal else "rejected"


def count_motion(roll, casting, lot):
    """Count a vote for or against; `casting` is the chair's choice, `lot` the order drawn."""
    outcome = roll.without_effect()
    if outcome is not None:
        return outcome
    rule = roll.rule
    base = rule["majority_base"]
    if roll.mode == "single":
        total = roll.total
        outcome = verdict(rule["threshold"], total["pour"], total["contre"], total[base])
    elif roll.mode == "weighted":
        outcome = verdict(rule["threshold"], *weighted_sums(roll, base))
    else:
        outcome = agreed(roll, base)
    if outcome != "tie" or rule["tie"] == "no_decision":
        return outcome
    if rule["tie"] == "rejected":
        return "rejected"
    settled = (
        lot[0]
        if rule["tie"] == "lot" and lot
        else casting
        if rule["tie"] == "casting_vote"
        else None
    )
    return {"for": "adopted", "against": "rejected"}.get(settled, "tie")


def weighted_sums(roll, base):
    """Return for, against and base, each college bringing its weight in proportion."""
    number, against, whole = Fraction(0), Fraction(0), Fraction(0)
    for college in roll.deciding:
        counters, weight = roll.counters[college["key"]], exact(college["weight"])
        if counters[base]:
            number += weight * Fraction(counters["pour"], counters[base])
            against += weight * Fraction(counters["contre"], counters[base])
            whole += weight
    return number, against, whole


def agreed(roll, base):
    """Return what colleges that must each adopt decide together."""
    found = set()
    for college in roll.deciding:
        counters = roll.counters[college["key"]]
        threshold = college.get("threshold") or roll.rule["threshold"]
        found.add(verdict(threshold, counters["pour"], counters["contre"], counters[base]))
    return next((v for v in ("rejected", "no_result", "tie") if v in found), "adopted")
