"""Every component and the pages without data, by axe: light and dark, narrow and wide."""

from __future__ import annotations

import pytest

from tests.pages.test_static import PATHS

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]
ADDRESSES = [*PATHS, "/", "/rien-de-tel"]


def violations(page) -> list[str]:
    """Return what axe finds on a page, one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing(serve, browser, scheme, width):
    address = serve(worker=False).address
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    faults = {}
    for path in ADDRESSES:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        faults[path] = violations(page) + (["wider than the screen"] if wide else [])
    context.close()
    assert not {path: found for path, found in faults.items() if found}


@pytest.mark.slow
def test_without_script_the_menu_opens_and_the_keyboard_reaches_the_content(serve, browser):
    address = serve(worker=False).address
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/aide")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(address + "/aide#content")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Sujets").click()
    assert page.url == address + "/sujets"
    context.close()
