"""What is written is true: settings, commands, permissions, links, the two commands of README."""

from __future__ import annotations

import re

import click
import pytest

from council.cli import _load_features, cli
from council.config import SETTINGS
from council.permissions import permissions_page
from tests.databases import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def setting_row(setting):
    default = f"`{setting.default}`" if setting.default else "(empty)"
    return f"| `{setting.key}` | {default} | {setting.doc} |"


def undocumented_settings(settings, page):
    return [setting_row(s) for s in settings if setting_row(s) not in page.splitlines()]


def test_every_setting_is_documented_with_its_default():
    page = read("docs/configuration.md")
    assert "\n".join(undocumented_settings(SETTINGS, page)) == ""
    documented = re.findall(r"^\| `([A-Z_]+)`", page, re.M)
    assert sorted(documented) == sorted(setting.key for setting in SETTINGS)


def test_an_undocumented_setting_is_found():
    page = read("docs/configuration.md").replace("`COUNCIL_CONTACT`", "`COUNCIL_OTHER`")
    assert len(undocumented_settings(SETTINGS, page)) == 1


def commands(group, *before):
    """Yield each command's words and its options."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            options = [p.opts[0] for p in command.params if isinstance(p, click.Option)]
            yield " ".join(("council", *before, name)), options


def undocumented_commands(page):
    _load_features()
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `council")}
    for words, options in commands(cli):
        row = next((r for start, r in rows.items() if f"{start} ".startswith(f"{words} ")), "")
        if not row:
            yield words
        for option in options:
            if f"`{option}`" not in row:
                yield f"{words} {option}"


def test_every_command_and_option_is_documented():
    assert "\n".join(undocumented_commands(read("docs/commands.md"))) == ""


def test_an_undocumented_option_is_found():
    page = read("docs/commands.md").replace("`--once`", "once")
    assert list(undocumented_commands(page)) == ["council worker --once"]


def test_permissions_page_is_what_the_program_prints(app):
    with app.app_context():
        printed = permissions_page(app)
    missing = "\n".join(set(printed.splitlines()) ^ set(read("docs/permissions.md").splitlines()))
    assert missing == "", "council permissions > docs/permissions.md"
    assert printed == read("docs/permissions.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name
    assert {"run", "test"} <= targets


def test_the_order_of_the_features_is_the_documented_one():
    from tests.house import ORDER

    text = " ".join(read("docs/architecture.md").split())
    assert ", ".join(ORDER) in text
