"""`council index` and `council search`."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup, with_appcontext

from council.organizations.viewer import ANONYMOUS
from council.records.models import RecordKind
from council.search import indexer
from council.search.documents import indexed_count
from council.search.engine import IndexBusy
from council.search.queries import search_records

REASONS = {
    "missing": "absent",
    "stale": "fait par une autre version",
    "broken": "abîmé",
}
index_group = AppGroup("index", help="Tient l’index de recherche.")


@index_group.command("rebuild")
def rebuild_command() -> None:
    """Refait l’index depuis la base, à côté de l’ancien."""
    with click.progressbar(length=indexed_count(), label="index", file=sys.stderr) as bar:
        try:
            count = indexer.rebuild(lambda _done: bar.update(1))
        except IndexBusy as error:
            raise _busy() from error
    click.echo(f"Index refait : {count} fiche(s).")


@index_group.command("drain")
def drain_command() -> None:
    """Indexe tout de suite ce qui attend."""
    try:
        count = indexer.drain()
    except IndexBusy as error:
        raise _busy() from error
    click.echo(f"{count} message(s) traité(s).")


@index_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="En JSON.")
@click.pass_context
def status_command(context: click.Context, as_json: bool) -> None:
    """Compare l’index à la base ; code 1 s’il est inutilisable."""
    status = indexer.status()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "usable": status.usable,
                    "reason": status.reason,
                    "documents": status.documents,
                    "records": status.records,
                    "waiting": status.waiting,
                    "oldest_seconds": status.oldest_seconds,
                    "built_at": status.built_at.isoformat() if status.built_at else None,
                    "complete": status.is_complete,
                },
                ensure_ascii=False,
            )
        )
    elif status.usable:
        click.echo(f"Index : {status.documents} fiche(s) sur {status.records} en base.")
        click.echo(f"En attente : {status.waiting} (depuis {status.oldest_seconds} s).")
    else:
        reason = REASONS[status.reason]
        click.echo(f"Index {reason} : « council index rebuild » le refait.", err=True)
    if not status.usable:
        context.exit(1)


def _busy() -> click.ClickException:
    return click.ClickException("un autre processus écrit l’index ; réessayez dans un instant.")


@click.command("search")
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="En JSON.")
@click.option("--kind", type=click.Choice([str(kind) for kind in RecordKind]), help="Nature.")
@click.option("--year", type=click.IntRange(1000, 9999), help="Année.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 500))
@with_appcontext
def search_command(
    query: str, as_json: bool, kind: str | None, year: int | None, limit: int, page: int
) -> None:
    """Cherche ce que tout le monde peut voir."""
    filters = {"kind": kind or "", "year": str(year or "")}
    results = search_records(query, ANONYMOUS, filters=filters, page=page, size=limit)
    if results.is_fallback:
        click.echo("Index inutilisable : titres et numéros seulement.", err=True)
    hits = [
        {
            "reference": found.hit.reference,
            "title": found.hit.title,
            "kind": found.hit.kind,
            "url": found.path,
            "organization": found.organization,
            "date": found.hit.date.isoformat() if found.hit.date else None,
            "score": round(found.hit.score, 4),
            "snippet": found.hit.snippet.striptags(),
        }
        for found in results.found
    ]
    if as_json:
        answer = {
            "total": results.page.total,
            "hits": hits,
            "facets": {name: dict(values) for name, values in results.page.facets.items()},
            "suggestion": results.page.suggestion,
            "widened": results.page.widened,
            "fallback": results.is_fallback,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(f"{results.page.total} résultat(s)")
    for hit in hits:
        click.echo(f"{hit['reference']}  {hit['title']}  {hit['url']}")
    if results.page.suggestion:
        click.echo(f"Vouliez-vous dire : {results.page.suggestion} ?")
