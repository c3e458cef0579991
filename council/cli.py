"""The `council` command: one sentence on stderr and exit code 2 when it cannot do its work."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from council import FEATURES, create_app
from council.config import BadSetting
from council.extensions import db, migrate
from council.journal import queries as journal
from council.journal import worker as jobs
from council.permissions import permissions_page
from council.serve import CannotServe, serve
from council.transactions import Conflict, Invalid
from council.verifier import main as verifier


def _version() -> str:
    try:
        return version("conseil-logiciels-libres")
    except PackageNotFoundError:
        return "non installé"


@click.group(cls=AppGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), message="%(version)s")
def cli() -> None:
    """Conseil logiciels libres : besoins, contributions, scrutins et décisions."""


@cli.command("serve", with_appcontext=False)
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Adresse d’écoute.")
@click.option("--workers", default=2, show_default=True, help="Processus.")
@click.option("--threads", default=4, show_default=True, help="Fils par processus.")
@click.option("--with-worker", is_flag=True, help="Lance aussi « council worker ».")
@click.pass_context
def serve_command(
    context: click.Context, bind: str, workers: int, threads: int, with_worker: bool
) -> None:
    """Sert le site jusqu’à Ctrl-C."""
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        _require_current_schema()
        db.engine.dispose()
    click.echo(f"Site : http://{bind}/")
    click.echo(f"Dossier : {app.config['COUNCIL_INSTANCE']}")
    _print_demo_accounts(Path(app.config["COUNCIL_INSTANCE"]))
    sys.stdout.flush()
    context.exit(serve(bind, workers=workers, threads=threads, with_worker=with_worker))


def _print_demo_accounts(instance: Path) -> None:
    path = instance / "demo-accounts.json"
    if not path.exists():
        return
    click.echo("Comptes de démonstration (données fictives) :")
    for account in json.loads(path.read_text(encoding="utf-8")):
        body = f" — {account['organization']}" if account.get("organization") else ""
        click.echo(f"  {account['email']}  {account['password']}  {account['role']}{body}")


@cli.command("worker", with_appcontext=False)
@click.option("--once", is_flag=True, help="Fait ce qui est dû, puis s’arrête.")
@click.pass_context
def worker_command(context: click.Context, once: bool) -> None:
    """Envoie les courriels, tient l’index, scelle les scrutins clos."""
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        _require_current_schema()
    if once:
        handled = jobs.run_once(app)
        click.echo(f"{handled} message(s) traité(s).")
        return
    jobs.run_forever(app)


@cli.command("outbox")
def outbox_command() -> None:
    """Montre ce qui est dû et ce qui a échoué."""
    waiting = jobs.waiting()
    if not waiting:
        click.echo("Rien n’est dû.")
    for line in waiting:
        abandoned = f", {line.given_up} abandonné(s)" if line.given_up else ""
        click.echo(f"{line.topic} : {line.count} en attente, {line.failing} en échec{abandoned}")
        if line.last_error:
            click.echo(f"  dernière erreur : {line.last_error}")


@cli.command("migrate")
@click.option("--down", "down", is_flag=True, help="Défait toutes les migrations (essais).")
def migrate_command(down: bool) -> None:
    """Crée la base de données, ou la met à jour."""
    if down:
        flask_migrate.downgrade(revision="base")
    else:
        flask_migrate.upgrade()
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    click.echo(f"Base à jour : {url.render_as_string(hide_password=True)}")


def _published_head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    try:
        return verifier.read_head(text)
    except verifier.Unreadable as problem:
        raise click.BadParameter(str(problem)) from problem


@cli.command("verify")
@click.argument("package", required=False, type=click.Path(dir_okay=False))
@click.option("--head", metavar="NUMÉRO:EMPREINTE", help="Une tête de journal publiée plus tôt.")
@click.option("--receipt", metavar="REÇU", help="Retrouve un bulletin secret du paquet.")
@click.pass_context
def verify_command(
    context: click.Context, package: str | None, head: str | None, receipt: str | None
) -> None:
    """Relit le journal, ou un paquet de résultat : intact, ou le premier défaut (code 1)."""
    if receipt is not None:
        if package is None or head is not None:
            raise click.UsageError("--receipt demande un paquet, sans --head.")
        context.exit(verifier.main([package, "--receipt", receipt]))
    if package is not None:
        context.exit(verifier.main([package, *(["--head", head] if head is not None else [])]))
    _verify_journal(context, _published_head(head))


@cli.command("verify-diff")
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@click.pass_context
def verify_diff_command(context: click.Context, old: str, new: str) -> None:
    """Vérifie qu’un paquet de résultat en prolonge un plus ancien (code 1 sinon)."""
    context.exit(verifier.main(["--diff", old, new]))


def _verify_journal(context: click.Context, published: tuple[int, str] | None) -> None:
    fault = journal.first_fault(published)
    if fault is not None:
        click.echo(f"Journal altéré à l’entrée {fault.sequence} : {fault.problem}.", err=True)
        context.exit(1)
    head = journal.head()
    if head is None:
        click.echo("Journal intact : aucune entrée.")
    else:
        click.echo(f"Journal intact : {head.sequence} entrée(s), tête {head.hash}.")


@cli.command("permissions")
def permissions_command() -> None:
    """Imprime qui peut quoi : les routes et les règles."""
    click.echo(permissions_page(current_app), nl=False)


def _require_current_schema() -> None:
    config = migrate.get_config()
    heads = set(ScriptDirectory.from_config(config).get_heads())
    with db.engine.connect() as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
    if current != heads:
        raise click.ClickException(
            "la base de données n’est pas à jour : lancez « council migrate »."
        )


def _load_features() -> None:
    for feature in FEATURES:
        if (Path(__file__).resolve().parent / feature / "commands.py").is_file():
            module = import_module(f"council.{feature}.commands")
            found = [c for c in vars(module).values() if isinstance(c, click.Command)]
            inner = [c for g in found if isinstance(g, click.Group) for c in g.commands.values()]
            for command in found:
                if command not in inner:
                    cli.add_command(command)


def _application() -> Flask:
    # The demonstration makes its own secret key; every other command is given one.
    if sys.argv[1:2] == ["demo"]:
        os.environ["COUNCIL_DEMO"] = "1"
    return create_app()


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code; never a traceback for a foreseen error."""
    _load_features()
    info = ScriptInfo(create_app=_application)
    try:
        code: Any = cli.main(arguments, prog_name="council", obj=info, standalone_mode=False)
    except click.UsageError as error:
        return _fail(f"{error.format_message()} (council --help)")
    except click.ClickException as error:
        return _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return 130
    except (BadSetting, CannotServe) as error:
        return _fail(str(error))
    except Invalid as error:
        return _fail(" ".join(error.errors.values()))
    except Conflict as error:
        return _fail(error.reason)
    except (OperationalError, ProgrammingError) as error:
        first = str(error.orig).strip().splitlines()[0]
        return _fail(f"base de données : {first} (« council migrate » la crée ou la met à jour).")
    finally:
        _close(info)
    return code if isinstance(code, int) else 0


def _close(info: ScriptInfo) -> None:
    if info._loaded_app is not None:
        with info._loaded_app.app_context():
            db.engine.dispose()


def _fail(sentence: str) -> int:
    click.echo(f"council : {sentence}", err=True)
    return 2


if __name__ == "__main__":
    sys.exit(main())
