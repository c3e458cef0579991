"""Votes by any method but the motion: participation, the method's count by college, ties settled.

Single: all deciding seats together. Weighted: each ballot weighs its college's weight divided by
the ballots expressed in that college. Concurrent: every college must choose the same options.
Advisory seats are counted by the same method, apart.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from council.tally import (
    approval,
    consent,
    equal_shares,
    irv,
    lazy_consensus,
    majority_judgment,
    ranked,
    score,
    stv,
)
from council.tally.consent import CLOSED
from council.tally.contents import DISCUSSION, Question, ballot_of
from council.tally.election import ASIDE, Ballot, Count, Election
from council.tally.groups import Contents, Participation, participation
from council.tally.methods import METHODS
from council.tally.outcome import Condition, Result, Voter
from council.tally.rule import Rule

Counter = Callable[[Rule, Question, Election], Count]
NO_QUESTION = Question()


def _ranked(rule: Rule, question: Question, election: Election) -> Count:
    parameters = rule.parameters
    if not parameters["default_option"]:
        return ranked.count(election)
    return ranked.count(
        election,
        default_option=DISCUSSION,
        quorum=parameters["quorum"],
        majority=Fraction(parameters["majority"]),
    )


def _equal_shares(rule: Rule, question: Question, election: Election) -> Count:
    return equal_shares.count(
        election,
        completion=rule.parameters["completion"],
        minimum_support=rule.parameters["minimum_support"],
        lot=_lot(rule, question),
    )


def _stv(rule: Rule, question: Question, election: Election) -> Count:
    parameters = rule.parameters
    return stv.count(
        election,
        seats=parameters["seats"],
        equal_ranks=parameters["equal_ranks"],
        order=_lot(rule, question),
    )


COUNTERS: dict[str, Counter] = {
    "approval": lambda rule, _, e: approval.count(e, seats=rule.parameters["seats"]),
    "ranked": _ranked,
    "irv": lambda rule, question, e: irv.count(
        e, equal_ranks=rule.parameters["equal_ranks"], order=_lot(rule, question)
    ),
    "stv": _stv,
    "majority_judgment": lambda rule, _, e: majority_judgment.count(
        e, missing=rule.parameters["missing"]
    ),
    "score": lambda rule, _, e: score.count(
        e, mean=rule.parameters["mean"], missing=rule.parameters["missing"]
    ),
    "equal_shares": _equal_shares,
    "lazy_consensus": lambda rule, _, e: lazy_consensus.count(
        e, on_objection=rule.parameters["on_objection"]
    ),
    "consent": lambda rule, question, e: consent.count(e),
}


def _lot(rule: Rule, question: Question) -> tuple[str, ...]:
    return question.lot if rule.tie == "lot" else ()


def count(
    rule: Rule,
    voters: Iterable[Voter],
    contents: Contents,
    casting_vote: str | None = None,
    question: Question = NO_QUESTION,
) -> Result:
    """Count a vote and explain it; ValueError on a ballot nobody of the roll may have cast."""
    roll = list(voters)
    part = participation(rule, roll, contents)
    by_college = _ballots_by_college(rule, roll, contents, question)
    counter = COUNTERS[rule.method]

    def counted(ballots: Iterable[Ballot]) -> Count:
        return counter(rule, question, election_of(rule, question, ballots))

    deciding = rule.voting_colleges
    colleges = {c.key: counted(by_college[c.key, False]) for c in deciding}
    whole = counted(_together(rule, by_college))
    heard = [b for (_, advisory), ballots in by_college.items() if advisory for b in ballots]
    result = _decide(rule, part, whole, colleges, casting_vote, question)
    outcome, winners, tied, conditions = result
    return Result(
        outcome,
        (*_attendance(rule, part), *conditions),
        tuple(part.groups),
        part.total,
        part.advisory,
        winners=winners,
        tied=tied,
        choice=whole.as_json(),
        colleges={key: one.as_json() for key, one in colleges.items()},
        advisory_choice=counted(heard).as_json() if part.advisory.inscrits else None,
    )


def _attendance(rule: Rule, part: Participation) -> list[Condition]:
    """The conditions of attendance; that somebody voted is none where silence adopts."""
    silent = METHODS[rule.method].silence_adopts
    return [c for c in part.conditions if not (silent and c.code == "someone_voted")]


def election_of(rule: Rule, question: Question, ballots: Iterable[Ballot]) -> Election:
    """Return what the method counts: the question's options with these ballots."""
    names: tuple[str, ...] = ()
    if rule.method == "majority_judgment":
        names = tuple(rule.parameters["grades"])
    elif rule.method == "score":
        names = tuple(str(number) for number in range(rule.parameters["most"] + 1))
    return Election(
        options=question.options,
        ballots=tuple(ballots),
        labels=question.labels,
        costs=question.costs,
        budget=question.budget,
        grades=names,
    )


def _ballots_by_college(
    rule: Rule, roll: list[Voter], contents: Contents, question: Question
) -> dict[tuple[str, bool], list[Ballot]]:
    advisory = {college.key: college.advisory for college in rule.colleges}
    found: dict[tuple[str, bool], list[Ballot]] = {}
    for college in rule.colleges:
        found[college.key, college.advisory] = []
    for voter in roll:
        content = contents.get(voter.key)
        if content is None:
            continue
        if content.get("choice") == "objection" and voter.key in question.closed:
            content = {"choice": CLOSED}
        # Guests have no college among those of the rule.
        key = voter.college, voter.advisory or advisory.get(voter.college, True)
        found.setdefault(key, []).append(ballot_of(content))
    return found


def _together(rule: Rule, by_college: Mapping[tuple[str, bool], list[Ballot]]) -> list[Ballot]:
    ballots: list[Ballot] = []
    for college in rule.voting_colleges:
        own = by_college[college.key, False]
        expressed = sum(1 for ballot in own if ballot.choice not in ASIDE)
        if rule.mode != "weighted" or not expressed:
            ballots += own
            continue
        weight = college.weight / expressed
        # Abstentions and blank ballots are counted as voters: they weigh nothing.
        ballots += [
            ballot if ballot.choice in ASIDE else _weighing(ballot, weight) for ballot in own
        ]
    return ballots


def _weighing(ballot: Ballot, weight: Fraction) -> Ballot:
    return Ballot(weight, ballot.ranking, ballot.approves, ballot.grades, ballot.choice)


Decided = tuple[str, tuple[str, ...], tuple[str, ...], list[Condition]]


def _decide(
    rule: Rule,
    part: Participation,
    whole: Count,
    colleges: Mapping[str, Count],
    casting_vote: str | None,
    question: Question,
) -> Decided:
    if part.without_effect is not None and not METHODS[rule.method].silence_adopts:
        return part.without_effect, (), (), []
    if METHODS[rule.method].on_proposal:
        return _on_proposal(rule, whole, colleges)
    found = [_chose(key, one) for key, one in colleges.items()]
    if rule.mode == "concurrent":
        return _agreed(rule, colleges, found)
    outcome, winners, tied, more = _settle(rule, whole, casting_vote, question)
    return outcome, winners, tied, [*(found if len(found) > 1 else []), *more]


def _chose(college: str, count_: Count) -> Condition:
    numbers = {"winners": list(count_.winners), "outcome": count_.outcome}
    return Condition("college_chose", None, numbers, college)


def _on_proposal(rule: Rule, whole: Count, colleges: Mapping[str, Count]) -> Decided:
    counts = list(colleges.values()) if rule.mode == "concurrent" else [whole]
    passed = all(one.outcome == "adopted" for one in counts)
    condition = Condition("no_objection", passed, dict(whole.as_json()["counts"]))
    return "adopted" if passed else "discussion", (), (), [condition]


def _agreed(rule: Rule, colleges: Mapping[str, Count], found: list[Condition]) -> Decided:
    counts = list(colleges.values())
    if any(one.outcome == "no_result" for one in counts):
        return "no_result", (), (), found
    same = len({frozenset(one.winners) for one in counts}) == 1
    settled = same and all(one.outcome == "chosen" for one in counts)
    conditions = [*found, Condition("colleges_agree", settled, {})]
    if not settled:
        return "no_agreement", (), (), conditions
    winners = counts[0].winners
    return _named(winners), winners, (), conditions


def _named(winners: tuple[str, ...]) -> str:
    return "discussion" if winners == (DISCUSSION,) else "chosen"


def _settle(rule: Rule, whole: Count, casting_vote: str | None, question: Question) -> Decided:
    """Apply the tie rule to the options that are equal at the cut."""
    if whole.outcome == "no_result":
        return "no_result", (), (), []
    if whole.outcome == "chosen":
        return _named(whole.winners), whole.winners, (), []
    sure, tied = at_the_cut(whole, rule.seats)
    numbers = {"tied": list(tied), "sure": list(sure), "rule": rule.tie}
    conditions = [Condition("tie_among", None, numbers)]
    if rule.tie == "lot" and question.lot:
        drawn = [option for option in question.lot if option in tied][: rule.seats - len(sure)]
        conditions.append(Condition("lot_drawn", None, {"drawn": drawn}))
        winners = (*sure, *drawn)
        return _named(winners), winners, (), conditions
    if rule.tie == "casting_vote" and casting_vote is not None:
        if casting_vote not in tied:
            raise ValueError(f"casting vote for {casting_vote!r}, which is not tied")
        conditions.append(Condition("casting_vote", None, {"choice": casting_vote}))
        winners = (*sure, casting_vote)
        return _named(winners), winners, (), conditions
    if rule.tie == "rejected":
        return "rejected", (), tied, conditions
    return "tie", sure, tied, conditions


def at_the_cut(whole: Count, seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the options chosen for sure, and those equal for the seats that are left."""
    winners = set(whole.winners)
    sure: list[str] = []
    for rank in whole.ranking:
        here = [option for option in rank if option in winners]
        if len(sure) + len(here) > seats:
            return tuple(sure), tuple(here)
        sure += here
    return (), whole.winners
