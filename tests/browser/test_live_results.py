"""What the script does on a result page: replaces the list, keeps the focus, says the number, follows back and forward."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

FOCUSED = "document.activeElement.name + '=' + document.activeElement.value"


def stamp(page: Page) -> None:
    """Leaves a sign that a new page would not have."""
    page.evaluate("window.stillTheSamePage = true")


def assert_same_page(page: Page) -> None:
    assert page.evaluate("window.stillTheSamePage") is True


def test_a_filter_replaces_the_list_and_keeps_the_focus(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    box = page.get_by_role("checkbox", name="Kommunen")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/search\?q=Land&topic=Kommunen$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Meldungen: Land, Kommunen")
    expect(page.locator("#total")).to_have_text("6 Treffer")
    expect(page).to_have_title(re.compile("^Meldungen: Land, Kommunen – "))
    assert page.evaluate(FOCUSED) == "topic=Kommunen"
    assert_same_page(page)


def test_the_number_of_hits_is_announced_politely(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("checkbox", name="Kommunen").check()
    region = page.locator("#announcement")
    expect(region).to_have_text("6 Treffer, Meldungen: Land, Kommunen")
    assert region.get_attribute("role") == "status"


BUSY_WATCHED = """window.waited = [];
new MutationObserver(changes => window.waited.push(...changes.map(each => each.target.id || each.target.className)))
    .observe(document, {attributes: true, attributeFilter: ["aria-busy"], subtree: true})"""
HITS = "document.querySelector('.hits').getBoundingClientRect().toJSON()"


def test_what_is_loaded_anew_shows_it_and_moves_nothing(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    before = page.evaluate(HITS)
    held: list[Route] = []
    page.route("**/search?*", lambda route: held.append(route))  # a method of a list takes no attributes, which Playwright sets
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    assert page.evaluate(HITS) == before
    held.pop().continue_()
    expect(page.locator("#total")).to_have_text("6 Treffer")
    assert page.locator("[aria-busy]").count() == 0


def test_a_quick_answer_shows_no_waiting(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    body = page.request.get(live_server + "/search?q=Land&topic=Kommunen").text()
    page.route("**/search?*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.evaluate(BUSY_WATCHED)
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page.locator("#total")).to_have_text("6 Treffer")
    page.wait_for_timeout(250)
    assert page.evaluate("window.waited") == []


def test_who_goes_back_to_a_page_that_was_left_waiting_finds_it_as_it_was(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.route("**/search?q=Gemeinde*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.get_by_role("combobox").fill("Gemeinde")
    page.get_by_role("button", name="Suchen", exact=True).click()
    page.wait_for_url("**q=Gemeinde**")
    page.go_back()
    expect(page.locator("#heading")).to_have_text("Meldungen: Land")
    assert page.locator("[aria-busy]").count() == 0


def test_back_and_forward(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Meldungen: Land, Kommunen"))
    page.get_by_role("link", name="Älteste").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    page.go_back()
    expect(page.get_by_role("link", name="Relevanz")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.get_by_role("checkbox", name="Kommunen")).not_to_be_checked()
    expect(page).to_have_title(re.compile("^Meldungen: Land – "))
    page.go_forward()
    expect(page.get_by_role("checkbox", name="Kommunen")).to_be_checked()
    assert_same_page(page)


def test_a_late_answer_is_dropped(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    late: list[Route] = []
    page.route("**/search?*topic=Kommunen", lambda route: late.append(route))
    page.get_by_role("checkbox", name="Kommunen").check()
    page.get_by_role("checkbox", name="Kommunen").uncheck()
    page.get_by_role("group", name="Thema").get_by_role("checkbox", name="Integration").check()
    expect(page).to_have_url(re.compile("topic=Integration"))
    assert late
    for route in late:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile("topic=Integration"))
    expect(page.get_by_role("link", name="Filter entfernen: Thema: Integration")).to_be_visible()
    expect(page.get_by_role("link", name="Filter entfernen: Thema: Kommunen")).to_have_count(0)


def test_a_date_is_applied_by_enter_and_a_wrong_one_is_told_at_its_field(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    page.get_by_label("Zeitraum in Worten").fill("quatsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Das ist kein Zeitraum")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.get_by_label("Zeitraum in Worten").fill("März 2024")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Filter entfernen: Zeitraum: März 2024")).to_be_visible()
    expect(page.get_by_label("Zeitraum in Worten")).to_have_value("März 2024")
    expect(page).to_have_url(re.compile(r"\?q=Land&from=2024-03-01&to=2024-03-31$"))
    assert_same_page(page)


def test_when_a_chip_is_gone_the_heading_has_the_focus(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land&topic=Kommunen")
    page.get_by_role("link", name="Filter entfernen: Thema: Kommunen").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("checkbox", name="Kommunen")).not_to_be_checked()


def test_bars_of_the_timeline_open_a_year(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search")
    stamp(page)
    page.locator("#timeline svg a").first.click()
    expect(page.get_by_role("link", name="Filter entfernen: Zeitraum: 2019")).to_be_visible()
    assert_same_page(page)


def test_searching_within_a_facet_narrows_its_list_while_typing(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search")
    page.get_by_label("Themen suchen").press_sequentially("verk")
    topics = page.get_by_role("group", name="Thema").get_by_role("checkbox")
    expect(topics).to_have_count(2)
    assert page.url == live_server + "/search"
    expect(page.get_by_label("Themen suchen")).to_be_focused()
    topics.first.check()
    expect(page).to_have_url(re.compile(r"/search\?topic=Verkehr$"))
    expect(page.get_by_label("Themen suchen")).to_have_value("verk")


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_the_sheet_stays_while_filters_are_chosen_and_closes_after_use(phone: Page, live_server: str) -> None:
    phone.goto(live_server + "/search?q=Land")
    stamp(phone)
    expect(phone.get_by_role("checkbox", name="Kommunen")).not_to_be_visible()
    phone.locator("#filters-summary").click()
    phone.locator("#topic-group > summary").click()
    phone.get_by_role("checkbox", name="Kommunen").check()
    apply = phone.get_by_role("button", name="6 Treffer anzeigen")
    expect(apply).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("checkbox", name="Kommunen")).to_be_visible()
    apply.click()
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    expect(phone.get_by_role("checkbox", name="Kommunen")).not_to_be_visible()
    expect(phone.locator(".hits > li").first).to_be_in_viewport()
    assert_same_page(phone)


def test_escape_leaves_the_sheet_and_nothing_behind_it_is_reached(phone: Page, live_server: str) -> None:
    phone.goto(live_server + "/search?q=Land")
    phone.locator("#filters-summary").click()
    expect(phone.locator("#results")).to_have_attribute("inert", "")
    for _ in range(12):
        phone.keyboard.press("Tab")
        assert phone.evaluate("document.activeElement === document.body || document.activeElement.closest('#filters') !== null")
    phone.keyboard.press("Escape")
    expect(phone.locator("#sheet")).not_to_be_visible()
    expect(phone.locator("#filters-summary")).to_be_focused()
    expect(phone.locator("#results")).not_to_have_attribute("inert", "")


def test_presets_and_years_set_the_period(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    page.locator("#period-years > summary").click()
    page.locator("#year-2024").click()
    expect(page.get_by_label("Zeitraum in Worten")).to_have_value("2024")
    expect(page.locator("#timeline")).to_contain_text("Meldungen je Monat")
    assert_same_page(page)


def test_feeds_and_language_follow_the_list(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Meldungen: Land, Kommunen"))
    assert "topic=Kommunen" in (page.locator("link[rel=alternate]").first.get_attribute("href") or "")
    assert "topic=Kommunen" in (page.get_by_role("link", name="English").get_attribute("href") or "")


def test_when_the_server_is_gone_the_browser_says_so(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.route("**/search?*topic=*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.fallback())
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Meldungen: Land, Kommunen"))
    expect(page.get_by_role("link", name="Filter entfernen: Thema: Kommunen")).to_be_visible()
