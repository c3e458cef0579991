"""Writing again what a need says: its text, shown before it is saved, and its tags."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.markdown import MarkdownRefused, render_markdown
from council.needs import actions, policies, queries
from council.needs.actions import NeedContent
from council.needs.forms import EditNeedForm, NeedForm, RetagForm
from council.needs.models import Need
from council.needs.steps import MARKDOWN_FIELDS
from council.needs.tags import BadTags
from council.needs.tags import parse as parse_tags
from council.needs.views import bp, load, to_page
from council.software.queries import all_names

# What a button of the form asks instead of saving: « Aperçu », or « Voir les besoins semblables ».
PREVIEW, LOOK = "preview", "look"
# Value of the preview's button when a script asks for the part of the page alone.
PART = "part"


def content_of(form: NeedForm) -> NeedContent:
    """Return what a valid form says, its texts rendered."""
    return NeedContent.of(form.words(), form.software, form.tags.tags)


def only_looks() -> bool:
    """Say whether the button asks to see something, so that nothing is checked or saved."""
    return PREVIEW in request.form or LOOK in request.form


def preview_of(form: NeedForm) -> dict[str, Any] | None:
    """Return the text as its page would show it, None unless « Aperçu » asks for it.

    A text that cannot be rendered gives the sentence that says why, in its place.
    """
    if PREVIEW not in request.form:
        return None
    html, refused = {}, {}
    for name in MARKDOWN_FIELDS:
        try:
            html[name] = render_markdown(form[name].data or "").html
        except MarkdownRefused as refusal:
            refused[name] = (form[name].label.text, str(refusal))
    ticked = dict.fromkeys(form.requirements.data or (), True)
    lines = ("title", "affected", "affected_count", "function", "imposed_licence", "legal_frame")
    said = {name: form[name].data or "" for name in lines} | ticked
    return {
        "title": said["title"],
        "affected": said["affected"],
        "affected_count": said["affected_count"],
        "html": html,
        "refused": list(refused.values()),
        "said": queries.particulars({**said, "tags": _tags(form)}),
    }


def _tags(form: NeedForm) -> list[str]:
    try:
        return parse_tags((form.tags.data or "")[:1_000])
    except BadTags:
        return []


def writing_page(template: str, form: NeedForm, **more: Any) -> Any:
    """Show a form of a need with the preview it asks for; for a script, the preview alone."""
    preview = preview_of(form)
    if preview is not None and request.form.get(PREVIEW) == PART:
        is_call = "need" in more and more["need"].is_call
        return render_template("needs/_preview.html", preview=preview, is_call=is_call)
    status = 200 if only_looks() else form.status
    names = all_names(current_viewer())
    page = render_template(template, form=form, names=names, preview=preview, **more)
    return page, status


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference):
    """Change a submitted need, as a new version."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_edit_need(viewer, need))
    form = EditNeedForm()
    if not form.is_submitted():
        form.fill(need)
    if not only_looks() and form.validate_on_submit():
        content = content_of(form)
        seen, reason = form.seen_version, form.reason.data
        done = form.run(
            actions.edit_need, need, content, author=viewer, seen_version=seen, reason=reason
        )
        if done is not None:
            return _saved(need)
    return writing_page("needs/edit.html", form, need=need)


@bp.route("/<ref:reference>/etiquettes", methods=["GET", "POST"])
@requires("registered")
def retag(reference):
    """File a need under other words, with the reason."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_retag_need(viewer, need))
    form = RetagForm()
    if not form.is_submitted():
        form.tags.data, form.row_version.data = ", ".join(need.tag_words), str(need.row_version)
    if form.validate_on_submit():
        tags, seen, reason = form.tags.tags, form.seen_version, form.reason.data
        done = form.run(
            actions.retag_need, need, tags, author=viewer, seen_version=seen, reason=reason
        )
        if done is not None:
            return _saved(need)
    return render_template("needs/retag.html", form=form, need=need), form.status


def _saved(need: Need) -> Any:
    flash(_("Nouvelle version enregistrée."), "success")
    return to_page(need)
