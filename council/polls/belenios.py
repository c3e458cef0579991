"""Votes held in Belenios: the question and the voters given to it, and what its archive gives back.

No cryptography here: `belenios-tool` checks it (`belenios_tool.py`). An archive is a tar of events
and data named by their hashes; what is read of it is the election, how many credentials and ballots
it has, and the result. Source: Belenios specification 2.0, « archive » and « question ».
"""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from council.polls.models import Poll
from council.polls.words import CHOICES

# Sums of choices, or one number per answer and ballot, which Belenios mixes before it opens them.
SUMMED = ("motion", "approval")
RANKED = ("ranked", "irv", "stv")
HELD = (*SUMMED, *RANKED)
GROUP = "RFC-3526-2048"
MOST_BYTES = 200_000_000
MOST_MEMBERS = 100_000


class ArchiveInvalid(ValueError):
    """A file that is no archive of the poll's election; the message is a French sentence."""


@dataclass(frozen=True)
class Archive:
    """What an archive says: its election, who could vote, how many did, the result by question."""

    uuid: str
    description: str
    questions: list[Any]
    voters: int
    ballots: int
    result: list[Any]


def answers_of(poll: Poll) -> list[str]:
    """Return the answers of the one question, in the order of its keys."""
    if poll.rule.method == "motion":
        return [str(CHOICES[choice]) for choice in poll.rule.choices]
    return list(poll.question.labels.values())


def question_of(poll: Poll) -> dict[str, Any]:
    """Return the question as Belenios writes it."""
    answers = answers_of(poll)
    if poll.rule.method == "motion":
        return {"question": poll.title, "min": 1, "max": 1, "answers": answers}
    if poll.rule.method == "approval":
        return {
            "question": poll.title, "min": 1, "max": len(answers), "answers": answers,
            "blank": poll.rule.blank_allowed,
        }  # fmt: skip
    said = _("%(title)s (1 : la préférée ; 0 : non classée)", title=poll.title)
    return {"type": "NonHomomorphic", "value": {"answers": answers, "question": said}}


def template_of(poll: Poll) -> dict[str, Any]:
    """Return the election to make in Belenios; its description binds it to what was frozen."""
    who = "Conseil logiciels libres"
    return {
        "name": poll.title,
        "description": f"{poll.reference} {poll.frozen_sha256}",
        "questions": [question_of(poll)],
        "administrator": who,
        "credential_authority": who,
    }


def read_archive(data: bytes) -> Archive:
    """Read an archive; ArchiveInvalid when it is none, or not at its end."""
    files = _members(data)
    events = [json.loads(text) for name, text in files.items() if name.endswith(".event.json")]
    by_type: dict[str, list[Any]] = {}
    for event in sorted(events, key=lambda event: event["height"]):
        by_type.setdefault(event["type"], []).append(event.get("payload"))
    if len(by_type.get("Result", [])) != 1:
        raise ArchiveInvalid(_("Cette archive n’a pas de résultat : l’élection n’est pas finie."))

    def content(digest: Any) -> Any:
        return json.loads(files[f"{digest}.data.json"])

    setup = content(by_type["Setup"][0])
    election = content(setup["election"])
    return Archive(
        uuid=str(election["uuid"]),
        description=str(election["description"]),
        questions=list(election["questions"]),
        voters=len(content(setup["credentials"])),
        ballots=int(content(by_type["EncryptedTally"][0])["num_tallied"]),
        result=list(content(by_type["Result"][0])["result"]),
    )


def _members(data: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                if len(files) >= MOST_MEMBERS or member.size > MOST_BYTES:
                    raise ArchiveInvalid(_("Cette archive est trop grosse."))
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is not None:
                    files[member.name] = stream.read()
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        if isinstance(error, ArchiveInvalid):
            raise
        raise ArchiveInvalid(_("Ce fichier n’est pas une archive Belenios (.bel).")) from error
    if "BELENIOS" not in files:
        raise ArchiveInvalid(_("Ce fichier n’est pas une archive Belenios (.bel)."))
    return files


def read_whole(data: bytes) -> Archive:
    """Read an archive; ArchiveInvalid, with a sentence, for anything that is none."""
    try:
        return read_archive(data)
    except ArchiveInvalid:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise ArchiveInvalid(_("Cette archive Belenios n’est pas lisible.")) from error


def check_archive(poll: Poll, archive: Archive, voters: int) -> None:
    """Raise ArchiveInvalid when an archive is another election's, or has more voters than the roll.

    It may have fewer: a seat for which nobody can be written to is given to no server.
    """
    if poll.frozen_sha256 not in archive.description:
        raise ArchiveInvalid(
            _(
                "Cette archive est celle d’une autre élection : sa description ne porte pas "
                "l’empreinte de ce scrutin."
            )
        )
    if [_plain(question) for question in archive.questions] != [_plain(question_of(poll))]:
        raise ArchiveInvalid(_("La question de cette archive n’est pas celle de ce scrutin."))
    if archive.voters > voters:
        counts = {"there": archive.voters, "here": voters}
        text = _(
            "L’archive a %(there)s électeurs, la liste électorale n’en a que %(here)s.", **counts
        )
        raise ArchiveInvalid(text)
    if not 0 <= archive.ballots <= archive.voters:
        raise ArchiveInvalid(_("Cette archive a plus de bulletins que d’électeurs."))


def _plain(question: Any) -> Any:
    """Return a question without what changes nothing to what is asked."""
    value = dict(question.get("value", question))
    kept = ("question", "answers", "min", "max")
    said = {key: value.get(key) for key in kept}
    return [question.get("type", ""), said, bool(value.get("blank"))]


def contents_of(poll: Poll, archive: Archive) -> list[dict[str, Any]]:
    """Return ballots that give this result, as many as were cast; whose they are is not known.

    Of sums, any ballots that add up to them: the count depends on the sums alone. ArchiveInvalid
    when the result is not one of this question.
    """
    try:
        found = _READERS[_kind(poll)](poll, archive.result[0], archive.ballots)
    except (TypeError, ValueError, IndexError) as error:
        raise ArchiveInvalid(_("Le résultat de cette archive n’est pas lisible.")) from error
    if len(found) != archive.ballots:
        text = _("Le résultat de cette archive n’a pas autant de voix que de bulletins.")
        raise ArchiveInvalid(text)
    return found


def _kind(poll: Poll) -> str:
    return "ranked" if poll.rule.method in RANKED else poll.rule.method


def _motions(poll: Poll, sums: Any, ballots: int) -> list[dict[str, Any]]:
    choices = poll.rule.choices
    if len(sums) != len(choices):
        raise ValueError("sums of other answers")
    pairs = zip(choices, sums, strict=True)
    return [{"choice": choice} for choice, number in pairs for _n in range(_whole(number, ballots))]


def _approvals(poll: Poll, sums: Any, ballots: int) -> list[dict[str, Any]]:
    """Deal the approvals of each option in turn, so that every ballot approves something."""
    options = poll.question.options
    sums = [_whole(number, ballots) for number in sums]
    blanks = sums.pop(0) if poll.rule.blank_allowed else 0
    if len(sums) != len(options):
        raise ValueError("sums of other answers")
    expressed = ballots - blanks
    dealt: list[list[str]] = [[] for _n in range(expressed)]
    place = 0
    for option, number in zip(options, sums, strict=True):
        if number > expressed:
            raise ValueError("more approvals than ballots")
        for _n in range(number):
            dealt[place % expressed].append(option)
            place += 1
    if not all(dealt):
        raise ValueError("a ballot that approves nothing")
    return [{"approves": sorted(chosen)} for chosen in dealt] + [{"choice": "blank"}] * blanks


def _rankings(poll: Poll, rows: Any, ballots: int) -> list[dict[str, Any]]:
    options = poll.question.options
    found: list[dict[str, Any]] = []
    if len(rows) > ballots:
        raise ValueError("more rankings than ballots")
    for row in rows:
        if len(row) != len(options):
            raise ValueError("ranks of other answers")
        ranks: dict[int, list[str]] = {}
        for option, rank in zip(options, row, strict=True):
            if _whole(rank, MOST_BYTES):
                ranks.setdefault(rank, []).append(option)
        ranking = [ranks[rank] for rank in sorted(ranks)]
        aside = {"choice": "blank" if poll.rule.blank_allowed else "abstain"}
        found.append({"ranking": ranking} if ranking else aside)
    return found


def _whole(number: Any, most: int) -> int:
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError("not a whole number within bounds")
    return number


_READERS = {"motion": _motions, "approval": _approvals, "ranked": _rankings}
