"""Rules of vote: list, in words, copy, edit."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask import url_for as address
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.organizations.queries import colleges
from council.polls import actions_rules, policies, queries_rules, words
from council.polls.forms_rules import RuleForm
from council.polls.queries_rules import ShownRule
from council.polls.views import bp
from council.tally import METHODS


def _rule(key: str) -> ShownRule:
    return queries_rules.find_rule(key) or abort(404)


def _names() -> dict[str, str]:
    return {college.key: college.name for college in colleges()}


@bp.get("/regles")
@public
def rules():
    """List the rules polls may be given."""
    names = _names()
    shown = [(rule, words.rule_lines(rule.rule, names)) for rule in queries_rules.rules()]
    may_edit = policies.can_edit_rules(current_viewer())
    return render_template("polls/rules.html", rules=shown, may_edit=may_edit)


@bp.get("/regles/<ref:key>")
@public
def rule(key: str):
    """Show a rule in words, with its canonical text and hash."""
    found = _rule(key)
    return render_template(
        "polls/rule.html",
        shown=found,
        rule_lines=words.rule_lines(found.rule, _names()),
        may_edit=policies.can_edit_rules(current_viewer()),
    )


def _form(found: ShownRule, name: str, names: dict[str, str]) -> Any:
    """Return the form of a rule, with the settings of the method chosen or of the rule's own."""
    chosen = request.form.get("method", "")
    method = chosen if chosen in METHODS else found.rule.method
    row_version = found.row.row_version if found.row is not None else 0
    form = RuleForm.shaped(names, method)(row_version=row_version)
    if request.method == "GET":
        form.fill(name, found.rule)
    return form


def _page(form: RuleForm, found: ShownRule, names: dict[str, str]) -> Any:
    page = render_template("polls/rule_edit.html", form=form, shown=found, names=names)
    return page, form.status


@bp.route("/regles/<ref:key>/copier", methods=["GET", "POST"])
@requires("registered")
def copy_rule(key: str):
    """Make a rule out of another one."""
    viewer, found, names = current_viewer(), _rule(key), _names()
    check(policies.can_edit_rules(viewer))
    form = _form(found, _("%(name)s (copie)", name=found.name), names)
    if form.is_complete():
        typed = form.read()
        row = typed and form.run(actions_rules.add_rule, form.name.data, typed, author=viewer)
        if row:
            flash(_("La règle est enregistrée."), "success")
            return redirect(address("polls.rule", key=row.uid), 303)
    return _page(form, found, names)


@bp.route("/regles/<uid:key>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_rule(key: str):
    """Edit a rule for polls to come; the shipped ones have no such page."""
    viewer, found, names = current_viewer(), _rule(key), _names()
    check(policies.can_edit_rules(viewer))
    form = _form(found, found.name, names)
    if form.is_complete():
        typed = form.read()
        values = {"author": viewer, "seen_version": form.seen_version}
        if typed and form.run(actions_rules.edit_rule, found.row, form.name.data, typed, **values):
            flash(_("La règle est modifiée pour les scrutins à venir."), "success")
            return redirect(address("polls.rule", key=key), 303)
    return _page(form, found, names)
