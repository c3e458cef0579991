"""A count in a few French lines: who won, the order, then the table that says why."""

from collections.abc import Iterator, Mapping
from typing import Any

from council.tally.election import Count, Election

OUTCOMES = {
    "chosen": "Retenu",
    "tie": "Égalité entre",
    "adopted": "Adopté",
    "rejected": "Rejeté",
    "discussion": "Une objection est ouverte : à discuter",
    "no_quorum": "Quorum non atteint",
    "no_result": "Pas de résultat : aucun bulletin à compter",
}


def report(counted: Count, election: Election) -> str:
    """Return the summary of a count, one fact a line."""
    return "\n".join(_lines(counted.as_json(), election))


def _lines(count: Mapping[str, Any], election: Election) -> Iterator[str]:
    def names(options: Any) -> str:
        return ", ".join(election.label(option) for option in options)

    yield f"Bulletins comptés : {count['ballots']}"
    outcome = OUTCOMES[count["outcome"]]
    chosen = names(count["winners"]) if count["outcome"] in ("chosen", "tie") else ""
    yield f"{outcome} : {chosen}" if chosen else outcome
    for place, rank in enumerate(count["ranking"], 1):
        yield f"  {place}. {' = '.join(election.label(option) for option in rank)}"
    for dropped in count["dropped"]:
        figures = dropped["figures"]
        reason = {"quorum": "quorum", "majority": "majorité"}[dropped["reason"]]
        name = election.label(dropped["option"])
        yield f"Écarté ({reason}) : {name}, {figures['for']} contre {figures['against']}"
    if count["spent"] is not None:
        yield f"Dépensé : {count['spent']} sur {election.budget}"
    if count["medians"]:
        yield "Mentions médianes :"
        for rank in count["ranking"]:
            for option in rank:
                yield f"  {election.label(option)} : {count['medians'][option]}"
    if count["pairwise"]:
        yield from _matrix(count["pairwise"], election)
    yield from _figures(count["counts"], election)
    for number, step in enumerate(count["rounds"], 1):
        if "counts" in step:
            yield f"Tour {number} : " + ", ".join(
                f"{election.label(o)} {n}" for o, n in step["counts"].items()
            )
    for warning in count["warnings"]:
        yield f"Attention : {warning}"


def _matrix(pairwise: Mapping[str, Any], election: Election) -> Iterator[str]:
    yield "Préférences (ligne avant colonne) :"
    widest = max(len(str(number)) for row in pairwise["matrix"] for number in row)
    for option, row in zip(pairwise["options"], pairwise["matrix"], strict=True):
        cells = " ".join(str(number).rjust(widest) for number in row)
        yield f"  {cells}  {election.label(option)}"


def _figures(counts: Mapping[str, Any], election: Election) -> Iterator[str]:
    for key, label in (("approvals", "Approbations"), ("sums", "Sommes"), ("votes", "Votes")):
        if key in counts:
            yield f"{label} :"
            for option, number in counts[key].items():
                yield f"  {election.label(option)} : {number}"
    for choice in ("for", "against", "abstain", "blank", "consent", "reservation", "objection",
                   "closed"):  # fmt: skip
        if choice in counts and "valid" not in counts:
            yield f"  {choice} : {counts[choice]}"
