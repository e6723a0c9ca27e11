"""Pages in a real browser: without scripts, without foreign requests, on phones and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    yield context.new_page()
    context.close()


def test_a_search_from_the_start_page(plain_page: Page, live_server: str) -> None:
    plain_page.goto(live_server)
    plain_page.get_by_label("Suchbegriffe").fill("Nachwuchsgruppen")
    plain_page.keyboard.press("Enter")
    expect(plain_page).to_have_title(re.compile("Treffer für Nachwuchsgruppen – "))
    plain_page.get_by_role("link", name="Neun neue Nachwuchsgruppen").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Neun neue Nachwuchsgruppen an den Hochschulen des Landes")


def test_filters_are_applied_and_removed(plain_page: Page, live_server: str) -> None:
    plain_page.goto(live_server + "/search?q=Land&sort=oldest")
    plain_page.get_by_role("checkbox", name="Kommunen").check()
    plain_page.get_by_label("Von").fill("2019")
    plain_page.get_by_role("button", name="Filter anwenden").click()
    assert "topic=Kommunen" in plain_page.url
    assert "sort=oldest" in plain_page.url
    expect(plain_page.get_by_label("Von")).to_have_value("01.01.2019")
    plain_page.get_by_role("link", name="Filter entfernen: Kommunen").click()
    expect(plain_page.get_by_role("checkbox", name="Kommunen")).not_to_be_checked()


def test_a_mistyped_date_can_be_corrected(plain_page: Page, live_server: str) -> None:
    plain_page.goto(live_server + "/search?q=Land")
    plain_page.get_by_label("Bis").fill("31.02.2024")
    plain_page.get_by_role("button", name="Filter anwenden").click()
    plain_page.get_by_role("alert").get_by_role("link").click()
    plain_page.get_by_label("Bis").fill("März 2024")
    plain_page.get_by_role("button", name="Filter anwenden").click()
    expect(plain_page.get_by_label("Bis")).to_have_value("31.03.2024")


@pytest.mark.parametrize("path", ["/", "/search?q=Land", "/releases/2019-01-24-nachwuchsgruppen-hochschulen"])
def test_no_request_leaves_the_site_and_nothing_is_refused(page: Page, live_server: str, path: str) -> None:
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(live_server + path)
    assert requests
    assert [url for url in requests if not url.startswith((live_server, "data:"))] == []
    assert [message for message in messages if "favicon" not in message and "404" not in message] == []


def test_filters_are_folded_on_phones_only(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    page.get_by_text("Ergebnisse eingrenzen").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()


def test_paper_shows_the_hits_and_no_controls(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.emulate_media(media="print")
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.locator("#q")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
