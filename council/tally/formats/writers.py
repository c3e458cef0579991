"""Votes written in published formats, so that other programs can count them again.

Each writer is read back by the reader of its format; equal contents give one line with their
number, in the order in which they first come.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from council.tally.contents import Question
from council.tally.rule import Rule

Content = Mapping[str, Any]
# A tally sheet writes a rank as one sign: 1 to 9, then A to Z.
MARKS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def exports(
    rule: Rule, question: Question, contents: Sequence[Content], title: str
) -> dict[str, str]:
    """Return every file this vote can be written as, by its name; `title` is one line.

    Blank ballots and abstentions rank, approve and grade nothing: formats that have no such ballot
    leave them out, and the JSON has them.
    """
    kinds = {next(iter(content)) for content in contents if "choice" not in content}
    files = {"votes.json": plain(question, contents)}
    if not question.options:
        return files
    if "ranking" in kinds:
        rankings = [content["ranking"] for content in contents if "ranking" in content]
        form = preflib_form(question, rankings)
        files[f"votes.{form}"] = preflib(question, rankings, form, title)
        files["votes.abif"] = abif(question, rankings, title)
        if len(question.options) <= len(MARKS):
            files["votes-devotee.txt"] = devotee(question, rankings, title)
    if "approves" in kinds:
        approved = [content["approves"] for content in contents if "approves" in content]
        rankings = [[names] for names in approved]
        files["votes.toc"] = preflib(question, _with_rest(question, rankings), "toc", title)
        files["votes.abif"] = abif(question, rankings, title)
        if question.budget is not None:
            blanks = sum(1 for content in contents if content.get("choice") == "blank")
            files["votes.pb"] = pabulib(question, [*approved, *([[]] * blanks)], title)
    if "grades" in kinds:
        graded = [content["grades"] for content in contents if "grades" in content]
        files["votes-grades.csv"] = grades(question, graded)
    return files


def _counted(items: Iterable[Any]) -> dict[str, int]:
    return dict(Counter(json.dumps(item, ensure_ascii=False) for item in items))


def plain(question: Question, contents: Iterable[Content]) -> str:
    """Return the votes as the JSON that `council tally` reads, of any kind."""
    ballots = [
        {"count": number, **json.loads(text)}
        for text, number in _counted(dict(content) for content in contents).items()
    ]
    values: dict[str, Any] = {"options": list(question.options), "ballots": ballots}
    if question.labels:
        values["labels"] = dict(question.labels)
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def preflib_form(question: Question, rankings: Iterable[list[list[str]]]) -> str:
    """Return the narrowest PrefLib form: soc, soi, toc or toi."""
    listed = list(rankings)
    ties = any(len(rank) > 1 for ranking in listed for rank in ranking)
    whole = all(sum(map(len, ranking)) == len(question.options) for ranking in listed)
    return f"{'to' if ties else 'so'}{'c' if whole else 'i'}"


def _with_rest(question: Question, rankings: Iterable[list[list[str]]]) -> list[list[list[str]]]:
    """Return rankings with the options left out as a last rank."""
    found = []
    for ranking in rankings:
        listed = {option for rank in ranking for option in rank}
        rest = [option for option in question.options if option not in listed]
        found.append([*ranking, rest] if rest else list(ranking))
    return found


def preflib(question: Question, rankings: Iterable[list[list[str]]], form: str, title: str) -> str:
    """Return rankings in a PrefLib form, options by numbers in their published order."""
    number = {option: str(index) for index, option in enumerate(question.options, 1)}
    counted = _counted(rankings)
    lines = [
        f"# TITLE: {title}",
        f"# DATA TYPE: {form}",
        f"# NUMBER ALTERNATIVES: {len(number)}",
        f"# NUMBER VOTERS: {sum(counted.values())}",
        f"# NUMBER UNIQUE ORDERS: {len(counted)}",
        *(f"# ALTERNATIVE NAME {n}: {question.labels[option]}" for option, n in number.items()),
    ]
    for text, count in counted.items():
        ranks = [[number[option] for option in rank] for rank in json.loads(text)]
        order = ",".join(r[0] if len(r) == 1 else "{" + ",".join(r) + "}" for r in ranks)
        lines.append(f"{count}: {order}")
    return "\n".join(lines) + "\n"


def abif(question: Question, rankings: Iterable[list[list[str]]], title: str) -> str:
    """Return rankings in ABIF, options by their keys."""
    counted = _counted(rankings)
    lines = [f'{{"title": {json.dumps(title, ensure_ascii=False)}}}']
    lines.append(f'{{"ballotcount": {sum(counted.values())}}}')
    for option in question.options:
        # A long name in ABIF ends at the first closing bracket.
        name = question.labels[option].replace("[", "(").replace("]", ")")
        lines.append(f"={option}:[{name}]")
    for text, count in counted.items():
        lines.append(f"{count}:{'>'.join('='.join(rank) for rank in json.loads(text))}")
    return "\n".join(lines) + "\n"


def devotee(question: Question, rankings: Iterable[list[list[str]]], title: str) -> str:
    """Return rankings as a tally sheet in the manner of Debian's, one line a ballot."""
    size = len(question.options)
    lines = [f"Tally sheet: {title}", ""]
    for index, option in enumerate(question.options):
        bars = "" if index == 0 else "|" * (index - 1) + "/"
        arrow = "-" * (size - index + 4)
        lines.append(f"{bars:{size}}Option {MARKS[index]}{arrow}>: {question.labels[option]}")
    for ranking in rankings:
        mark = {option: MARKS[n] for n, rank in enumerate(ranking) for option in rank}
        lines.append("V: " + "".join(mark.get(option, "-") for option in question.options))
    return "\n".join(lines) + "\n"


def grades(question: Question, rows: Iterable[Mapping[str, int]]) -> str:
    """Return grades as a table: one row a voter, one column an option, 0 the worst."""
    lines = [",".join(["voter", *question.options])]
    for number, row in enumerate(rows, 1):
        lines.append(",".join([str(number), *(str(row.get(o, "")) for o in question.options)]))
    return "\n".join(lines) + "\n"


def pabulib(question: Question, approved: Sequence[Sequence[str]], title: str) -> str:
    """Return approvals of projects with their costs in the Pabulib format."""
    meta = {
        "description": title,
        "num_projects": len(question.options),
        "num_votes": len(approved),
        "budget": question.budget,
        "vote_type": "approval",
        "rule": "equalshares",
    }
    rows: list[tuple[Any, ...]] = [("META",), ("key", "value"), *meta.items()]
    rows += [("PROJECTS",), ("project_id", "cost", "name")]
    rows += [(o, question.costs[o], question.labels[o]) for o in question.options]
    rows += [("VOTES",), ("voter_id", "vote")]
    rows += [(number, ",".join(names)) for number, names in enumerate(approved, 1)]
    return "".join(";".join(_cell(cell) for cell in row) + "\n" for row in rows)


def _cell(value: Any) -> str:
    """Return a cell between semicolons, in quotes where it must be."""
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if set(text) & set(';"') else text


__all__ = ["exports"]
