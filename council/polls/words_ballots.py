"""Ballots in words: what one holds, whatever the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from council.polls.models import Poll
from council.polls.words import CHOICES
from council.tally import Rule
from council.web import euros


def grade_names(rule: Rule) -> list[str]:
    """Return the grades of a rule from the worst to the best, as they are shown."""
    if rule.method == "score":
        return [str(number) for number in range(int(rule.parameters["most"]) + 1)]
    return [str(name) for name in rule.parameters["grades"]]


def content_lines(poll: Poll, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a ballot as (label, value), in the order in which it reads best."""
    labels = poll.question.labels
    if "choice" in content:
        return [(_("Bulletin"), str(CHOICES[content["choice"]]))]
    if "approves" in content:
        names = ", ".join(labels[option] for option in content["approves"])
        return [(_("Options approuvées"), names), *_cost_line(poll, content["approves"])]
    if "ranking" in content:
        lines = [
            (_("Rang %(n)s", n=rank), " = ".join(labels[option] for option in options))
            for rank, options in enumerate(content["ranking"], 1)
        ]
        listed = {option for options in content["ranking"] for option in options}
        left = [labels[option] for option in poll.question.options if option not in listed]
        return [*lines, (_("Non classées"), ", ".join(left))] if left else lines
    names_of = grade_names(poll.rule)
    given = content["grades"]
    return [
        (labels[option], names_of[given[option]] if option in given else _("sans avis"))
        for option in poll.question.options
    ]


def _cost_line(poll: Poll, approved: list[str]) -> list[tuple[str, str]]:
    question = poll.question
    if question.budget is None:
        return []
    spent = sum(question.costs[option] for option in approved)
    text = _(
        "%(spent)s pour une enveloppe de %(budget)s",
        spent=euros(spent),
        budget=euros(int(question.budget)),
    )
    return [(_("Coût de ces projets"), text)]


def content_said(poll: Poll, content: Mapping[str, Any] | None) -> str:
    """Return a ballot in one line, empty for no ballot."""
    if content is None:
        return ""
    if "choice" in content:
        return str(CHOICES[content["choice"]])
    if "approves" in content:
        return ", ".join(poll.question.labels[option] for option in content["approves"])
    if "ranking" in content:
        labels = poll.question.labels
        return " > ".join(" = ".join(labels[o] for o in rank) for rank in content["ranking"])
    names_of, labels = grade_names(poll.rule), poll.question.labels
    grades = content["grades"]
    return " ; ".join(f"{labels[option]} : {names_of[n]}" for option, n in grades.items())
