"""Somebody in a browser: reads pages, follows links that are visible, fills forms, is checked."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe

AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "RGAAv4",
            "best-practice",
        ],
    }
}


class Person:
    """One person's browser; every kind of page met is passed through axe once."""

    def __init__(self, browser: Any, address: str, checked: dict[str, str]):
        self.context = browser.new_context(locale="fr-FR", viewport={"width": 1100, "height": 900})
        self.page = self.context.new_page()
        self.address = address
        self.checked = checked

    def open(self, path: str) -> Person:
        """Open an address: the home page, or a link received by mail."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.look()

    def look(self) -> Person:
        """Check the page that came: no error, no accessibility fault, no sideways scroll."""
        title = self.page.title()
        assert "Erreur" not in self.page.locator("main").inner_text()[:40], self.text()
        kind = re.sub(r"[0-9a-f]{32}|[A-Z]{1,3}-\d{4}-\d+|[\w.-]{60,}", "*", self.page.url)
        if kind not in self.checked:
            self.checked[kind] = title
            report = Axe().run(self.page, options=AXE_OPTIONS).response
            faults = [
                (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
                for v in report["violations"]
            ]
            assert not faults, (self.page.url, faults)
        return self

    def follow(self, name: str, *, within: str = "body", exact: bool = False) -> Person:
        """Follow a visible link by its words."""
        link = self.page.locator(within).get_by_role("link", name=name, exact=exact)
        visible = [one for one in link.all() if one.is_visible()]
        assert visible, (name, self.page.url, self.text()[:1500])
        visible[0].click()
        return self.look()

    def menu(self, name: str) -> Person:
        """Follow a link of the main menu."""
        return self.follow(name, within="header", exact=True)

    def fill(self, **fields: Any) -> Person:
        """Fill fields by name: text, choice of a list, radio value, or a tick."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            kind = field.first.get_attribute("type") or field.first.evaluate("e => e.tagName")
            if kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            elif kind == "checkbox":
                field.first.set_checked(bool(value))
            elif kind == "SELECT":
                self._select(field.first, value)
            else:
                field.first.fill(value)
        return self

    def _select(self, field: Any, value: str) -> None:
        for option in field.locator("option").all():
            if value in (option.get_attribute("value"), option.inner_text().strip()):
                field.select_option(value=option.get_attribute("value"))
                return
        raise AssertionError((value, field.inner_text()))

    def press(self, name: str) -> Person:
        """Press a visible button by its words."""
        button = self.page.locator("main").get_by_role("button", name=name, exact=False)
        visible = [one for one in button.all() if one.is_visible()]
        assert visible, (name, self.page.url, self.text()[:1500])
        visible[0].click()
        return self.look()

    def sees(self, *words: str) -> Person:
        """Check that the page says these words."""
        for word in words:
            assert word in self.text(), (word, self.page.url, self.text()[:2000])
        return self

    def text(self) -> str:
        """Return what the page says."""
        return self.page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")

    def sign_in(self, email: str, password: str) -> Person:
        """Sign in by the form."""
        self.open("/").follow("Se connecter", within="header")
        return self.fill(email=email, password=password).press("Se connecter")
