"""The readable page before the raw feed."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.web.conftest import Read

SEARCH = "q=Land&topic=Verkehr&from=2019"


def test_it_stands_beside_the_total_and_says_which_search_it_is_about(read: Read) -> None:
    (link,) = read(f"/search?{SEARCH}&sort=oldest&size=20").xpath("//header[@id='results-header']//p[@class='take-along']/a")
    assert link.text == "Suche speichern oder exportieren"
    tree = read(link.get("href"))
    assert tree.xpath("string(//h1)") == link.text
    subject = tree.xpath("string(//main//strong)")
    assert all(word in subject for word in ("Land", "Verkehr", "2019"))
    assert "Feedreader" in tree.text_content()


def test_the_raw_feed_is_one_click_further(client: FlaskClient, read: Read) -> None:
    tree = read(f"/subscribe?{SEARCH}")
    address = tree.xpath("string(//p[@id='feed-address'])")
    assert client.get(address).mimetype == "application/atom+xml"
    assert address in tree.xpath("//main//a/@href")


def test_it_leads_back_to_the_same_search(read: Read) -> None:
    (back,) = read(f"/subscribe?{SEARCH}&lang=en").xpath("//p[@class='back']/a/@href")
    assert read(back).xpath("string(//h1)") == read(f"/search?{SEARCH}&lang=en").xpath("string(//h1)")


def test_the_start_page_leads_here(read: Read) -> None:
    (link,) = read("/").xpath("//a[contains(., 'abonnieren')]/@href")
    assert read(link).xpath("string(//main//strong)") == "Meldungen"


def test_a_search_without_hits_has_nothing_to_take_along(read: Read) -> None:
    assert read("/search?q=xqzzyx").xpath("//p[@class='take-along']") == []


def test_what_cannot_be_read_is_an_error_page(read: Read) -> None:
    assert read("/subscribe?from=quatsch", status=400).get("lang") == "de"
