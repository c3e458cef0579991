"""Pabulib .pb: sections META, PROJECTS and VOTES, values between semicolons, decimals exact."""

import csv
import re
from fractions import Fraction

from council.tally.election import Ballot, Election, Number, whole
from council.tally.formats.errors import FormatError, quoted

SECTIONS = ("META", "PROJECTS", "VOTES")
_DECIMAL = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")


def read(text: str) -> Election:
    """Read a budget with its approval votes; projects are named by their identifiers."""
    sections = _sections(text)
    meta = {row[0].strip(): row[1].strip() for _, row in sections["META"][1:] if len(row) > 1}
    if "budget" not in meta:
        raise FormatError(_line(sections["META"]), "un budget dans la section META")
    line = next(n for n, row in sections["META"] if row[0].strip() == "budget")
    budget = _money(meta["budget"], line)
    kind = meta.get("vote_type", "approval").casefold()
    if kind != "approval":
        line = next(n for n, row in sections["META"] if row[0].strip() == "vote_type")
        raise FormatError(line, f"des votes par approbation, pas {quoted(kind)}")
    costs, labels = _projects(sections["PROJECTS"])
    ballots, warnings = _votes(sections["VOTES"], costs)
    for key, found, what in (
        ("num_projects", len(costs), "projets"),
        ("num_votes", len(ballots), "votes"),
    ):
        if meta.get(key, "").isdigit() and int(meta[key][:15]) != found:
            warnings.append(f"Le fichier annonce {meta[key]} {what} ; il en contient {found}.")
    return Election(tuple(costs), tuple(ballots), labels, costs, budget, warnings=tuple(warnings))


Rows = list[tuple[int, list[str]]]


def _sections(text: str) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    current: Rows | None = None
    for number, line in enumerate(text.split("\n"), 1):
        name = line.strip().strip(";").upper()
        if name in SECTIONS:
            if name in found:
                raise FormatError(number, f"une seule section {name}")
            current = found.setdefault(name, [])
        elif line.strip():
            if current is None:
                raise FormatError(number, "la section META au début")
            current.append((number, _cells(line, number)))
    for name in SECTIONS:
        if name not in found or not found[name]:
            raise FormatError(text.count("\n") + 1, f"une section {name}")
    return found


def _cells(line: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=";", strict=True))
    except (csv.Error, StopIteration):
        # An apostrophe or a lone quote in a text is no quoting.
        return line.split(";")


def _line(rows: Rows) -> int:
    return rows[0][0]


def _columns(rows: Rows, *needed: str) -> dict[str, int]:
    header = [cell.strip().casefold() for cell in rows[0][1]]
    for name in needed:
        if name not in header:
            raise FormatError(_line(rows), f"une colonne {name}")
    return {name: index for index, name in enumerate(header)}


def _money(value: str, number: int) -> Number:
    clean = value.strip()
    if not clean.isascii() or not _DECIMAL.fullmatch(clean):
        raise FormatError(number, f"un montant, pas {quoted(clean)}")
    return whole(Fraction(clean.replace(",", ".")))


def _projects(rows: Rows) -> tuple[dict[str, Number], dict[str, str]]:
    columns = _columns(rows, "project_id", "cost")
    costs: dict[str, Number] = {}
    labels: dict[str, str] = {}
    for number, row in rows[1:]:
        if len(row) <= max(columns["project_id"], columns["cost"]):
            raise FormatError(number, "un identifiant et un coût")
        key = row[columns["project_id"]].strip()
        if not key or key in costs:
            raise FormatError(number, f"un identifiant de projet unique, pas {quoted(key)}")
        costs[key] = _money(row[columns["cost"]], number)
        if costs[key] <= 0:
            raise FormatError(number, "un coût supérieur à zéro")
        index = columns.get("name", len(row))
        labels[key] = row[index].strip() if index < len(row) and row[index].strip() else key
    return costs, labels


def _votes(rows: Rows, costs: dict[str, Number]) -> tuple[list[Ballot], list[str]]:
    columns = _columns(rows, "vote")
    ballots, repeated = [], 0
    voters: set[str] = set()
    for number, row in rows[1:]:
        if len(row) <= columns["vote"]:
            raise FormatError(number, "un vote dans la colonne vote")
        voter = row[columns["voter_id"]].strip() if "voter_id" in columns else ""
        repeated += bool(voter) and voter in voters
        voters.add(voter)
        named = [key.strip() for key in row[columns["vote"]].split(",") if key.strip()]
        for key in named:
            if key not in costs:
                raise FormatError(number, f"un projet de la liste, pas {quoted(key)}")
        if len(set(named)) != len(named):
            raise FormatError(number, "chaque projet une fois dans un vote")
        ballots.append(Ballot(1, approves=frozenset(named)))
    # Identifiers are not always those of persons: every row is a vote.
    text = f"Des identifiants de votants reviennent ({repeated} votes) ; tous sont comptés."
    return ballots, [text] if repeated else []
