"""`council demo`: tells the story on an empty database."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from council import clock
from council.config import demo_marker
from council.demo.cast import Cast, found, invent_people
from council.demo.facts import DECISIONS, MEETINGS, ORGANIZATIONS
from council.demo.story import START_DAYS
from council.demo.story_chapters import tell
from council.exchange.actions import import_rows
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.exchange.readers import Row, Sheet
from council.extensions import db
from council.records.models import Record

STEPS = 40


@click.command("demo")
@with_appcontext
def demo_command() -> None:
    """Raconte une histoire inventée sur une base vide ; ne touche à rien sinon."""
    if db.session.scalar(select(func.count()).select_from(Record)):
        click.echo("La base contient déjà des données : rien n’a été ajouté.")
        return
    instance = Path(current_app.config["COUNCIL_INSTANCE"])
    demo_marker(instance).write_text("données fictives\n", encoding="utf-8")
    passwords = invent_people()
    clock.set_offset(timedelta(days=-START_DAYS))
    try:
        cast = _tell(passwords)
    finally:
        clock.set_offset(timedelta(0))
    _write_accounts(instance / "demo-accounts.json", cast.sheet)
    click.echo(f"Comptes : {instance / 'demo-accounts.json'}")


def _tell(passwords: dict[str, tuple[str, str]]) -> Cast:
    with click.progressbar(length=STEPS, label="Démonstration", file=sys.stderr) as bar:
        for name, rows in (
            ("organizations", ORGANIZATIONS),
            ("meetings", MEETINGS),
            ("decisions", DECISIONS),
        ):
            _import(name, rows)
            bar.update(1)
        cast = found(passwords)
        tell(cast, lambda: bar.update(1))
    return cast


def _import(name: str, rows: list[dict[str, object]]) -> None:
    kind = KINDS[name]
    sheet = Sheet("", [Row(number, row) for number, row in enumerate(rows, start=1)])
    prepared, errors = prepare(kind, sheet)
    if errors:
        raise RuntimeError(errors[0].message)
    import_rows(kind, prepared, sha256="", operator=None)


def _write_accounts(path: Path, sheet: list[dict[str, object]]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(sheet, out, ensure_ascii=False, indent=2)
