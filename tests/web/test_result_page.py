"""The result page: what was found, how to narrow it, where to go on."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from tests.conftest import SampleIndex
from tests.web.conftest import Read


def texts(tree: HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.xpath(path)]


def total(client: FlaskClient, query: str) -> int:
    found: int = client.get(f"/api/v1/search?{query}").json["total"]
    return found


def parameters(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_title_names_hits_query_page_and_site(client: FlaskClient, read: Read, sample_index: SampleIndex) -> None:
    tree = read("/search?q=Land&size=5&page=2")
    assert tree.findtext(".//title") == f"{total(client, 'q=Land')} Treffer für Land, Seite 2 – {sample_index.settings.site_name}"


def test_without_words_everything_is_listed_newest_first(client: FlaskClient, read: Read) -> None:
    tree = read("/search")
    days = tree.xpath("//article//time/@datetime")
    assert texts(tree, "//h1") == [f"{total(client, '')} Meldungen"]
    assert len(days) == 10
    assert days == sorted(days, reverse=True)


def test_a_hit_shows_title_topic_day_and_ministry(read: Read) -> None:
    tree = read("/search?q=Neun+neue+Nachwuchsgruppen")
    (hit,) = tree.xpath("//article[.//a[contains(@href, '2019-01-24-nachwuchsgruppen-hochschulen')]]")
    assert texts(hit, ".//h3") == ["Neun neue Nachwuchsgruppen an den Hochschulen des Landes"]
    assert texts(hit, ".//p[@class='kicker']") == ["Wissenschaft"]
    assert texts(hit, ".//p[@class='hit__source']") == ["24. Januar 2019 · Ministerium für Wissenschaft, Forschung und Kunst"]


def test_matches_are_marked_and_explained(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen")
    assert "nachwuchsgruppen" in {mark.casefold() for mark in texts(tree, "//article//mark")}
    assert any("(genau dieses Wort)" in reason for reason in texts(tree, "//details[@class='reasons']//li"))


def test_what_was_understood_is_shown(read: Read) -> None:
    assert texts(read("/search?q=Haushalt+NICHT+Bund"), "//p[@class='understood']/code") == ["Haushalt -Bund"]


def test_facets_are_check_boxes_of_the_one_form(read: Read) -> None:
    tree = read("/search?topic=Verkehr")
    boxes = tree.xpath("//fieldset//input[@type='checkbox' and @name='topic']")
    assert {box.get("form") for box in boxes} == {tree.xpath("//form[@role='search']")[0].get("id")}
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == ["Verkehr"]
    assert boxes[0].get("value") == "Verkehr"
    assert texts(tree, "//fieldset/legend") == ["Thema", "Ministerium", "Zeitraum"]


def test_rarer_values_are_folded_away_but_never_chosen_ones(read: Read) -> None:
    tree = read("/search")
    assert len(tree.xpath("//input[@name='topic' and not(ancestor::details[@class='more'])]")) == 8
    folded = tree.xpath("//details[@class='more']//input[@name='topic']/@value")
    chosen = read("/search?" + "&".join(f"topic={quote(value)}" for value in folded[:9]))
    assert not chosen.xpath("//details[@class='more']//input[@checked]")


def test_every_count_of_a_facet_is_what_choosing_it_finds(client: FlaskClient, read: Read) -> None:
    tree = read("/search?topic=Verkehr")
    for box in tree.xpath("//input[@name='topic' and not(@checked)]")[:5]:
        (label,) = tree.xpath(f"//label[@for='{box.get('id')}']/span[@class='count']/text()")
        assert total(client, f"topic={box.get('value')}") == int(label)


def test_years_set_the_period_and_unfold_their_months(client: FlaskClient, read: Read) -> None:
    (year,) = read("/search").xpath("//section[@class='years']//a[starts-with(normalize-space(), '2024')]")
    assert parameters(year.get("href")) == {"from": ["2024-01-01"], "to": ["2024-12-31"]}
    tree = read(year.get("href"))
    assert texts(tree, "//section[@class='years']//a[@aria-current]")[0].startswith("2024")
    assert tree.xpath("//section[@class='years']//ul/li/ul/li/a")
    assert texts(tree, "//h1") == [f"{total(client, 'from=2024&to=2024')} Meldungen"]


def test_months_set_the_period(client: FlaskClient, read: Read) -> None:
    tree = read("/search?from=2024&to=2024")
    month = tree.xpath("//section[@class='years']//ul/li/ul/li/a")[0]
    narrowed = read(month.get("href"))
    assert texts(narrowed, "//h1")[0].split()[0] == month.xpath("span[@class='count']/text()")[0]
    assert parameters(narrowed.xpath("//section[@class='years']//ul/li/ul/li/a[@aria-current]/@href")[0]) == {}


def test_chips_take_one_filter_back_each(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&topic=Schule&ministry=Staatsministerium&from=M%C3%A4rz+2024&to=M%C3%A4rz+2024&page=2")
    chips = {
        text: parameters(link.get("href"))
        for text, link in zip(texts(tree, "//a[@class='chip']"), tree.xpath("//a[@class='chip']"), strict=True)
    }
    assert list(chips) == [f"Filter entfernen: {name}" for name in ("Verkehr", "Schule", "Staatsministerium", "März 2024")]
    period = {"from": ["2024-03-01"], "to": ["2024-03-31"]}
    assert chips["Filter entfernen: Schule"] == {"q": ["Land"], "topic": ["Verkehr"], "ministry": ["Staatsministerium"]} | period
    assert chips["Filter entfernen: März 2024"] == {"q": ["Land"], "topic": ["Schule", "Verkehr"], "ministry": ["Staatsministerium"]}


def test_all_filters_can_be_removed_at_once(read: Read) -> None:
    (link,) = read("/search?q=Land&topic=Verkehr&from=2024").xpath("//section[@class='chips']//a[@class='kern-link']")
    assert parameters(link.get("href")) == {"q": ["Land"]}


def test_order_is_a_choice_of_links(read: Read) -> None:
    tree = read("/search?q=Land")
    assert texts(tree, "//nav[@class='sorts']//a") == ["Relevanz", "Neueste", "Älteste"]
    assert texts(tree, "//nav[@class='sorts']//a[@aria-current]") == ["Relevanz"]
    assert texts(read("/search"), "//nav[@class='sorts']//a") == ["Neueste", "Älteste"]


def test_a_chosen_order_stays_with_the_form(read: Read) -> None:
    tree = read("/search?q=Land&sort=oldest&size=20")
    hidden = {field.get("name"): field.get("value") for field in tree.xpath("//form[@role='search']/input[@type='hidden']")}
    assert hidden == {"sort": "oldest", "size": "20"}
    assert not read("/search?sort=newest").xpath("//form[@role='search']/input[@type='hidden']")


def test_paging_goes_through_all_hits_once(client: FlaskClient, read: Read) -> None:
    seen: list[str] = []
    path: str | None = "/search?size=20"
    while path:
        tree = read(path)
        assert tree.xpath("//ol[starts-with(@class, 'hits')]/@start") == [str(len(seen) + 1)]
        seen += tree.xpath("//article//h3/a/@href")
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == total(client, "")


def test_paging_marks_the_current_page(read: Read) -> None:
    tree = read("/search?size=5&page=2")
    assert texts(tree, "//nav[@class='paging']//a[@aria-current='page']") == ["Seite 2"]
    assert parameters(tree.xpath("//a[@rel='prev']/@href")[0]) == {"size": ["5"]}


def test_a_page_past_the_end_is_empty_and_says_the_total(client: FlaskClient, read: Read) -> None:
    tree = read("/search?page=999")
    assert not tree.xpath("//article")
    assert texts(tree, "//h1") == [f"{total(client, '')} Meldungen"]
    assert tree.xpath("//section[@id='results']//a/@href") == ["/search"]


def test_no_hits_offer_help(read: Read) -> None:
    tree = read("/search?q=Xylofonquartett")
    assert texts(tree, "//h1") == ["Keine Treffer für Xylofonquartett"]
    assert not tree.xpath("//article")
    assert "Was helfen kann" in texts(tree, "//h3")


def test_partial_matches_are_told_from_hits(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen+Xylofonquartett")
    assert texts(tree, "//h1") == ["Keine genauen Treffer für Nachwuchsgruppen Xylofonquartett"]
    assert texts(tree, "//article//p[@class='hit__missing']")[0].casefold() == "fehlt: xylofonquartett"


def test_chosen_filters_stay_in_the_form_without_exact_hits(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen+Xylofonquartett&topic=Wissenschaft")
    assert tree.xpath("//input[@name='topic' and @checked]/@value") == ["Wissenschaft"]


def test_unreadable_dates_are_shown_at_their_field(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&from=quatsch&to=2024", status=400)
    (field,) = tree.xpath("//input[@name='from']")
    described = [tree.get_element_by_id(name) for name in field.get("aria-describedby").split()]
    assert (field.get("value"), field.get("aria-invalid")) == ("quatsch", "true")
    assert "Das ist kein Datum" in described[0].text_content()
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#from"]
    assert tree.findtext(".//title").startswith("Fehler: ")
    assert not tree.xpath("//article")


def test_everything_typed_stays_when_something_is_wrong(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&from=quatsch&to=2024", status=400)
    assert tree.xpath("//input[@name='q']/@value") == ["Land"]
    assert tree.xpath("//input[@name='to']/@value") == ["2024"]
    assert tree.xpath("//input[@name='topic' and @checked]/@value") == ["Verkehr"]


def test_query_problems_are_shown_at_the_search_field(read: Read) -> None:
    tree = read("/search?q=Land+a*", status=400)
    (field,) = tree.xpath("//input[@name='q']")
    message = tree.get_element_by_id(field.get("aria-describedby")).text_content()
    assert "zwei Buchstaben" in message


def test_a_cut_query_says_so(read: Read) -> None:
    tree = read("/search?q=" + "Haushalt+" * 100)
    assert any("Nur ihr Anfang wurde gesucht" in notice for notice in texts(tree, "//*[@role='status']"))


def test_understood_dates_stand_in_the_fields(read: Read) -> None:
    tree = read("/search?from=M%C3%A4rz+2024")
    assert tree.xpath("//input[@name='from']/@value") == ["01.03.2024"]


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "„Zitat“ & Co."])
def test_what_was_typed_is_only_text(read: Read, q: str) -> None:
    tree = read("/search?" + "&".join([f"q={q.replace('&', '%26')}"]))
    assert tree.xpath("//input[@name='q']/@value") == [q]
    assert not tree.xpath("//script | //img | //*[@onerror]")


def test_the_canonical_link_has_one_form_per_search(read: Read) -> None:
    tree = read("/search?utm_source=x&to=2024&topic=Verkehr&topic=Schule&from=&q=Land&page=1&sort=relevance")
    assert tree.xpath("//link[@rel='canonical']/@href") == ["http://localhost/search?q=Land&topic=Schule&topic=Verkehr&to=2024-12-31"]
