"""Counting a published file: which parameters a method takes, and ballots read the way it needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from council.tally import (
    approval,
    consent,
    equal_shares,
    irv,
    lazy_consensus,
    majority_judgment,
    motion,
    ranked,
    score,
    stv,
)
from council.tally.ballots import by_figure
from council.tally.election import ASIDE, Ballot, Count, Election, total
from council.tally.methods import METHODS
from council.tally.outcome import Counters
from council.tally.parts import HALF, Threshold


class CannotCount(ValueError):
    """A file that this method cannot count, or a parameter it does not take; a French sentence."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What may be asked of a count; None is not asked."""

    default_option: str | None = None
    quorum: int | None = None
    majority: Fraction | None = None
    seats: int | None = None
    approve_min: str | None = None
    missing: str | None = None
    completion: str | None = None
    minimum_support: int | None = None
    equal_ranks: str | None = None
    mean: bool | None = None
    base: str | None = None
    threshold: Fraction | None = None
    tie: str | None = None
    members: int | None = None

    def given(self) -> dict[str, Any]:
        """Return the parameters that were asked for, by name."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in values.items() if value is not None}


TAKES: dict[str, tuple[str, ...]] = {
    "motion": ("base", "threshold", "tie", "members", "quorum"),
    "lazy_consensus": (),
    "consent": (),
    "approval": ("seats", "approve_min"),
    "ranked": ("default_option", "quorum", "majority"),
    "irv": ("equal_ranks",),
    "stv": ("seats", "equal_ranks"),
    "majority_judgment": ("missing",),
    "score": ("mean", "missing"),
    "equal_shares": ("completion", "minimum_support", "approve_min"),
}
TIES = ("rejected", "no_decision")


def count_file(election: Election, method: str, parameters: Parameters) -> Count:
    """Count an election read from a file; CannotCount when the method cannot, or does not take a
    parameter. The medians are in the terms of the file."""
    for name in parameters.given():
        if name not in TAKES[method]:
            option = f"--{name.replace('_', '-')}"
            raise CannotCount(f"la méthode {method} ne prend pas l’option {option}")
    fitted = _fitted(election, method, parameters)
    try:
        counted = _COUNTERS[method](fitted, parameters)
    except ValueError as error:
        if isinstance(error, CannotCount):
            raise
        raise CannotCount(
            f"la méthode {method} ne peut pas compter ce fichier ({error})"
        ) from error
    return replace(_in_file_terms(counted, election), warnings=election.warnings)


def _in_file_terms(counted: Count, election: Election) -> Count:
    if counted.medians is None:
        return counted
    named = {option: election.grades[grade] for option, grade in counted.medians.items()}
    numbers = all(_is_number(name) for name in election.grades)
    shown: dict[str, Any] = {o: int(n) if numbers else n for o, n in named.items()}
    return replace(counted, medians=shown)


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdigit() and text.isascii()


def _fitted(election: Election, method: str, parameters: Parameters) -> Election:
    kind = METHODS[method].kind
    if method == "majority_judgment" and election.tallies is not None:
        return election
    if election.tallies is not None:
        raise CannotCount("des totaux par mention ne se comptent qu’au jugement majoritaire")
    least = _approve_min(election, parameters) if kind == "approves" else None
    return replace(election, ballots=tuple(_fit(b, kind, least) for b in election.ballots))


def _approve_min(election: Election, parameters: Parameters) -> int | None:
    wanted = parameters.approve_min
    if wanted is None:
        return None
    if wanted not in election.grades:
        known = ", ".join(election.grades[:12])
        raise CannotCount(f"la mention « {wanted} » n’est pas de ce fichier ({known})")
    return election.grades.index(wanted)


def _fit(ballot: Ballot, kind: str, least: int | None) -> Ballot:
    if ballot.choice in ASIDE or (ballot.choice is not None and kind == "choice"):
        return ballot
    if kind != "choice" and getattr(ballot, kind) is not None:
        return ballot
    if kind == "ranking" and ballot.grades is not None:
        return Ballot(ballot.count, ranking=by_figure(ballot.grades))
    if kind == "approves" and ballot.grades is not None:
        if least is None:
            raise CannotCount("des notes ne sont des approbations qu’avec --approve-min")
        liked = frozenset(o for o, grade in ballot.grades.items() if grade >= least)
        return Ballot(ballot.count, approves=liked)
    needs = {
        "ranking": "des classements",
        "approves": "des approbations",
        "grades": "des notes ou des mentions",
        "choice": "des choix (pour, contre…)",
    }
    if kind == "grades" and ballot.ranking == ():
        return Ballot(ballot.count, grades={})
    raise CannotCount(f"cette méthode compte {needs[kind]} ; ce fichier contient autre chose")


def _motion(election: Election, parameters: Parameters) -> Count:
    counts = {
        choice: int(total(b for b in election.ballots if b.choice == choice))
        for choice in METHODS["motion"].choices
    }
    voters = int(total(election.ballots))
    if sum(counts.values()) != voters:
        raise CannotCount("une motion se vote par for, against, abstain ou blank")
    members = parameters.members if parameters.members is not None else voters
    if members < voters:
        raise CannotCount("--members : il y a plus de votants que de membres")
    name = parameters.base or "exprimes"
    if name == "membres" and parameters.members is None:
        raise CannotCount("la base « membres » demande --members, le nombre d’inscrits")
    counters = Counters(
        inscrits=members,
        votants=voters,
        blancs=counts["blank"],
        abstentions=counts["abstain"],
        pour=counts["for"],
        contre=counts["against"],
    )
    share = parameters.threshold or HALF
    threshold = Threshold(share, share == HALF)
    outcome = _outcome(parameters, motion.verdict(threshold, counters, name), voters)
    base = counters.base(name)
    figures = {"exprimes": counters.exprimes, "votants": voters, "membres": members}
    return Count(
        "motion",
        voters,
        outcome=outcome,
        winners={"adopted": ("for",), "rejected": ("against",)}.get(outcome, ()),
        ties=({"options": ["for", "against"], "at": "majority"},) if outcome == "tie" else (),
        counts={"ballots": voters, **counts, **figures, "base": base,
                "needed": threshold.needed(base)},
        parameters={"base": name, "threshold": share, "tie": parameters.tie or "rejected"},
    )  # fmt: skip


def _outcome(parameters: Parameters, verdict: str, voters: int) -> str:
    if parameters.quorum is not None and 0 < voters < parameters.quorum:
        return "no_quorum"
    # Without another rule, an equal split rejects.
    return "rejected" if verdict == "tie" and parameters.tie != "no_decision" else verdict


def _ranked(election: Election, parameters: Parameters) -> Count:
    default = parameters.default_option
    if default is None:
        if parameters.quorum is not None or parameters.majority is not None:
            raise CannotCount("--quorum et --majority demandent --default-option")
        return ranked.count(election)
    if default not in election.options:
        matches = [key for key in election.options if election.label(key) == default]
        if len(matches) != 1:
            raise CannotCount(f"« {default} » n’est pas une option de ce fichier")
        default = matches[0]
    return ranked.count(
        election,
        default_option=default,
        quorum=parameters.quorum or 0,
        majority=parameters.majority,
    )


def _stv(election: Election, parameters: Parameters) -> Count:
    if parameters.seats is None:
        raise CannotCount("la méthode stv demande --seats, le nombre de places")
    ranks = parameters.equal_ranks or "exhaust"
    return stv.count(election, seats=parameters.seats, equal_ranks=ranks)


def _score(election: Election, parameters: Parameters) -> Count:
    missing = parameters.missing or "ignore"
    if missing not in score.MISSING:
        raise CannotCount("avec la méthode score, --missing vaut worst")
    shift = _lowest(election)
    return _shifted_back(score.count(election, mean=bool(parameters.mean), missing=missing), shift)


def _lowest(election: Election) -> int:
    names = election.grades
    return int(names[0]) if names and all(_is_number(name) for name in names) else 0


def _shifted_back(counted: Count, shift: int) -> Count:
    """Return sums and means with notes as the file writes them, the worst not being 0."""
    if not shift:
        return counted
    noted = counted.counts["noted"]
    sums = {o: value + shift * noted[o] for o, value in counted.counts["sums"].items()}
    means = {o: None if m is None else m + shift for o, m in counted.counts["means"].items()}
    return replace(counted, counts={**counted.counts, "sums": sums, "means": means})


def _equal_shares(election: Election, parameters: Parameters) -> Count:
    if election.budget is None or any(o not in election.costs for o in election.options):
        raise CannotCount("les parts égales demandent un budget et le coût de chaque projet")
    return equal_shares.count(
        election,
        completion=parameters.completion or "add1",
        minimum_support=parameters.minimum_support or 0,
    )


_COUNTERS: dict[str, Callable[[Election, Parameters], Count]] = {
    "motion": _motion,
    "lazy_consensus": lambda e, p: lazy_consensus.count(e),
    "consent": lambda e, p: consent.count(e),
    "approval": lambda e, p: approval.count(e, seats=p.seats or 1),
    "ranked": _ranked,
    "irv": lambda e, p: irv.count(e, equal_ranks=p.equal_ranks or "exhaust"),
    "stv": _stv,
    "majority_judgment": lambda e, p: majority_judgment.count(e, missing=p.missing or "worst"),
    "score": _score,
    "equal_shares": _equal_shares,
}
