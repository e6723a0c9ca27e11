"""The form with a field for each wish leads to a search like any other."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Read


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("words=Land&phrase=&excluded=&in_title=&topic=&ministry=&from=&to=", "/search?q=Land"),
        ("words=Land&phrase=erste+Woche&excluded=Polizei", "/search?q=Land+%22erste+Woche%22+-Polizei"),
        ("in_title=Bilanz&topic=Verkehr&from=M%C3%A4rz+2019", "/search?q=titel:Bilanz&topic=Verkehr&from=2019-03-01"),
        (
            "words=Land&topic=Verkehr&topic=Schule&ministry=Staatsministerium",
            "/search?q=Land&topic=Schule&topic=Verkehr&ministry=Staatsministerium",
        ),
        ("words=Land&from=2019&to=2020", "/search?q=Land&from=2019-01-01&to=2020-12-31"),
        ("words=Land&match=parts", "/search?q=Land&match=parts"),
        ("words=Land&from=quatsch", "/search?q=Land&from=quatsch"),
        ("words=Land&lang=en", "/search?q=Land&lang=en"),
        ("words=", "/search"),
    ],
)
def test_it_leads_to_the_address_of_its_search(client: FlaskClient, sent: str, expected: str) -> None:
    answer = client.get(f"/advanced?{sent}")
    assert (answer.status_code, answer.headers["Location"]) == (303, expected)


def test_what_cannot_be_read_is_said_by_the_search(client: FlaskClient) -> None:
    for sent in ("words=a*", "excluded=a*", "words=Land&from=quatsch"):
        answer = client.get(f"/advanced?{sent}", follow_redirects=True)
        assert answer.status_code == 400


def test_it_offers_every_topic_and_ministry(client: FlaskClient, read: Read) -> None:
    tree = read("/advanced")
    facets = client.get("/api/v1/facets").json
    for name in ("topic", "ministry"):
        boxes = tree.xpath(f"//input[@type='checkbox' and @name='{name}']/@value")
        assert boxes == sorted((value["value"] for value in facets[name]["values"]), key=str.casefold)
    assert not tree.xpath("//main//input[@checked] | //details[@open] | //p[@class='back']")


FILLED = (
    "q=Land+%22erste+Woche%22+-Ferien+titel:Bilanz&topic=Schule&topic=Verkehr&ministry=Staatsministerium"
    "&from=2019-03-01&to=2020-12-31&match=parts"
)


def test_the_link_beside_the_results_fills_it_and_it_leads_back(client: FlaskClient, read: Read) -> None:
    results = read(f"/search?{FILLED}")
    link, below = results.xpath("//a[. = 'Erweiterte Suche' and not(ancestor::footer)]/@href")
    assert link == below
    tree = read(link)
    sent = [
        (field.get("name"), field.get("value"))
        for field in tree.xpath("//main//form//input[not(@type='checkbox')] | //main//input[@checked]")
    ]
    assert dict(sent) | {"topic": ""} == {
        "words": "Land",
        "phrase": "erste Woche",
        "excluded": "Ferien",
        "in_title": "Bilanz",
        "topic": "",
        "ministry": "Staatsministerium",
        "from": "01.03.2019",
        "to": "31.12.2020",
        "match": "parts",
    }
    assert [value for name, value in sent if name == "topic"] == ["Schule", "Verkehr"]
    (canonical,) = results.xpath("//link[@rel='canonical']/@href")
    assert client.get("/advanced", query_string=sent).headers["Location"] == canonical.removeprefix("http://localhost")
    assert tree.xpath("//p[@class='back']/a/@href") == [canonical.removeprefix("http://localhost")]


def test_a_search_that_cannot_be_read_fills_nothing_and_says_why(read: Read) -> None:
    assert "Zeitraum: Das ist kein Datum" in read("/advanced?q=Land&from=quatsch", status=400).text_content()


def test_a_chosen_value_that_is_rare_or_gone_stays_chosen(read: Read) -> None:
    assert read("/advanced?topic=Gibt+es+nicht").xpath("//input[@checked]/@value") == ["Gibt es nicht"]


def test_every_field_has_a_label(read: Read) -> None:
    tree = read("/advanced")
    fields = tree.xpath("//main//form//input[@type='text' or @type='checkbox']/@id")
    assert len(fields) > 8
    assert set(fields) <= set(tree.xpath("//label/@for"))
