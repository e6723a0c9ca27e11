"""Filters of the result page: check boxes, searching within them, chips."""

from __future__ import annotations

from urllib.parse import quote

from flask.testing import FlaskClient

from tests.web.conftest import Read
from tests.web.pages.test_result_page import parameters, texts, total


def test_facets_are_check_boxes_of_the_one_form(read: Read) -> None:
    tree = read("/search?topic=Verkehr")
    boxes = tree.xpath("//fieldset//input[@type='checkbox' and @name='topic']")
    assert {box.get("form") for box in boxes} == {tree.xpath("//form[@role='search']")[0].get("id")}
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == ["Verkehr"]
    assert boxes[0].get("value") == "Verkehr"
    assert texts(tree, "//fieldset/legend") == ["Zeitraum", "Thema", "Ministerium"]


def test_rarer_values_are_folded_away_but_never_chosen_ones(read: Read) -> None:
    tree = read("/search")
    assert len(tree.xpath("//input[@name='topic' and not(ancestor::details[@class='more'])]")) == 10
    folded = tree.xpath("//details[@class='more']//input[@name='topic']/@value")
    chosen = read("/search?" + "&".join(f"topic={quote(value)}" for value in folded[:11]))
    assert not chosen.xpath("//details[@class='more']//input[@checked]")


def test_every_count_of_a_facet_is_what_choosing_it_finds(client: FlaskClient, read: Read) -> None:
    tree = read("/search?topic=Verkehr")
    for box in tree.xpath("//input[@name='topic' and not(@checked)]")[:5]:
        (label,) = tree.xpath(f"//label[@for='{box.get('id')}']/span[@class='count']/text()")
        assert total(client, f"topic={box.get('value')}") == int(label)


CHIPS = ("Thema: Verkehr", "Thema: Schule", "Ministerium: Staatsministerium", "Zeitraum: März 2024")


def test_chips_take_one_filter_back_each(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&topic=Schule&ministry=Staatsministerium&from=M%C3%A4rz+2024&to=M%C3%A4rz+2024")
    chips = {
        text: parameters(link.get("href"))
        for text, link in zip(texts(tree, "//a[@class='chip']"), tree.xpath("//a[@class='chip']"), strict=True)
    }
    assert list(chips) == [f"Filter entfernen: {name}" for name in CHIPS]
    period = {"from": ["2024-03-01"], "to": ["2024-03-31"]}
    assert chips["Filter entfernen: Thema: Schule"] == {"q": ["Land"], "topic": ["Verkehr"], "ministry": ["Staatsministerium"]} | period
    assert chips["Filter entfernen: Zeitraum: März 2024"] == {
        "q": ["Land"],
        "topic": ["Schule", "Verkehr"],
        "ministry": ["Staatsministerium"],
    }


def test_all_filters_can_be_removed_at_once(read: Read) -> None:
    (link,) = read("/search?q=Land&topic=Verkehr&from=2024").xpath("//section[@class='chips']//a[@class='kern-link']")
    assert parameters(link.get("href")) == {"q": ["Land"]}


def test_chosen_filters_stay_in_the_form_without_exact_hits(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen+Xylofonquartett&topic=Wissenschaft")
    assert tree.xpath("//input[@name='topic' and @checked]/@value") == ["Wissenschaft"]


def test_chosen_values_come_first(read: Read) -> None:
    values = read("/search").xpath("//input[@name='topic']/@value")
    chosen = read(f"/search?topic={quote(values[-1])}")
    assert chosen.xpath("//input[@name='topic']/@value")[0] == values[-1]


def test_a_facet_can_be_searched(read: Read) -> None:
    tree = read("/search?topic_query=VER&topic=Haushalt")
    values = tree.xpath("//input[@name='topic']/@value")
    assert values[0] == "Haushalt"
    assert {"Verkehr", "Verkehrssicherheit"} < set(values[1:])
    assert all("ver" in value.casefold() for value in values[1:])
    assert tree.xpath("//input[@name='topic_query']/@value") == ["VER"]


def test_searching_a_facet_narrows_no_hits_and_no_other_facet(client: FlaskClient, read: Read) -> None:
    tree = read("/search?ministry_query=Verkehr")
    assert texts(tree, "//p[@id='total']") == [f"{total(client, '')} Treffer"]
    assert len(tree.xpath("//input[@name='topic']")) > 10
    assert tree.xpath("//input[@name='ministry']/@value") == ["Ministerium für Verkehr"]


def test_a_search_within_a_facet_that_finds_nothing_says_so(read: Read) -> None:
    tree = read("/search?topic_query=Xylophon")
    assert texts(tree, "//div[@id='topic-values']") == ["Nichts enthält hier „Xylophon“."]


def test_what_was_typed_within_a_facet_is_in_no_link(read: Read) -> None:
    links = read("/search?topic_query=ver&size=5").xpath("//main//@href")
    assert len(links) > 20
    assert not [link for link in links if "topic_query" in link]


def test_short_lists_have_no_search(read: Read) -> None:
    tree = read("/search?q=Integrationspreis")
    assert tree.xpath("//input[@name='topic']")
    assert not tree.xpath("//input[@name='topic_query']")
