"""What somebody who holds a copy of everything would try, to say whose a secret ballot is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

# Pairs found by chance follow a Poisson law of mean 1: more than 8 come once in a million.
CHANCE = 8


@dataclass
class Dump:
    """The tables of a database as stored, in stored order, and the bytes of every file."""

    tables: dict[str, list[dict[str, Any]]]
    files: dict[str, bytes]

    def text(self, *without: str) -> str:
        """Return everything in every table but those named, as text."""
        return "\n".join(
            repr(row) for name, rows in self.tables.items() if name not in without for row in rows
        )


def dump(url: str, instance: Path) -> Dump:
    """Copy a database and the instance's folder: tables, hidden columns, logs, raw files."""
    read = _postgresql if url.startswith("postgresql") else _sqlite
    files = {str(p): p.read_bytes() for p in instance.rglob("*") if p.is_file()}
    if not url.startswith("postgresql"):
        path = Path(urlsplit(url).path.replace("//", "/"))
        files |= {str(p): p.read_bytes() for p in path.parent.glob(path.name + "*")}
    return Dump(read(url), files)


def _sqlite(url: str) -> dict[str, list[dict[str, Any]]]:
    path = urlsplit(url).path.replace("//", "/")
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        tables = {}
        for name in names:
            whole = f'SELECT * FROM "{name}"'
            tables[name] = [dict(row) for row in connection.execute(whole)]
    connection.close()
    return tables


def _postgresql(url: str) -> dict[str, list[dict[str, Any]]]:
    tables = {}
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, row_factory=psycopg.rows.dict_row) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for found in names:
            name = found["tablename"]
            whole = (
                f'SELECT ctid::text AS "_ctid", xmin::text::bigint AS "_xmin",'
                f' cmin::text::bigint AS "_cmin", * FROM "{name}"'
            )
            tables[name] = connection.execute(whole).fetchall()
    return tables


def orders(
    ballots: Sequence[dict[str, Any]], voters: Sequence[dict[str, Any]], files: dict[str, bytes]
) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Yield ways to put ballots and voters side by side: (how, values of ballots, of voters).

    `ballots` have their « value », `voters` theirs, in stored order; what else they hold is tried.
    """
    ballot_orders = dict(_sorted_ways(ballots))
    for name, data in files.items():
        places = [(data.find(str(b["proof"]).encode()), b) for b in ballots if b.get("proof")]
        if places and all(place >= 0 for place, _ in places):
            places.sort(key=lambda pair: pair[0])
            ballot_orders[f"bytes of {Path(name).name}"] = [b["value"] for _, b in places]
    for how, values in ballot_orders.items():
        for other, known in _sorted_ways(voters):
            yield f"{how} / {other}", values, known
            yield f"{how} / {other}, reversed", values[::-1], known


def _sorted_ways(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    yield "stored", [row["value"] for row in rows]
    for column in rows[0]:
        if column not in ("value", "content"):
            ordered = sorted(rows, key=lambda row, c=column: _key(row[c]))
            yield column, [row["value"] for row in ordered]


def _key(value: Any) -> Any:
    text = str(value)
    if text.startswith("(") and "," in text:
        page, line = text.strip("()").split(",")
        return (0, int(page), int(line))
    return (1, value, 0) if isinstance(value, int) else (2, text, 0)


def hits(values: Sequence[Any], known: Sequence[Any]) -> int:
    """Return how many pairs are right."""
    return sum(a == b for a, b in zip(values, known, strict=True))


def drift(values: Sequence[Any], known: Sequence[Any]) -> float:
    """Return how far two orders go together, in standard deviations of what chance gives."""
    place = {value: n for n, value in enumerate(known)}
    n = len(values)
    apart = sum((place[value] - i) ** 2 for i, value in enumerate(values))
    return abs(1 - 6 * apart / (n * (n * n - 1))) * (n - 1) ** 0.5


def same_transaction(ballots: Sequence[dict[str, Any]], voters: Sequence[dict[str, Any]]) -> float:
    """Return how many voters are found by the transaction that wrote both rows, on average."""
    found = 0.0
    by: dict[Any, list[Any]] = {}
    for ballot in ballots:
        by.setdefault(ballot.get("_xmin"), []).append(ballot["value"])
    for voter in voters:
        same = by.get(voter.get("_xmin"), [])
        found += (voter["value"] in same) / len(same) if same else 0
    return found
