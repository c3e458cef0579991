"""What the result package of a secret poll holds of its box: ballots without voters, by proof."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from council.polls.belenios import contents_of, read_whole
from council.polls.models import Poll, PollResult
from council.polls.queries import box_of
from council.polls.queries_belenios import archive_of
from council.polls.queries_secret import ballots_in
from council.polls.secrecy import ADVISORY, sheet_of, turnout_of
from council.polls.steps_secret import belenios_ballots
from council.polls.words_ballots import content_said
from council.records.cells import neutralized


@dataclass(frozen=True)
class SecretFiles:
    """The ballots as published, who voted or None, the counters, and the table for spreadsheets."""

    ballots: list[dict[str, str]]
    turnout: list[str] | None
    counters: dict[str, int]
    table: str
    archive: bytes = b""


def secret_files(poll: Poll, result: PollResult) -> SecretFiles:
    """Return what was sealed of a secret box; a changed ballot leaves no trace to count."""
    sealed = json.loads(result.content)
    archive = archive_of(poll) or b""
    if archive:
        contents = contents_of(poll, read_whole(archive))
        held, turnout = belenios_ballots(contents, sealed["belenios"]), None
    else:
        held, turnout = ballots_in(poll), turnout_of(box_of(poll), sealed["secret"])
    ballots = sheet_of(held, sealed["secret"])
    counters = {"received": len(ballots), "counted": len(ballots)}
    return SecretFiles(ballots, turnout, counters, _table(poll, ballots), archive)


def _table(poll: Poll, ballots: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["bulletin", "voix", "collège", "empreinte"])
    for row in ballots:
        advisory = row["box"] == ADVISORY
        cells = [content_said(poll, json.loads(row["content"]))]
        cells += ["consultative" if advisory else "délibérative"]
        cells += ["" if advisory else row["box"], row["proof"]]
        table.writerow([neutralized(cell) for cell in cells])
    return out.getvalue()
