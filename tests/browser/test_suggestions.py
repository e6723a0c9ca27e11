"""The search field suggests: by keyboard, for screen readers, and never in the way of one's own text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def field(page: Page, live_server: str) -> Page:
    """The start page with suggestions for "Integr" open."""
    page.goto(live_server)
    page.get_by_role("combobox").press_sequentially("Integr")
    expect(page.get_by_role("option").first).to_be_visible()
    return page


def test_it_is_a_combobox_with_a_list_in_groups(field: Page) -> None:
    box = field.get_by_role("combobox", name="Suchbegriffe")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(box).to_have_attribute("aria-controls", field.get_by_role("listbox").get_attribute("id") or "")
    for group in ("Wörter", "Themen", "Ministerien", "Meldungen"):
        assert field.get_by_role("listbox", name="Vorschläge").get_by_role("group", name=group).get_by_role("option").count() > 0
    expect(field.locator("#announcement")).to_have_text(re.compile("^[0-9]+ Vorschläge, mit den Pfeiltasten wählen$"))


def test_arrows_go_through_all_and_back_to_the_own_text(field: Page) -> None:
    box, options = field.get_by_role("combobox"), field.get_by_role("option")
    field.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    field.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.keyboard.press("ArrowDown")
    assert field.locator("[aria-selected=true]").count() == 0
    expect(box).to_have_value("Integr")
    expect(box).to_be_focused()


def test_enter_keeps_the_own_text(field: Page) -> None:
    field.keyboard.press("Enter")
    expect(field).to_have_url(re.compile(r"/search\?q=Integr$"))


def test_enter_takes_the_chosen_word(field: Page) -> None:
    field.keyboard.press("ArrowDown")
    word = field.get_by_role("option").first.locator("span").first.inner_text()
    field.keyboard.press("Enter")
    expect(field).to_have_url(re.compile(rf"/search\?q={word}$"))


def test_escape_closes_and_keeps_the_text(field: Page) -> None:
    field.keyboard.press("ArrowDown")
    field.keyboard.press("Escape")
    expect(field.get_by_role("listbox")).to_be_hidden()
    expect(field.get_by_role("combobox")).to_have_value("Integr")
    expect(field.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    field.keyboard.press("Enter")
    expect(field).to_have_url(re.compile(r"/search\?q=Integr$"))


def test_only_the_last_word_is_completed(page: Page, live_server: str) -> None:
    page.goto(live_server)
    page.get_by_role("combobox").press_sequentially("Schule -Integrationsk")
    first = page.get_by_role("group", name="Wörter").get_by_role("option").first
    expect(first).to_have_text(re.compile("Integrationskurse"))  # not yet the list for what was typed before
    first.click()
    expect(page).to_have_url(re.compile(r"/search\?q=Schule\+-Integrationskurse$"))


def test_a_topic_becomes_a_filter(page: Page, live_server: str) -> None:
    page.goto(live_server)
    page.get_by_role("combobox").press_sequentially("Verkehrss")
    page.get_by_role("group", name="Themen").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/search\?topic=Verkehrssicherheit$"))


def test_a_title_leads_to_its_release(field: Page) -> None:
    title = field.get_by_role("group", name="Meldungen").get_by_role("option").first
    text = title.inner_text().strip()
    title.click()
    expect(field.get_by_role("heading", level=1)).to_have_text(text)


def test_leaving_the_field_closes_the_list(field: Page) -> None:
    field.keyboard.press("Tab")
    expect(field.get_by_role("listbox")).to_be_hidden()


def test_without_an_answer_the_field_is_what_it_was(page: Page, live_server: str) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.abort())
    page.goto(live_server)
    page.get_by_role("combobox").press_sequentially("Integr")
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=Integr$"))


def test_the_slash_leads_to_the_field_and_can_be_switched_off(page: Page, live_server: str) -> None:
    page.goto(live_server)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.get_by_role("combobox")).to_have_value("a/b")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")  # suggestions would lie over the tips
    page.get_by_text("Suchtipps").click()
    page.get_by_role("checkbox", name="Die Taste / führt ins Suchfeld").uncheck()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).not_to_be_focused()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).not_to_be_focused()
