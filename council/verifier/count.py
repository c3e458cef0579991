"""The whole count of a poll from its records: colleges, method, ties, compared with the seal."""

from fractions import Fraction

from council.verifier.faults import canonical, exact, need, sha
from council.verifier.options import approval, majority_judgment, score
from council.verifier.rankings import ranked
from council.verifier.roll import ASIDE, Roll, count_motion
from council.verifier.shares import equal_shares
from council.verifier.transfers import irv, stv

DISCUSSION = "discussion"
KINDS = {
    "approval": "approves",
    "equal_shares": "approves",
    "ranked": "ranking",
    "irv": "ranking",
    "stv": "ranking",
    "majority_judgment": "grades",
    "score": "grades",
}


class Question:
    """What was voted on: options in their order, costs, budget, the order of the lot."""

    def __init__(self, frozen, result):
        """Read the question frozen at the call; the lot is drawn from the seed told at closing."""
        rule = frozen["rule"]
        self.options = [o["key"] for o in frozen["options"] if "label" in o]
        if rule["parameters"].get("default_option"):
            self.options.append(DISCUSSION)
        self.costs = {o["key"]: o["cost"] for o in frozen["options"] if "cost" in o}
        self.budget = (frozen.get("settings") or {}).get("budget")
        self.lot = []
        commitment = frozen.get("lot_commitment")
        if commitment:
            seed = str(result.get("lot_seed"))
            need(
                sha(seed) == commitment,
                "result.json",
                "la graine du tirage au sort n’est pas celle qui était engagée",
            )
            names = self.options or ["for", "against"]
            self.lot = sorted(names, key=lambda o: sha(seed + ":" + o))


class Outcome:
    """What a vote gave: the outcome, who is chosen, who is equal."""

    def __init__(self, outcome, winners=(), tied=()):
        """Keep the outcome, the winners and those that are equal."""
        self.outcome, self.winners, self.tied = outcome, list(winners), list(tied)


def recount(frozen, contents, recused, result, casting=None, closed=()):
    """Count again; return (roll, outcome), TooLong when equal shares need too many raises."""
    rule = frozen["rule"]
    if "parameters" not in rule:
        rule = dict(rule, parameters={})
    roll = Roll(rule, frozen["roll"], contents, recused)
    question = Question(dict(frozen, rule=rule), result)
    method = rule["method"]
    if method == "motion":
        return roll, Outcome(count_motion(roll, casting, question.lot))
    if method not in ("lazy_consensus",) and roll.without_effect():
        return roll, Outcome(roll.without_effect())
    if method in ("lazy_consensus", "consent"):
        return roll, Outcome(on_proposal(roll, contents, closed))
    return roll, among(rule, question, roll, contents, casting)


def on_proposal(roll, contents, closed=()):
    """Count objections: one that is open stops the proposal, in any college that decides; those of
    the seats in `closed` were closed."""
    deciding = {seat for c in roll.deciding for seat in roll.seats.get(c["key"], ())}
    objections = [s for s in deciding if contents.get(s, {}).get("choice") == "objection"]
    objections = [s for s in objections if s not in closed]
    if roll.mode == "concurrent" and roll.rule["method"] == "consent":
        silent = [c for c in roll.deciding if not roll.counters[c["key"]]["votants"]]
        return "discussion" if objections or silent else "adopted"
    return "discussion" if objections else "adopted"


def among(rule, question, roll, contents, casting):
    """Count a choice among options: each college alone where they must agree, else together."""
    by_college = {
        c["key"]: [contents[s] for s in roll.seats.get(c["key"], ()) if s in contents]
        for c in roll.deciding
    }
    if roll.mode == "concurrent":
        counts = [counted(rule, question, [(1, b) for b in found]) for found in by_college.values()]
        if any(one.outcome == "no_result" for one in counts):
            return Outcome("no_result")
        first = set(counts[0].winners)
        if any(set(one.winners) != first or one.outcome != "chosen" for one in counts):
            return Outcome("no_agreement")
        return Outcome(named(counts[0].winners), counts[0].winners)
    ballots = []
    for college in roll.deciding:
        found = by_college[college["key"]]
        expressed = sum(1 for b in found if b.get("choice") not in ASIDE)
        weight = Fraction(1)
        if roll.mode == "weighted" and expressed:
            weight = exact(college["weight"]) / expressed
        ballots += [(weight, b) for b in found]
    return settled(rule, question, counted(rule, question, ballots), casting)


def named(winners):
    """Return chosen, or discussion when the default option alone won."""
    return "discussion" if winners == [DISCUSSION] else "chosen"


def settled(rule, question, found, casting):
    """Apply the tie rule to the options equal at the cut."""
    seats = rule["parameters"].get("seats", 1)
    if found.outcome == "no_result":
        return Outcome("no_result")
    if found.outcome == "chosen":
        return Outcome(named(found.winners), found.winners)
    sure, tied = at_the_cut(found, seats)
    if rule["tie"] == "lot" and question.lot:
        winners = sure + [o for o in question.lot if o in tied][: seats - len(sure)]
        return Outcome(named(winners), winners)
    if rule["tie"] == "casting_vote" and casting is not None:
        need(
            casting in tied,
            "events.json",
            "la voix prépondérante ne choisit pas une option à égalité",
        )
        winners = [*sure, casting]
        return Outcome(named(winners), winners)
    if rule["tie"] == "rejected":
        return Outcome("rejected", (), tied)
    return Outcome("tie", sure, tied)


def at_the_cut(found, seats):
    """Return the options chosen for sure and those equal for the seats that are left."""
    sure = []
    for rank in found.ranking:
        here = [o for o in rank if o in found.winners]
        if len(sure) + len(here) > seats:
            return sure, here
        sure += here
    return [], list(found.winners)


def counted(rule, question, ballots):
    """Count some ballots by the rule's method."""
    method, p = rule["method"], rule["parameters"]
    kind = KINDS[method]
    valid = [(w, b) for w, b in ballots if b.get(kind)]
    order = question.lot if rule["tie"] == "lot" and question.lot else question.options
    if method == "approval":
        return approval(question.options, valid, p["seats"])
    if method == "score":
        return score(question.options, valid, p["mean"], p["missing"])
    if method == "majority_judgment":
        return majority_judgment(question.options, valid, len(p["grades"]), p["missing"])
    if method == "ranked":
        return ranked(question.options, valid, p, DISCUSSION)
    if method == "irv":
        return irv(question.options, valid, p["equal_ranks"], order)
    if method == "stv":
        return stv(question.options, valid, p["seats"], p["equal_ranks"], order)
    blanks = sum(1 for _, b in ballots if b.get("choice") == "blank")
    return equal_shares(question, valid, blanks, p, order)


def compare_result(result, roll, outcome):
    """Compare what was counted again with the sealed result, figure by figure."""
    where = "result.json"
    for key, mine in (("total", roll.total), ("advisory", roll.advisory)):
        compare_counters(where, key, result.get(key), mine)
    groups = result.get("groups")
    need(isinstance(groups, list), where, "les collèges manquent")
    for group in groups:
        own = roll.apart if group["advisory"] else roll.counters
        if group["college"] in own:
            compare_counters(
                where, "collège " + group["college"], group["counters"], own[group["college"]]
            )
    sealed = result.get("outcome")
    need(
        sealed == outcome.outcome,
        where,
        "l’issue scellée est « "
        + str(sealed)
        + " », les bulletins donnent « "
        + outcome.outcome
        + " »",
    )
    if "winners" in result:
        need(
            sorted(result["winners"]) == sorted(outcome.winners),
            where,
            "les options choisies sont "
            + canonical(result["winners"])
            + ", les bulletins donnent "
            + canonical(outcome.winners),
        )
        need(
            sorted(result["tied"]) == sorted(outcome.tied),
            where,
            "les options à égalité ne sont pas celles que donnent les bulletins",
        )


def compare_counters(where, name, sealed, mine):
    """Compare the counters of one group."""
    need(isinstance(sealed, dict), where, "les compteurs de " + name + " manquent")
    for key, number in mine.items():
        need(
            sealed.get(key) == number,
            where,
            name
            + " : « "
            + key
            + " » vaut "
            + canonical(sealed.get(key))
            + ", les bulletins donnent "
            + str(number),
        )
