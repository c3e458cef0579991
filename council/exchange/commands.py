"""`council import` and `council export`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from council.exchange.actions import DryRun, ImportFailed, Report, import_rows
from council.exchange.datasets import DATASETS
from council.exchange.exports import as_csv, as_json, as_json_lines
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.exchange.readers import UnreadableFile, read_bytes
from council.exchange.static_site import NotACopy, export_site
from council.organizations.viewer import ANONYMOUS

SITE = "site"


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@click.option("--json", "as_json_report", is_flag=True, help="Rapport en JSON.")
@with_appcontext
def import_command(kind: str, file: Path, dry_run: bool, as_json_report: bool) -> None:
    """Importe un fichier, en entier ou pas du tout ; une seconde fois ne change rien."""
    chosen = KINDS[kind]
    try:
        sheet = chosen.read(read_bytes(file))
    except UnreadableFile as error:
        report = Report.broken(str(error))
        _print_report(file, report, dry_run=dry_run, as_json=as_json_report)
        sys.exit(2)
    rows, errors = prepare(chosen, sheet)
    report = Report(errors=errors)
    if not errors:
        with click.progressbar(length=len(rows), label=kind, file=sys.stderr) as bar:
            try:
                report = import_rows(
                    chosen,
                    rows,
                    sha256=sheet.sha256,
                    operator=None,
                    dry_run=dry_run,
                    progress=lambda done, _total: bar.update(1) if done else None,
                )
            except DryRun as tried:
                report = tried.report
            except ImportFailed as failure:
                report = Report(errors=failure.report.errors)
    _print_report(file, report, dry_run=dry_run, as_json=as_json_report)
    if report.errors:
        sys.exit(2)


def _print_report(file: Path, report: Report, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for error in report.errors:
        click.echo(f"{file}, ligne {error.line} : {error.message}", err=True)
    if report.errors:
        click.echo("Rien n’a été importé.", err=True)
        return
    verb = "seraient" if dry_run else "ont été"
    click.echo(
        f"{report.created} {verb} créés, {report.updated} {verb} mis à jour, "
        f"{report.unchanged} inchangés."
    )
    for name in report.to_complete:
        click.echo(f"à compléter : {name}")
    for kept in report.kept:
        click.echo(
            f"ligne {kept['line']} : {kept['reference']}, colonne {kept['column']} "
            "modifiée ici depuis, gardée"
        )


@click.command("export")
@click.argument("kind", type=click.Choice([*sorted({**KINDS, **DATASETS}), SITE]))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--format", "form", type=click.Choice(["csv", "json", "jsonl"]), default=None)
@click.option("--safe", is_flag=True, help="CSV pour tableur : formules neutralisées.")
@with_appcontext
def export_command(kind: str, file: Path | None, form: str | None, safe: bool) -> None:
    """Écrit les fiches publiques avec les colonnes de l’import, sans rien changer aux valeurs.

    « site » écrit dans un dossier une copie du site public, qui se lit sans le programme.
    """
    if kind == SITE:
        _export_site(file)
        return
    chosen = DATASETS.get(kind) or KINDS[kind]
    form = form or (file.suffix.lstrip(".") if file else "csv")
    writers: dict[str, Any] = {
        "csv": lambda: as_csv(chosen, ANONYMOUS, safe=safe),
        "json": lambda: as_json(chosen, ANONYMOUS),
        "jsonl": lambda: as_json_lines(chosen, ANONYMOUS),
    }
    if form not in writers:
        click.echo(f"format inconnu : {form} (csv, json ou jsonl)", err=True)
        sys.exit(2)
    out = file.open("w", encoding="utf-8", newline="") if file else sys.stdout
    try:
        for piece in writers[form]():
            out.write(piece)
    finally:
        if file:
            out.close()


def _export_site(folder: Path | None) -> None:
    if folder is None:
        click.echo("Indiquez le dossier de la copie : council export site DOSSIER.", err=True)
        sys.exit(2)
    told = sys.stderr.isatty()
    try:
        with force_locale("fr"):
            count = export_site(
                folder,
                lambda done: click.echo(f"\r{done} adresses", nl=False, err=True) if told else None,
            )
    except (NotACopy, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"Copie du site : {count} adresses dans {folder}.")
