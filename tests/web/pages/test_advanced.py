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
        ("in_title=Bilanz&topic=Verkehr&from=M%C3%A4rz+2019", "/search?q=titel%3ABilanz&topic=Verkehr&from=M%C3%A4rz+2019"),
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
        options = tree.xpath(f"//select[@name='{name}']/option")[1:]
        assert {option.text for option in options} == {value["value"] for value in facets[name]["values"]}


def test_every_field_has_a_label(read: Read) -> None:
    tree = read("/advanced")
    fields = tree.xpath("//main//form//*[self::input[@type='text'] or self::select]/@id")
    assert len(fields) == 8
    assert set(fields) <= set(tree.xpath("//label/@for"))
