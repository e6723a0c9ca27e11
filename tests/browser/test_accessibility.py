"""WCAG 2.2 AA as far as a machine can see it: rules of axe on every state, reflow, spacing, targets, keyboard, structure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.web.app import create_app
from tests.archives import release
from tests.browser.conftest import served
from tests.conftest import SampleIndex

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
RELEASE = "/releases/2023-10-05-intmk-koehlerstadt"
PATHS = {
    "start": "/",
    "results": "/search?q=Land",
    "filtered": "/search?q=Land&topic=Kommunen&from=2019&to=2026&sort=oldest",
    "many facets": "/search?" + "&".join(f"topic={name}" for name in ("Kommunen", "Verkehr", "Schule", "Europa", "Wohnen")),
    "facet searched": "/search?topic_query=ver&ministry_query=xyz",
    "months": "/search?from=2024&to=2024&page=2&size=3",
    "past the end": "/search?page=99",
    "no hits": "/search?q=Xylofonquartett&topic=Verkehr",
    "partial": "/search?q=Nachwuchsgruppen+Xylofonquartett",
    "unclosed": "/search?q=Land+%22erste+Woche",
    "mistyped": "/search?q=Haushlat&topic=Verkehr",
    "errors": "/search?q=a*&from=quatsch&topic=Verkehr",
    "release": "/releases/2019-01-24-nachwuchsgruppen-hochschulen?q=Land&page=1",
    "marked": f"{RELEASE}?q=Integration+Minister&page=1#mark-2",
    "version": f"{RELEASE}?version=1",
    "advanced": "/advanced",
    "advanced filled": "/advanced?q=Land+-Ferien&topic=Kommunen&topic=Verkehr&from=2019",
    "subscribe": "/subscribe?q=Land&topic=Kommunen",
    "selection": "/selection",
    "selected": "/selection?id=2019-01-24-nachwuchsgruppen-hochschulen&id=2023-10-05-intmk-koehlerstadt",
    "glossary": "/glossary",
    "unknown": "/gibt-es-nicht",
    "api": "/api/",
    "english": "/search?q=Land&lang=en",
}
SPACING = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
ADD_STYLE = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"
LENGTHEN = """word => document.querySelectorAll('main :is(h1, h2, h3, p, a, li, dt, dd, label, legend, span, code, pre, time)')
    .forEach(element => {
        const ours = element.childElementCount || element.closest('table, .count, .badge, .visually-hidden');
        if (!ours) element.append(' ' + word);
    })"""
OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
WIDTH = "document.documentElement.scrollWidth"
COVERED = """() => {
    const focused = document.activeElement;
    if (focused === document.body || getComputedStyle(focused).opacity === '0') return '';
    const box = focused.getClientRects()[0];
    const seen = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return seen && (focused.contains(seen) || seen.contains(focused)) ? '' : focused.outerHTML;
}"""
"""What has the focus and lies outside the window or under something else."""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
    .filter(element => element.checkVisibility() && getComputedStyle(element).display !== 'inline')
    .filter(element => !element.closest('.skip-links, svg[aria-hidden]'))
    .map(element => [element.textContent.trim() || element.name, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([name]) => name)"""


def assert_no_violations(page: Page) -> None:
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert result.violations_count == 0, result.generate_report()


def at_every_width_and_scheme(page: Page) -> None:
    """Light and dark, at 1280, 390 and 320 pixels, where nothing may scroll sideways."""
    at_each(page, product(("light", "dark"), (1280, 390, 320)))


def at_each(page: Page, states: Iterable[tuple[str, int]]) -> None:
    for scheme, width in states:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
        page.set_viewport_size({"width": width, "height": 640})
        assert_no_violations(page)
        assert page.evaluate(WIDTH) <= width


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, live_server: str, path: str) -> None:
    page.goto(live_server + path)
    at_every_width_and_scheme(page)
    page.evaluate(OPEN_FOLDS)  # in narrow windows the filters' sheet lies over the page then
    at_each(page, (("light", 1280), ("dark", 390)))


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_at_four_times_the_size_nothing_scrolls_sideways_and_nothing_is_covered(page: Page, live_server: str, path: str) -> None:
    """1280 × 1024 pixels at 400 % are 320 × 256 (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(live_server + path)
    assert page.evaluate(WIDTH) <= 320
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""


def test_the_sheet_of_filters_can_be_used_at_four_times_the_size(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(live_server + PATHS["filtered"])
    page.locator("#filters-summary").click()
    page.locator("#topic-group > summary").click()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""
    assert page.evaluate(WIDTH) <= 320


def test_axe_finds_nothing_where_something_is_gone_or_changed(page: Page, sample_index: SampleIndex, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "releases.db")
    store.put([release("changed", "Es waren 54 Brücken."), release("gone", "Geheim")])
    store.put([release("changed", "Es sind 52 Brücken.")])
    store.put([release("changed", "Es sind 51 Brücken.")])
    store.withdraw("gone")
    with served(create_app(Settings(), sample_index.searcher, store.archive())) as address:
        for path in ("/releases/gone", "/releases/changed", "/releases/changed?version=2", "/releases/changed?version=3&compare=1"):
            page.goto(address + path)
            at_every_width_and_scheme(page)
    store.close()


def test_axe_finds_nothing_without_an_index(page: Page, sample_index: SampleIndex, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with served(create_app(settings, open_searcher(settings), sample_index.archive)) as address:
        page.goto(address + "/search")
        at_every_width_and_scheme(page)


def test_axe_finds_nothing_with_suggestions_open(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("combobox").fill("Integr")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    at_every_width_and_scheme(page)


def test_axe_finds_nothing_after_the_list_was_replaced(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page.get_by_role("link", name="Filter entfernen: Thema: Kommunen")).to_be_visible()
    expect(page.locator("#announcement")).to_contain_text("Treffer, Meldungen: Land")
    assert_no_violations(page)


def test_axe_would_find_something(page: Page, live_server: str) -> None:
    page.goto(live_server)
    page.evaluate("document.querySelector('label[for=q]').remove()")
    with pytest.raises(AssertionError, match="label"):
        assert_no_violations(page)


@pytest.mark.parametrize("path", ["/", PATHS["filtered"], PATHS["release"], PATHS["glossary"], PATHS["version"]])
def test_words_of_any_length_fit(page: Page, live_server: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server + path)
    page.evaluate(OPEN_FOLDS)
    page.evaluate(LENGTHEN, "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung")
    assert page.evaluate(WIDTH) <= 320


def test_wider_text_spacing_fits(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (PATHS["filtered"], PATHS["marked"], PATHS["start"]):
        page.goto(live_server + path)
        page.evaluate(ADD_STYLE, SPACING)
        assert page.evaluate(WIDTH) <= 320


@pytest.mark.parametrize("path", ["/", PATHS["filtered"], PATHS["errors"], PATHS["marked"], PATHS["glossary"], PATHS["version"]])
def test_targets_are_large_enough(page: Page, live_server: str, path: str) -> None:
    page.goto(live_server + path)
    page.evaluate(OPEN_FOLDS)
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


def test_landmarks_and_headings_tell_the_page(page: Page, live_server: str) -> None:
    page.goto(live_server + PATHS["results"])
    for landmark in ("banner", "search", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1  # type: ignore[arg-type]  # a literal
    expect(page.get_by_role("navigation", name="Seiten")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.get_by_role("heading", level=2).all_text_contents()[:2] == ["Filter", "Ergebnisse"]
    assert page.locator("ol.hits").get_by_role("heading", level=3).count() == 10


def test_a_filter_is_named_with_its_count_and_its_group(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search")
    expect(page.get_by_role("group", name="Thema").get_by_role("checkbox", name="Landesregierung 8 Meldungen")).to_be_visible()


def test_focus_can_be_seen_on_every_stop(page: Page, live_server: str) -> None:
    for path in ("/", PATHS["filtered"], PATHS["release"]):
        page.goto(live_server + path)
        for _ in range(25):
            page.keyboard.press("Tab")
            assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
            assert page.evaluate("document.activeElement.matches('body') || document.activeElement.checkVisibility()")


def test_forced_colours_keep_the_current_choice_visible(page: Page, live_server: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(live_server + PATHS["results"])
    width = "element => parseFloat(getComputedStyle(element).borderTopWidth)"
    current, other = page.locator(".sorts [aria-current]").first, page.locator(".sorts a:not([aria-current])").first
    assert current.evaluate(width) > other.evaluate(width)
    page.goto(live_server + "/search?q=Land&from=2024")
    fill = "element => getComputedStyle(element).fill"
    chosen, rest = page.locator(".timeline__bar--selected").first, page.locator(".timeline__bar:not(.timeline__bar--selected)").first
    assert chosen.evaluate(fill) != rest.evaluate(fill)


def test_nothing_moves_for_those_who_want_no_motion(page: Page, live_server: str) -> None:
    duration = "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration)))"
    page.goto(live_server + PATHS["filtered"])
    assert page.evaluate(duration) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(duration) == 0
