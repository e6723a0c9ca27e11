"""What people come for, done by keyboard alone: with scripts, without, and in a phone's window."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree
from playwright.sync_api import Browser, Locator, Page, expect

STOPS = 120
"""Tab stops after which a target counts as out of reach."""
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(params=["with scripts", "without scripts", "on a phone"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page for somebody without a mouse."""
    context = browser.new_context(
        java_script_enabled=request.param != "without scripts",
        locale="de-DE",
        permissions=["clipboard-read", "clipboard-write"],
        viewport={"width": 390, "height": 844} if request.param == "on a phone" else None,
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def tab_to(page: Page, target: Locator) -> None:
    expect(target).to_be_visible()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} cannot be reached by the Tab key")


def follow(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def search_for(page: Page, words: str) -> None:
    tab_to(page, page.get_by_label("Suchbegriffe"))
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def open_filters(page: Page, group: str) -> None:
    """In a narrow window filters are a sheet of closed groups; elsewhere they are open."""
    if page.locator("#filters-summary").is_visible():
        follow(page, page.locator("#filters-summary"))
        if group:
            follow(page, page.locator(f"#{group}-group > summary"))


def test_find_the_exact_earlier_release_of_a_series(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, 'titel:"Bilanz der Tempo-Kontrollwoche"')
    expect(reader.locator("#total")).to_have_text("4 Treffer")
    follow(reader, reader.get_by_role("link", name="Älteste"))
    expect(reader.get_by_role("link", name="Älteste")).to_have_attribute("aria-current", "true")
    follow(reader, reader.get_by_role("article").first.get_by_role("link"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bilanz der Tempo-Kontrollwoche 2021")
    follow(reader, reader.get_by_role("link", name="Nächster Treffer"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bilanz der Tempo-Kontrollwoche 2022")
    follow(reader, reader.get_by_role("link", name="Zurück zu den Treffern"))
    expect(reader).to_have_url(re.compile(r"sort=oldest#hit-2022-"))


def test_narrow_to_a_ministry_and_a_month(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, "Land")
    open_filters(reader, "ministry")
    tab_to(reader, reader.get_by_role("checkbox", name="Staatsministerium"))
    reader.keyboard.press("Space")
    chip = reader.get_by_role("link", name="Filter entfernen: Ministerium: Staatsministerium")
    apply = reader.get_by_role("button", name=re.compile("^(Filter anwenden|[0-9]+ Treffer anzeigen)$"))
    if apply.is_visible():  # without scripts, and in the sheet of a phone
        follow(reader, apply)
    expect(chip).to_be_visible()
    if reader.locator("#timeline-fold > summary").is_visible() and not reader.locator("#timeline-fold").evaluate("fold => fold.open"):
        follow(reader, reader.locator("#timeline-fold > summary"))
    for period in ("2021", "Mai 2021"):
        link = reader.get_by_role("table").get_by_role("link", name=period, exact=True)
        if not link.is_visible():
            follow(reader, reader.locator("#timeline-table summary"))
        follow(reader, link)
        expect(reader.get_by_role("link", name=f"Filter entfernen: Zeitraum: {period}", exact=True)).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: Land, Staatsministerium, Mai 2021")
    expect(reader.locator("#total")).to_have_text("1 Treffer")
    expect(reader.locator("#period")).to_have_value("Mai 2021")


def test_narrow_on_a_phone(reader: Page, live_server: str) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(live_server + "/search?q=Land")
    assert reader.locator(".hits > li").first.evaluate("hit => hit.getBoundingClientRect().top") <= 300
    reader.locator("#filters-summary").click()
    reader.locator("#topic-group > summary").click()
    reader.get_by_role("checkbox", name="Kommunen").check()
    reader.get_by_role("button", name=re.compile("6 Treffer anzeigen|Filter anwenden")).click()
    expect(reader).to_have_url(re.compile(r"/search\?q=Land&topic=Kommunen$"))
    expect(reader.locator("#sheet")).not_to_be_visible()
    expect(reader.locator(".hits > li").first).to_be_in_viewport()
    assert reader.locator(".hits > li").first.evaluate("hit => hit.getBoundingClientRect().top") <= 300


def test_write_a_period_on_a_phone(reader: Page, live_server: str) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(live_server + "/search?q=Land")
    reader.locator("#filters-summary").click()
    reader.get_by_label("Zeitraum in Worten").fill("2021 bis 2022")
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile(r"\?q=Land&from=2021-01-01&to=2022-12-31$"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: Land, 2021–2022")
    expect(reader.locator("#sheet")).not_to_be_visible()


@pytest.mark.parametrize("q", ["Nachwuchsgruppen+Xylophone", "Land&topic=Kommunen&from=2019", "Haushlat"])
def test_content_comes_first_on_a_phone(page: Page, live_server: str, q: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server}/search?q={q}")
    assert page.locator(".hits > li").first.evaluate("hit => hit.getBoundingClientRect().top") <= 300


def test_ask_for_a_phrase_in_a_year_without_knowing_the_query_language(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    follow(reader, reader.get_by_role("link", name="Erweiterte Suche").first)
    tab_to(reader, reader.get_by_label("Im Titel"))
    reader.keyboard.type("Bilanz")
    tab_to(reader, reader.get_by_label("Von"))
    reader.keyboard.type("2021")
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile(r"/search\?q=titel:Bilanz&from=2021-01-01$"))
    expect(reader.get_by_role("article").first).to_contain_text("Bilanz")


def test_mistype_and_recover(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, "Haushlat")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: Haushalt")
    follow(reader, reader.get_by_role("link", name="Trotzdem suchen"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Keine Treffer: Haushlat")
    follow(reader, reader.get_by_role("link", name="Haushalt", exact=True))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: Haushalt")


def test_mistype_a_date_and_recover(reader: Page, live_server: str) -> None:
    reader.goto(live_server + "/search?q=Land")
    open_filters(reader, "")
    tab_to(reader, reader.get_by_label("Zeitraum in Worten"))
    reader.keyboard.type("31.02.2024")
    reader.keyboard.press("Enter")
    follow(reader, reader.get_by_role("alert").get_by_role("link"))
    if not reader.locator("#period").is_visible():
        open_filters(reader, "")
        tab_to(reader, reader.locator("#period"))
    reader.keyboard.press("ControlOrMeta+A")
    reader.keyboard.type("März 2024")
    reader.keyboard.press("Enter")
    expect(reader.locator("#period")).to_have_value("März 2024")


def test_ask_as_people_ask_and_read_the_first_answer(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, "wo finde ich Nachwuchsgruppen")
    expect(reader.locator(".understood")).to_contain_text("Nachwuchsgruppen")
    follow(reader, reader.get_by_role("article").first.get_by_role("link"))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Nachwuchsgruppen")
    expect(reader.locator("mark").first).to_be_visible()


def test_leave_a_search_without_hits_by_what_is_offered(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, '"Land Polizei Kinder"')
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Keine")
    follow(reader, reader.locator(".ways-out a").first)
    expect(reader.locator("#total")).to_be_visible()
    expect(reader.get_by_role("article").first).to_be_visible()


def test_learn_the_query_language_from_the_tips(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    follow(reader, reader.locator("#tips > summary"))
    tip = reader.locator(".tips__list li").nth(1)
    number = tip.locator(".count").inner_text()
    follow(reader, tip.get_by_role("link"))
    expect(reader.locator("#total")).to_have_text(number)


def test_look_an_abbreviation_up_and_read_where_it_is_explained(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    follow(reader, reader.get_by_role("link", name="Abkürzungen"))
    follow(reader, reader.get_by_role("link", name="IntMK", exact=True))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: IntMK")
    follow(reader, reader.get_by_role("article").first.get_by_role("link"))
    expect(reader.locator("mark").first).to_be_visible()


def test_widen_a_search_by_another_topic_in_the_form_for_each_wish(reader: Page, live_server: str) -> None:
    reader.goto(live_server + "/search?q=Land&topic=Verkehr")
    follow(reader, reader.get_by_role("main").or_(reader.locator(".search-band")).get_by_role("link", name="Erweiterte Suche"))
    expect(reader.get_by_label("Alle diese Wörter")).to_have_value("Land")
    expect(reader.get_by_role("checkbox", name="Verkehr", exact=True)).to_be_checked()
    tab_to(reader, reader.get_by_role("checkbox", name="Kommunen", exact=True))
    reader.keyboard.press("Space")
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile(r"/search\?q=Land&topic=Kommunen&topic=Verkehr$"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meldungen: Land, Kommunen, Verkehr")


def test_read_on_by_date(reader: Page, live_server: str) -> None:
    reader.goto(live_server + "/releases/2019-01-24-nachwuchsgruppen-hochschulen")
    title = reader.get_by_role("heading", level=1).inner_text()
    following = reader.get_by_role("navigation", name="Nach Datum").get_by_role("link").last
    newer = following.inner_text()
    follow(reader, following)
    expect(reader.get_by_role("heading", level=1)).to_have_text(newer)
    expect(reader.get_by_role("navigation", name="Nach Datum").get_by_role("link").first).to_have_text(title)


def test_search_in_english_words(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    follow(reader, reader.get_by_role("link", name="English"))
    tab_to(reader, reader.get_by_label("Search words"))
    reader.keyboard.type("transport")
    reader.keyboard.press("Enter")
    follow(reader, reader.get_by_role("link", name="Verkehr", exact=True).first)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Releases: Verkehr")


def test_copy_a_citation(browser: Browser, live_server: str) -> None:
    context = browser.new_context(locale="de-DE", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server)
    search_for(page, "Nachwuchsgruppen")
    follow(page, page.get_by_role("article").first.get_by_role("link"))
    follow(page, page.locator("#cite-fold > summary"))
    follow(page, page.get_by_role("button", name="Zitat kopieren"))
    expect(page.locator("#announcement")).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Ministerium für Wissenschaft, Forschung und Kunst: Neun neue Nachwuchsgruppen")
    assert "Pressemitteilung vom 24. Januar 2019." in copied
    follow(page, page.get_by_role("button", name="Kopieren (BibTeX)"))
    expect(page.locator("#announcement")).to_have_text("Kopiert")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('@online{2019-01-24-'))")
    context.close()


def test_take_a_citation_without_scripts(plain_page: Page, live_server: str) -> None:
    plain_page.goto(live_server)
    search_for(plain_page, "Nachwuchsgruppen")
    follow(plain_page, plain_page.get_by_role("article").first.get_by_role("link"))
    follow(plain_page, plain_page.locator("#cite-fold > summary"))
    expect(plain_page.locator("#citation")).to_contain_text("Pressemitteilung vom 24. Januar 2019.")
    tab_to(plain_page, plain_page.get_by_role("link", name="Als Datei speichern (RIS)"))
    with plain_page.expect_download() as download:
        plain_page.keyboard.press("Enter")
    assert download.value.suggested_filename == "2019-01-24-nachwuchsgruppen-hochschulen.ris"


def test_subscribe_to_this_search(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, "Kabinett")
    follow(reader, reader.get_by_role("link", name="Suche speichern oder exportieren"))
    link = reader.get_by_role("link", name="Den Feed selbst öffnen (Atom)")
    tab_to(reader, link)
    answer = reader.request.get(link.get_attribute("href") or "")
    feed = etree.fromstring(answer.body())
    assert feed.tag == ATOM + "feed"
    assert "Kabinett" in (feed.findtext(ATOM + "title") or "")
    assert len(feed.findall(ATOM + "entry")) > 3


def test_from_mark_to_mark(reader: Page, live_server: str) -> None:
    reader.goto(live_server)
    search_for(reader, "Integrationsministerkonferenz Minister")
    follow(reader, reader.get_by_role("article").first.get_by_role("link"))
    height = "document.querySelector('.release').getBoundingClientRect().height"
    expect(reader.get_by_role("link", name="Zur ersten Fundstelle")).to_be_visible()
    before = reader.evaluate(height)
    follow(reader, reader.get_by_role("link", name="Zur ersten Fundstelle"))
    for number in (2, 3):
        follow(reader, reader.get_by_role("link", name="Nächste Fundstelle"))
        expect(reader).to_have_url(re.compile(f"#mark-{number}$"))
    follow(reader, reader.get_by_role("link", name="Vorige Fundstelle"))
    expect(reader).to_have_url(re.compile("#mark-2$"))
    expect(reader.get_by_role("link", name="Link zu dieser Stelle")).to_have_attribute("href", re.compile("#:~:text="))
    assert reader.evaluate(height) == before


def test_with_scripts_the_enter_key_alone_goes_from_mark_to_mark(page: Page, live_server: str) -> None:
    page.goto(live_server + "/search?q=Integrationsministerkonferenz+Minister")
    page.get_by_role("article").first.get_by_role("link").click()
    page.get_by_role("link", name="Zur ersten Fundstelle").press("Enter")
    for number in (1, 2, 3):
        expect(page).to_have_url(re.compile(f"#mark-{number}$"))
        expect(page.locator("mark:target + .mark-links a:focus")).to_be_visible()
        page.keyboard.press("Enter")
    page.go_back()
    expect(page).to_have_url(re.compile("/search"))


def test_copy_a_link_to_selected_text(browser: Browser, live_server: str) -> None:
    context = browser.new_context(locale="de-DE", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server + "/releases/2023-10-05-intmk-koehlerstadt")
    button = page.get_by_role("button", name="Link zum ausgewählten Text kopieren")
    button.click()
    expect(page.locator("#announcement")).to_have_text("Bitte zuerst Text der Meldung auswählen")
    page.evaluate("getSelection().selectAllChildren([...document.querySelectorAll('.release > .kern-body')].at(-1))")
    button.click()
    expect(page.locator("#announcement")).to_have_text("Kopiert")
    address = page.evaluate("navigator.clipboard.readText()")
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("scrollY > 300")
    context.close()


def test_a_link_to_a_passage_leads_there(page: Page, live_server: str) -> None:
    page.goto(live_server + "/releases/2023-10-05-intmk-koehlerstadt?q=Integrationskurse&page=1#mark-1")
    address = page.get_by_role("link", name="Link zu dieser Stelle").get_attribute("href") or ""
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("scrollY > 300")
