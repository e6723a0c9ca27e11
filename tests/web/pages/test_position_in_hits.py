"""From a release back to its place in the list, and on to the previous and the next hit."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Read
from tests.web.pages.test_result_page import parameters, texts, total

SEARCH = "/search?q=Land&ministry=Staatsministerium&from=2019&sort=oldest&size=3"


def test_back_leads_to_the_same_place(read: Read) -> None:
    hit = read(SEARCH + "&page=2").xpath("//article//h3/a/@href")[1]
    (back,) = read(hit).xpath("//nav[@class='trail']/a[1]/@href")
    tree = read(back)
    assert parameters(back)["page"] == ["2"]
    assert tree.xpath(f"//li[@id='{urlsplit(back).fragment}']//h3/a/@href") == [hit]


def test_next_and_previous_go_through_all_hits_in_order(client: FlaskClient, read: Read) -> None:
    expected = [hit["id"] for hit in client.get(SEARCH.replace("/search", "/api/v1/search").replace("size=3", "size=100")).json["hits"]]
    path, seen = read(SEARCH).xpath("//article//h3/a/@href")[0], []
    while path:
        tree = read(path)
        seen.append(urlsplit(path).path.rsplit("/", 1)[1])
        assert texts(tree, "//nav[@class='trail']/span") == [f"Treffer {len(seen)} von {len(expected)}"]
        path = next(iter(tree.xpath("//nav[@class='trail']/a[@rel='next']/@href")), None)
    assert seen == expected
    (previous,) = tree.xpath("//nav[@class='trail']/a[@rel='prev']/@href")
    assert urlsplit(previous).path.endswith(expected[-2])


def test_there_is_nothing_before_the_first_hit(client: FlaskClient, read: Read) -> None:
    assert total(client, "q=Land") > 10
    tree = read(read("/search?q=Land").xpath("//article//h3/a/@href")[0])
    assert not tree.xpath("//a[@rel='prev']")
    assert tree.xpath("//a[@rel='next']")


def test_who_came_from_nowhere_is_led_to_all_releases(read: Read) -> None:
    tree = read("/releases/2019-01-24-nachwuchsgruppen-hochschulen")
    assert tree.xpath("//nav[@class='trail']/a/@href") == ["/search"]


@pytest.mark.parametrize("search", ["q=Integration&page=1", "q=Land&page=400&size=50", "q=Nachwuchsgruppen+Xylophon&page=1"])
def test_a_list_that_does_not_hold_the_release_any_more_is_still_the_way_back(read: Read, search: str) -> None:
    tree = read(f"/releases/2019-04-11-vmk-suederbrueck-vorsitz?{search}")
    assert tree.xpath("//nav[@class='trail']/a[1]/@href")[0].startswith("/search?q=")
    assert not tree.xpath("//nav[@class='trail']/span")


def test_partial_matches_can_be_gone_through_without_a_number(read: Read) -> None:
    hits = read("/search?q=Nachwuchsgruppen+Xylofonquartett+Schule").xpath("//article//h3/a/@href")
    tree = read(hits[0])
    assert not tree.xpath("//nav[@class='trail']/span")
    assert urlsplit(tree.xpath("//a[@rel='next']/@href")[0]).path == urlsplit(hits[1]).path
