"""WCAG 2.2 AA as far as a machine can see it: rules of axe, reflow, spacing, targets, keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
PATHS = {
    "start": "/",
    "results": "/search?q=Land",
    "filtered": "/search?q=Land&topic=Kommunen&from=2019&to=2026&sort=oldest",
    "months": "/search?from=2024&to=2024&page=2&size=3",
    "no hits": "/search?q=Xylofonquartett",
    "partial": "/search?q=Nachwuchsgruppen+Xylofonquartett",
    "errors": "/search?q=a*&from=quatsch&topic=Verkehr",
    "release": "/releases/2019-01-24-nachwuchsgruppen-hochschulen?q=Land",
    "unknown": "/gibt-es-nicht",
    "english": "/search?q=Land&lang=en",
}
SPACING = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
    .filter(element => element.checkVisibility() && getComputedStyle(element).display !== 'inline' && !element.closest('.skip-links'))
    .map(element => [element.textContent.trim() || element.name, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([name]) => name)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_axe_finds_nothing(page: Page, live_server: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server + path)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, live_server: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server + path)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_wider_text_spacing_fits(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server + PATHS["filtered"])
    page.evaluate("css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }", SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", PATHS["filtered"], PATHS["errors"], PATHS["release"]])
def test_targets_are_large_enough(page: Page, live_server: str, path: str) -> None:
    page.goto(live_server + path)
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_first_stops_of_the_keyboard_skip_to_results_and_filters(page: Page, live_server: str) -> None:
    page.goto(live_server + PATHS["results"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#results"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#filters') !== null")


def test_focus_can_be_seen(page: Page, live_server: str) -> None:
    page.goto(live_server + "/")
    page.locator("#q").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_forced_colours_keep_the_current_choice_visible(page: Page, live_server: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(live_server + PATHS["results"])
    width = "element => parseFloat(getComputedStyle(element).borderTopWidth)"
    current, other = page.locator(".sorts [aria-current]").first, page.locator(".sorts a:not([aria-current])").first
    assert current.evaluate(width) > other.evaluate(width)
