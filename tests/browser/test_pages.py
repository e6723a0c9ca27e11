"""Pages in a real browser: nothing from elsewhere, nothing that jumps, on phones and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import PATHS

LAYOUT_SHIFT = """() => new Promise(resolve => {
    let total = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { total += entry.value }))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(total), 300);
})"""

STORED = """async () => ({
    cookie: document.cookie,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookie": "", "local": [], "session": [], "databases": 0, "caches": 0, "workers": 0}


def test_no_request_leaves_the_site_and_nothing_is_refused(page: Page, live_server: str) -> None:
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    for path in PATHS.values():
        page.goto(live_server + path)
    page.get_by_role("combobox").fill("Integr")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("checkbox").first.check()
    page.wait_for_url("**topic=**")
    assert len(requests) > 3 * len(PATHS)
    assert [url for url in requests if not url.startswith((live_server, "data:"))] == []
    assert [message for message in messages if "400" not in message and "404" not in message] == []


def test_the_check_for_foreign_requests_would_see_one(page: Page, live_server: str) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(live_server)
    page.evaluate("() => { const image = new Image(); image.src = 'http://203.0.113.1/x.png'; document.body.append(image) }")
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in message for message in messages)


def test_nothing_is_stored_without_a_click(page: Page, live_server: str) -> None:
    for path in PATHS.values():
        page.goto(live_server + path)
        page.mouse.wheel(0, 500)
        page.keyboard.press("Tab")
        assert page.evaluate(STORED) == NOTHING
    page.goto(live_server + PATHS["results"])
    page.get_by_role("combobox").fill("Integration")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Integration**")
    assert (page.evaluate(STORED), page.context.cookies()) == (NOTHING, [])
    page.get_by_role("button", name="Merken").first.click()
    assert page.evaluate(STORED) == NOTHING | {"local": ["news-search:selection"]}


@pytest.mark.parametrize("path", ["/", PATHS["filtered"], PATHS["release"]])
def test_nothing_jumps_while_a_page_loads(page: Page, live_server: str, path: str) -> None:
    page.goto(live_server + path)
    assert page.evaluate(LAYOUT_SHIFT) < 0.01


def test_filters_are_folded_on_phones_only(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    page.locator("#filters-summary").click()
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    page.locator("#topic-group > summary").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()


def test_a_long_headline_fits_a_phone(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server + PATHS["marked"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    seen = page.locator("main *:visible:not(.visually-hidden, .visually-hidden *)")
    assert seen.evaluate_all("elements => elements.filter(each => each.getBoundingClientRect().right > 390).length") == 0


def test_paper_shows_the_hits_with_their_addresses_and_no_controls(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.emulate_media(media="print")
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.locator("#q")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    address = "element => getComputedStyle(element, '::after').content"
    assert page.locator(".hit h3 a").first.evaluate(address).startswith(f'"{live_server}/releases/')


def test_paper_shows_a_release_with_its_citation(page: Page, live_server: str) -> None:
    page.goto(live_server + PATHS["marked"])
    page.emulate_media(media="print")
    expect(page.locator("p.print-only")).to_be_visible()
    for hidden in (".trail", ".marks", ".mark-links", ".copy", ".search-band", ".cite"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_without_scripts_nothing_is_shown_that_needs_them(plain_page: Page, live_server: str) -> None:
    for path in ("/", PATHS["results"], PATHS["release"]):
        plain_page.goto(live_server + path)
        assert plain_page.locator(".needs-script").count() > 0
        assert plain_page.locator(".needs-script:visible").count() == 0
