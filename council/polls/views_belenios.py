"""A poll held in Belenios: what to give to its server, where to vote, the archive brought back."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from typing import Any

from flask import Response, flash, redirect, render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, no, public, requires
from council.polls import belenios, belenios_tool, policies, queries, queries_belenios
from council.polls.actions_belenios import bring_archive, tell_address
from council.polls.forms_belenios import AddressForm, ArchiveForm
from council.polls.models import Phase, Poll
from council.polls.views import bp, moment, page_of, poll_of

READ_ME = """Scrutin {reference}, à tenir dans Belenios

1. Créez l’élection avec template.json (groupe {group}). Ne changez ni la question,
   ni les réponses, ni la description : elle porte l’empreinte de ce que la convocation a figé.
2. Donnez voters.txt comme liste des électeurs : une ligne par siège inscrit.
3. Après la clôture et le dépouillement, apportez l’archive (.bel) sur la page du scrutin.
"""


def _poll(reference: str) -> Poll:
    poll = poll_of(reference)
    check(policies.can_hold_belenios(current_viewer(), poll))
    return poll


def _page(poll: Poll, **forms: Any):
    told = queries_belenios.election_of(poll)
    lines, silent = queries_belenios.voters_of(poll)
    shown = {"address_form": AddressForm(obj=told), "archive_form": ArchiveForm(), **forms}
    facts = {"told": told, "voters": len(lines), "silent": silent, "closed": _closed(poll)}
    tool = belenios_tool.present()
    return render_template("polls/belenios.html", poll=poll, tool=tool, **facts, **shown)


def _closed(poll: Poll) -> bool:
    return poll.phase(moment()) == Phase.CLOSED


@bp.get("/scrutins/<ref:reference>/belenios")
@requires("registered")
def belenios_page(reference: str):
    """Show who conducts the poll what is to be done, in order."""
    return _page(_poll(reference))


@bp.get("/scrutins/<ref:reference>/belenios.zip")
@requires("registered")
def belenios_export(reference: str):
    """Give the question and the voters to who conducts the poll; the addresses are personal."""
    poll = _poll(reference)
    lines, _silent = queries_belenios.voters_of(poll)
    files = {
        "LISEZMOI.txt": READ_ME.format(reference=reference, group=belenios.GROUP),
        "template.json": json.dumps(belenios.template_of(poll), ensure_ascii=False, indent=1),
        "voters.txt": "".join(f"{line}\n" for line in lines),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    response = Response(out.getvalue(), mimetype="application/zip")
    name = f"belenios-{reference}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/scrutins/<ref:reference>/belenios/adresse")
@requires("registered")
def belenios_address(reference: str):
    """Tell the voters where to vote."""
    poll, form = _poll(reference), AddressForm()
    if form.validate_on_submit():
        values = {"url": form.url.data, "author": current_viewer()}
        if form.run(tell_address, poll, **values) is not None:
            flash(_("L’adresse du vote est donnée sur la page du scrutin."), "success")
            return redirect(page_of(poll), 303)
    return _page(poll, address_form=form), form.status


@bp.post("/scrutins/<ref:reference>/belenios/archive")
@requires("registered")
def belenios_archive(reference: str):
    """Receive the archive, have it verified, count it."""
    poll, form = _poll(reference), ArchiveForm()
    if form.validate_on_submit():
        data = form.file.data.stream.read()
        archive = _verified(form, data)
        if archive is not None:
            values = {"data": data, "archive": archive, "author": current_viewer()}
            if form.run(bring_archive, poll, **values) is not None:
                flash(_("L’archive est vérifiée, comptée et scellée."), "success")
                return redirect(page_of(poll), 303)
    return _page(poll, archive_form=form), form.status


def _verified(form: ArchiveForm, data: bytes) -> belenios.Archive | None:
    """Return the archive once `belenios-tool` verified it; None, with a sentence, otherwise."""
    try:
        archive = belenios.read_whole(data)
        if belenios_tool.verifies(data, archive.uuid):
            return archive
        said = _("belenios-tool ne vérifie pas cette archive : elle a été altérée, ou est abîmée.")
    except belenios.ArchiveInvalid as invalid:
        said = str(invalid)
    except OSError:
        said = _(
            "belenios-tool n’est pas installé sur ce serveur : l’archive ne peut être vérifiée."
        )
    except subprocess.TimeoutExpired:
        said = _("belenios-tool n’a pas fini de vérifier cette archive en deux minutes.")
    form.file.errors = [*form.file.errors, said]
    return None


@bp.get("/scrutins/<ref:reference>/belenios.bel")
@public
def belenios_file(reference: str):
    """Give the verified archive to whoever may read the result."""
    poll, viewer = poll_of(reference), current_viewer()
    on_roll = bool(queries.my_entries(poll, viewer))
    check(policies.can_see_result(viewer, poll, on_roll, moment()))
    data = queries_belenios.archive_of(poll) if poll.rule.secrecy == "end_to_end" else None
    if data is None:
        check(no(_("Ce scrutin ne s’est pas tenu dans Belenios.")))
    response = Response(data, mimetype="application/x-tar")
    name = f"{queries_belenios.election_of(poll).uuid}.bel"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
