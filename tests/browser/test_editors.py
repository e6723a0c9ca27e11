"""What those do who work with many releases: pick some and take them along, and go through hits by keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import assert_no_violations, at_every_width_and_scheme

STORED = "Object.keys(localStorage)"
KEY = "news-search:selection"


def test_pick_releases_and_take_them_along(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    expect(page.locator("#selection-link")).to_be_hidden()
    assert page.evaluate(STORED) == []
    buttons = page.locator(".select")
    title = page.locator(".hits h3").first.inner_text()
    expect(page.get_by_role("button", name=f"Merken {title}", exact=True)).to_have_count(1)
    buttons.nth(0).click()
    expect(page.get_by_role("button", name=f"Gemerkt {title}", exact=True)).to_have_count(1)
    buttons.nth(2).click()
    expect(buttons.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announcement")).to_have_text("Merkliste (2)")
    at_every_width_and_scheme(page)
    titles = page.locator(".hits h3")
    expected = [titles.nth(0).inner_text(), titles.nth(2).inner_text()]
    page.get_by_role("link", name="Merkliste (2)").click()
    assert page.locator(".selection__title").all_inner_texts() == expected
    at_every_width_and_scheme(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "merkliste.csv"
    page.get_by_role("button", name="Merkliste leeren").click()
    expect(page.get_by_text("Die Merkliste ist leer.")).to_be_visible()
    assert page.evaluate(STORED) == []


def test_what_was_picked_is_seen_on_every_page(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_role("button", name="Merken").first.click()
    page.get_by_role("article").first.get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Gemerkt")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.get_by_role("link", name="Älteste").click()
    page.get_by_role("link", name="Relevanz").click()
    expect(page.get_by_role("link", name="Relevanz")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Gemerkt").first).to_have_attribute("aria-pressed", "true")


def test_without_scripts_nothing_of_it_is_shown(plain_page: Page, live_server: str) -> None:
    plain_page.goto(live_server + "/search?q=Land")
    expect(plain_page.get_by_role("button", name="Merken").first).to_be_hidden()
    expect(plain_page.locator("#selection-link")).to_be_hidden()


def test_go_through_hits_by_keys(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    links = page.locator(".hits h3 a")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator(".select").nth(1)).to_have_attribute("aria-pressed", "true")
    title = links.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()  # the heading stands before the script does
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/search"))


def test_the_keys_are_told_and_can_be_switched_off(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    assert_no_violations(page)
    page.get_by_role("checkbox", name="Diese Tasten verwenden").uncheck()
    page.get_by_role("button", name="Schließen").click()
    for key in "jkum?/":
        page.keyboard.press(key)
    expect(page.locator(".hits h3 a:focus")).to_have_count(0)
    expect(page.get_by_label("Suchbegriffe")).not_to_be_focused()
    expect(page.get_by_role("dialog", name="Tasten")).to_be_hidden()
    expect(page.locator(".select[aria-pressed=true]")).to_have_count(0)
    page.get_by_role("article").first.get_by_role("link").first.click()
    address = page.url
    for key in "jkum":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url == address
    page.get_by_role("button", name="Tasten").click()
    page.get_by_role("checkbox", name="Diese Tasten verwenden").check()
    page.get_by_role("button", name="Schließen").click()
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/search"))


def test_letters_that_are_typed_are_no_keys(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Land")
    page.get_by_label("Suchbegriffe").fill("")
    page.keyboard.type("jukm?")
    expect(page.get_by_label("Suchbegriffe")).to_have_value("jukm?")
