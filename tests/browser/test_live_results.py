"""What the script does on a result page: replaces the list, keeps the focus, says the number, follows back and forward."""

from __future__ import annotations

import re

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
    expect(page.get_by_role("heading", level=1)).to_have_text("6 Treffer für Land")
    expect(page).to_have_title(re.compile("^Land: 6 Treffer – "))
    assert page.evaluate(FOCUSED) == "topic=Kommunen"
    assert_same_page(page)


def test_the_number_of_hits_is_announced_politely(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("checkbox", name="Kommunen").check()
    region = page.locator("#announcement")
    expect(region).to_have_text("6 Treffer für Land")
    assert region.get_attribute("role") == "status"


def test_back_and_forward(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Land: 6 Treffer"))
    page.get_by_role("link", name="Älteste").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    page.go_back()
    expect(page.get_by_role("link", name="Relevanz")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.get_by_role("checkbox", name="Kommunen")).not_to_be_checked()
    expect(page).to_have_title(re.compile("^Land: 62 Treffer"))
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
    expect(page.get_by_role("link", name="Filter entfernen: Integration")).to_be_visible()
    expect(page.get_by_role("link", name="Filter entfernen: Kommunen")).to_have_count(0)


def test_a_date_is_applied_by_enter_and_a_wrong_one_is_told_at_its_field(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    stamp(page)
    page.get_by_label("Von").fill("quatsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Das ist kein Datum")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.get_by_label("Von").fill("März 2024")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Filter entfernen: ab 1. März 2024")).to_be_visible()
    expect(page.get_by_label("Von")).to_have_value("01.03.2024")
    assert_same_page(page)


def test_when_a_chip_is_gone_the_heading_has_the_focus(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land&topic=Kommunen")
    page.get_by_role("link", name="Filter entfernen: Kommunen").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("checkbox", name="Kommunen")).not_to_be_checked()


def test_bars_of_the_timeline_open_a_year(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search")
    stamp(page)
    page.locator("#timeline svg a").first.click()
    expect(page.get_by_role("link", name="Filter entfernen: 2019")).to_be_visible()
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


def test_folds_stay_open(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server + "/search")
    page.get_by_text("Ergebnisse eingrenzen").click()
    page.locator("#timeline-table summary").click()
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("6 Meldungen")
    expect(page.get_by_role("checkbox", name="Kommunen")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()


def test_feeds_and_language_follow_the_list(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Land: 6"))
    assert "topic=Kommunen" in (page.locator("link[rel=alternate]").first.get_attribute("href") or "")
    assert "topic=Kommunen" in (page.get_by_role("link", name="English").get_attribute("href") or "")


def test_when_the_server_is_gone_the_browser_says_so(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.route("**/search?*topic=*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.fallback())
    page.get_by_role("checkbox", name="Kommunen").check()
    expect(page).to_have_title(re.compile("^Land: 6 Treffer"))
    expect(page.get_by_role("link", name="Filter entfernen: Kommunen")).to_be_visible()
