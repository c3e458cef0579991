"""Results among options explained: why in one sentence, then bars and tables, method by method.

Every figure comes from the sealed count: nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from council.polls.models import Poll
from council.polls.words_ballots import grade_names
from council.polls.words_figures import exact, figure, percent, rounded, units
from council.polls.words_methods import OPTION_TIES
from council.web import euros


@dataclass(frozen=True)
class Bar:
    """One option of a chart: its parts (tone, start, width in thousandths) and what they say."""

    label: str
    text: str
    parts: tuple[tuple[str, int, int], ...]
    won: bool = False


@dataclass(frozen=True)
class Table:
    """One table of figures; `numeric` are the columns set to the right."""

    caption: str
    columns: list[str]
    rows: list[list[Any]]
    numeric: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Explanation:
    """Why the count gave this: one sentence, then what shows it."""

    why: str
    bars: tuple[Bar, ...] = ()
    # (tone, name) of the parts of the bars, where they have several.
    keys: tuple[tuple[str, str], ...] = ()
    middle: bool = False
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


Count = Mapping[str, Any]
Labels = Mapping[str, str]


def explain(poll: Poll, count: Count) -> Explanation | None:
    """Explain one count of a poll's method; None where the conditions say it all.

    `tied`, where the count has it, are the options that were equal and have been parted since.
    """
    made = _METHODS.get(poll.rule.method)
    if made is None or not _counted(count):
        return None
    found = made(poll, count, poll.question.labels)
    tied = count.get("tied") or (count["winners"] if count["outcome"] == "tie" else ())
    if len(tied) < 2 or poll.rule.mode == "concurrent":
        return found
    said = _("À égalité : %(names)s.", names=named(tied, poll.question.labels))
    # A college alone settles nothing.
    rule = f" {OPTION_TIES[poll.rule.tie]}" if count.get("tied") else ""
    return replace(found, why=said + rule)


def _counted(count: Count) -> bool:
    return exact(count["counts"].get("valid", 0)) > 0


def ordered(count: Count) -> list[str]:
    """Return the options from the first of the count to the last."""
    return [option for rank in count["ranking"] for option in rank]


def named(options: Any, labels: Labels) -> str:
    """Return options by their names, in quotes."""
    return ", ".join(f"« {labels[option]} »" for option in options)


def _simple_bars(
    figures: Mapping[str, Any], whole: Any, count: Count, labels: Labels, unit: Callable[[Any], str]
) -> tuple[Bar, ...]:
    order = [o for o in ordered(count) if o in figures]
    order += [option for option in figures if option not in order]
    return tuple(
        Bar(
            labels[option],
            unit(figures[option]),
            (("main", 0, units(figures[option] or 0, whole)),),
            option in count["winners"],
        )
        for option in order
    )


def _approval(poll: Poll, count: Count, labels: Labels) -> Explanation:
    approvals, valid = count["counts"]["approvals"], count["counts"]["valid"]
    bars = _simple_bars(
        approvals, valid, count, labels, lambda n: f"{figure(n)} ({percent(n, valid)})"
    )
    first = ordered(count)[0]
    why = _(
        "%(name)s est approuvée par %(n)s des %(valid)s bulletins exprimés.",
        name=named([first], labels),
        n=figure(approvals[first]),
        valid=figure(valid),
    )
    return Explanation(why, bars)


def _score(poll: Poll, count: Count, labels: Labels) -> Explanation:
    counts, mean = count["counts"], poll.rule.parameters["mean"]
    figures, most = (counts["means"], poll.rule.parameters["most"]) if mean else (counts["sums"], 0)
    whole = most or max((exact(n or 0) for n in figures.values()), default=Fraction(0))
    bars = _simple_bars(figures, whole, count, labels, rounded)
    first = ordered(count)[0]
    said = _("une moyenne de %(n)s", n=figure(figures[first])) if mean else ngettext(
        "%(said)s point", "%(said)s points", int(exact(figures[first])), said=figure(figures[first])
    )  # fmt: skip
    why = _(
        "%(name)s obtient le plus haut résultat : %(said)s.", name=named([first], labels), said=said
    )
    rows = [
        [
            labels[o],
            rounded(counts["sums"][o]),
            figure(counts["noted"][o]),
            rounded(counts["means"][o]),
        ]
        for o in ordered(count)
    ]
    columns = [_("Option"), _("Total"), _("Notes reçues"), _("Moyenne")]
    return Explanation(why, bars, tables=(Table(_("Notes par option"), columns, rows, [1, 2, 3]),))


def _majority_judgment(poll: Poll, count: Count, labels: Labels) -> Explanation:
    names = grade_names(poll.rule)
    tallies, medians = count["counts"]["tallies"], count["medians"]
    bars = tuple(_graded_bar(o, tallies[o], names, count, labels) for o in ordered(count))
    first = ordered(count)[0]
    whole = sum(exact(n) for n in tallies[first])
    better = sum((exact(n) for n in tallies[first][medians[first] :]), Fraction(0))
    why = _(
        "La mention médiane de %(name)s est « %(grade)s » : %(share)s des votants lui donnent "
        "cette mention ou mieux.",
        name=named([first], labels),
        grade=names[medians[first]],
        share=percent(better, whole),
    )
    rows = [
        [labels[o], names[medians[o]], *(rounded(n) for n in reversed(tallies[o]))]
        for o in ordered(count)
    ]
    columns = [_("Option"), _("Mention médiane"), *reversed(names)]
    table = Table(_("Mentions reçues"), columns, rows, list(range(2, len(columns))))
    keys = tuple((f"grade-{_tone(n, len(names))}", name) for n, name in enumerate(names))[::-1]
    return Explanation(
        why, bars, keys, middle=True, tables=(table,), notes=_separated(count, labels)
    )


def _tone(number: int, total: int) -> int:
    """Return one of seven shades for a grade, 0 for the worst."""
    return round(number * 6 / max(1, total - 1))


def _graded_bar(
    option: str, tally: list[Any], names: list[str], count: Count, labels: Labels
) -> Bar:
    whole, done, parts = sum(exact(n) for n in tally), Fraction(0), []
    for number in range(len(tally) - 1, -1, -1):
        start, done = units(done, whole), done + exact(tally[number])
        if tally[number]:
            width = units(done, whole) - start
            parts.append((f"grade-{_tone(number, len(tally))}", start, width))
    text = names[count["medians"][option]]
    return Bar(labels[option], text, tuple(parts), option in count["winners"])


def _separated(count: Count, labels: Labels) -> tuple[str, ...]:
    medians = count["medians"]
    said = []
    for step in count["rounds"]:
        better, worse = step["better"], step["worse"]
        if medians[better[0]] == medians[worse[0]]:
            said.append(
                _(
                    "%(better)s passe devant %(worse)s à mention égale : on compare ceux qui "
                    "jugent mieux et moins bien que la mention commune.",
                    better=named(better, labels),
                    worse=named(worse, labels),
                )
            )
    return tuple(said)


def _ranked(poll: Poll, count: Count, labels: Labels) -> Explanation:
    options, matrix = count["pairwise"]["options"], count["pairwise"]["matrix"]
    against = {(a, b): matrix[i][j] for i, a in enumerate(options) for j, b in enumerate(options)}
    rows = [
        [labels[a], *("–" if a == b else rounded(against[a, b]) for b in options)] for a in options
    ]
    columns = [_("Préférée à…"), *(labels[o] for o in options)]
    caption = _("Duels : combien de votants préfèrent l’option de la ligne à celle de la colonne")
    order = Table(
        _("Ordre complet"),
        [_("Rang"), _("Options")],
        [[n, " = ".join(labels[o] for o in rank)] for n, rank in enumerate(count["ranking"], 1)],
    )
    table = Table(caption, columns, rows, list(range(1, len(columns))))
    return Explanation(
        _ranked_why(count, against, labels), tables=(table, order), notes=_dropped(count, labels)
    )


def _ranked_why(count: Count, against: Mapping[tuple[str, str], Any], labels: Labels) -> str:
    first = ordered(count)[0]
    others = [o for o in dict.fromkeys(a for a, _b in against) if o != first]
    margins = {o: exact(against[first, o]) - exact(against[o, first]) for o in others}
    closest = min(others, key=lambda o: margins[o])
    duel = _(
        "%(n)s contre %(m)s face à %(other)s",
        n=figure(against[first, closest]),
        m=figure(against[closest, first]),
        other=named([closest], labels),
    )
    if margins[closest] > 0:
        return _(
            "%(name)s est préférée à chacune des autres ; le duel le plus serré : %(duel)s.",
            name=named([first], labels),
            duel=duel,
        )
    return _(
        "Aucune option n’est préférée à toutes les autres. Les comparaisons les plus faibles sont "
        "laissées de côté, et %(name)s reste en tête.",
        name=named(count["winners"] or [first], labels),
    )


def _dropped(count: Count, labels: Labels) -> tuple[str, ...]:
    return tuple(_dropped_said(row, labels) for row in count["dropped"])


def _dropped_said(row: Mapping[str, Any], labels: Labels) -> str:
    figures, name = row["figures"], named([row["option"]], labels)
    if row["reason"] == "quorum":
        return _(
            "%(name)s est écartée : %(n)s votants la préfèrent à poursuivre la discussion, il en "
            "fallait %(needed)s.",
            name=name,
            n=figure(figures["for"]),
            needed=figure(figures["needed"]),
        )
    return _(
        "%(name)s est écartée : %(n)s votants la préfèrent à poursuivre la discussion, "
        "%(m)s l’inverse.",
        name=name,
        n=figure(figures["for"]),
        m=figure(figures["against"]),
    )


def _rounds(poll: Poll, count: Count, labels: Labels) -> Explanation:
    rounds, options = count["rounds"], ordered(count)
    columns = [_("Option"), *(_("Tour %(n)s", n=n) for n in range(1, len(rounds) + 1))]
    rows = [
        [labels[o], *(rounded(r["counts"][o]) if o in r["counts"] else "–" for r in rounds)]
        for o in options
    ]
    rows.append([_("Épuisés"), *(rounded(r.get("exhausted", 0)) for r in rounds)])
    equal = count["outcome"] == "tie" and poll.rule.method == "irv"
    said = [_round_said(r, labels, equal=equal and r is rounds[-1]) for r in rounds]
    rows.append([_("Ce tour"), *said])
    table = Table(_("Tour par tour"), columns, rows, list(range(1, len(columns))))
    last = rounds[-1]["counts"]
    whole = sum((exact(n) for n in last.values()), Fraction(0))
    if poll.rule.method == "irv":
        bars = _simple_bars(last, whole, count, labels, _with_share(whole))
        return Explanation(_irv_why(count, last, whole, labels), bars, tables=(table,))
    why = _(
        "Il fallait %(quota)s voix pour être choisi ; %(n)s options le sont.",
        quota=figure(count["counts"]["quota"]),
        n=len(count["winners"]),
    )
    return Explanation(why, tables=(table,))


def _with_share(whole: Any) -> Callable[[Any], str]:
    return lambda n: f"{rounded(n)} ({percent(n, whole)})"


def _irv_why(count: Count, last: Mapping[str, Any], whole: Fraction, labels: Labels) -> str:
    first = ordered(count)[0]
    return _(
        "%(name)s l’emporte au tour %(round)s : %(n)s des %(whole)s bulletins encore en jeu.",
        name=named([first], labels),
        round=len(count["rounds"]),
        n=figure(last.get(first, 0)),
        whole=figure(whole),
    )


def _round_said(row: Mapping[str, Any], labels: Labels, *, equal: bool) -> str:
    if equal:
        return _("à égalité : %(names)s", names=", ".join(labels[o] for o in row["elected"]))
    said = [_("choisie : %(name)s", name=labels[o]) for o in row.get("elected", ())]
    said += [_("éliminée : %(name)s", name=labels[o]) for o in row.get("eliminated", ())]
    return " ; ".join(said)


def _equal_shares(poll: Poll, count: Count, labels: Labels) -> Explanation:
    question, counts = poll.question, count["counts"]
    chosen, budget = count["winners"], int(question.budget or 0)
    why = ngettext(
        "%(num)d projet retenu, pour %(spent)s sur %(budget)s.",
        "%(num)d projets retenus, pour %(spent)s sur %(budget)s.",
        len(chosen),
        spent=euros(int(exact(count["spent"]))),
        budget=euros(budget),
    )
    rows = [
        [
            labels[r["option"]],
            euros(r["cost"]),
            figure(r["votes"]),
            figure(r["payers"]),
            rounded(r["pays"]),
        ]
        for r in count["rounds"]
    ]
    columns = [_("Projet"), _("Coût"), _("Approuvé par"), _("Payé par"), _("Part de chacun (€)")]
    bought = Table(_("Achats, dans l’ordre"), columns, rows, [1, 2, 3, 4])
    votes = counts["votes"]
    bars = _simple_bars(votes, counts["valid"], count, labels, figure)
    added = named(counts["added_by_votes"], labels)
    notes = [_("Retenu ensuite, avec ce qui restait : %(names)s.", names=added)] if added else []
    notes.append(
        _(
            "En retenant simplement les plus approuvés, on aurait eu : %(names)s.",
            names=named(counts["greedy"], labels) or _("aucun projet"),
        )
    )
    return Explanation(why, bars, tables=(bought,), notes=tuple(notes))


_METHODS: dict[str, Callable[[Poll, Count, Labels], Explanation]] = {
    "approval": _approval,
    "score": _score,
    "majority_judgment": _majority_judgment,
    "ranked": _ranked,
    "irv": _rounds,
    "stv": _rounds,
    "equal_shares": _equal_shares,
}
