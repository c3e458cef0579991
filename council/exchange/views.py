"""Open data: what is public, as files; and imports by the secretariat."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, stream_with_context
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.exchange import policies
from council.exchange.actions import DryRun, ImportFailed, Report, import_rows
from council.exchange.datasets import DATASETS as WRITTEN
from council.exchange.datasets import Dataset
from council.exchange.datasets_decisions import DECISIONS_LIFE, POLLS, SCDL, scdl_lacks
from council.exchange.datasets_funding import PLEDGES
from council.exchange.dictionary import meanings_of
from council.exchange.exports import as_csv, as_json
from council.exchange.forms import ImportForm
from council.exchange.importers import KINDS
from council.exchange.kinds import Kind
from council.exchange.preparation import prepare
from council.exchange.readers import Sheet, UnreadableFile, unpacked
from council.organizations.viewer import ANONYMOUS
from council.web import error_page

bp = Blueprint("exchange", __name__)

DATASETS = {**WRITTEN, **{each.name: each for each in (PLEDGES, POLLS, DECISIONS_LIFE)}}


def get_kind(name: str) -> Kind | Dataset:
    """Return the kind of file of that name, or answer 404."""
    return published_files().get(name) or abort(404)


def published_files() -> dict[str, Kind | Dataset]:
    """Return what can be downloaded here, by name."""
    deliberations = {} if scdl_lacks() else {SCDL.name: SCDL}
    return {**KINDS, **DATASETS, **deliberations}


@bp.get("/donnees")
@public
def index():
    """Say what can be downloaded, with the columns of each file."""
    may_import = policies.can_import(current_viewer())
    return render_template(
        "exchange/index.html",
        kinds=published_files(),
        meanings_of=meanings_of,
        lacks=scdl_lacks(),
        may_import=may_import,
    )


@bp.get("/donnees/<name>.csv")
@public
def csv_file(name: str):
    """Give the public records of a kind as CSV for spreadsheets, formulas neutralized."""
    if name == SCDL.name and scdl_lacks():
        reason = _("Ce fichier attend un réglage du site : %(name)s.", name=scdl_lacks())
        return error_page(404, reason=reason)
    lines = as_csv(get_kind(name), ANONYMOUS, safe=True)
    return _download(lines, "text/csv; charset=utf-8", f"{name}.csv")


@bp.get("/donnees/<name>.json")
@public
def json_file(name: str):
    """Give the public records of a kind as JSON, exactly as they are."""
    return _download(as_json(get_kind(name), ANONYMOUS), "application/json", f"{name}.json")


def _download(pieces, content_type: str, filename: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(stream_with_context(pieces), content_type=content_type, headers=headers)


@bp.get("/donnees/importer")
@requires("registered")
def importing():
    """Show the import form."""
    check(policies.can_import(current_viewer()))
    return render_template("exchange/import.html", form=ImportForm(), report=None, tried=False)


@bp.post("/donnees/importer")
@requires("registered")
def import_file():
    """Import a file whole, or say line by line what is wrong with it."""
    check(policies.can_import(current_viewer()))
    form, report = ImportForm(), None
    if form.validate_on_submit():
        report = _import(KINDS[form.kind.data], form.file.data.read(), form.dry_run.data)
    status = 422 if report is not None and report.errors else form.status
    tried = bool(form.dry_run.data)
    return render_template("exchange/import.html", form=form, report=report, tried=tried), status


def _import(kind: Kind, data: bytes, dry_run: bool) -> Report:
    try:
        sheet: Sheet = kind.read(unpacked(data))
    except UnreadableFile as error:
        return Report.broken(str(error))
    rows, errors = prepare(kind, sheet)
    if errors:
        return Report(errors=errors)
    try:
        return import_rows(
            kind, rows, sha256=sheet.sha256, operator=current_viewer(), dry_run=dry_run
        )
    except DryRun as tried:
        return tried.report
    except ImportFailed as failure:
        return Report(errors=failure.report.errors)
