"""Input that cannot be read: a helpful page in the reader's language, with the status that says what it is."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import Read, reader_of
from tests.web.pages.test_release_page import RICH
from tests.web.pages.test_result_page import texts


def test_unreadable_dates_are_shown_at_their_field(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&from=quatsch&to=2024", status=400)
    (field,) = tree.xpath("//input[@name='period']")
    described = [tree.get_element_by_id(name) for name in field.get("aria-describedby").split()]
    assert (field.get("value"), field.get("aria-invalid")) == ("quatsch – 2024", "true")
    assert "Das ist kein Datum" in described[0].text_content()
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#period"]
    assert tree.findtext(".//title").startswith("Fehler: ")
    assert not tree.xpath("//article")


def test_everything_typed_stays_when_something_is_wrong(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&from=quatsch&to=2024", status=400)
    assert tree.xpath("//input[@name='q']/@value") == ["Land"]
    assert tree.xpath("//input[@name='period']/@value") == ["quatsch – 2024"]
    assert tree.xpath("//input[@name='topic' and @checked]/@value") == ["Verkehr"]


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [("q=Land+a*", False), ("page=0", False), ("q=a*&topic=Verkehr", True), ("q=a*&from=2024", True), ("period=quatsch", True)],
)
def test_filters_are_offered_only_to_correct_or_keep_them(read: Read, parameters: str, *, shown: bool) -> None:
    (filters,) = read(f"/search?{parameters}", status=400).xpath("//section[@id='filters']")
    assert ("hidden" not in filters.attrib) == shown
    assert bool(filters.xpath(".//input")) == shown


def test_query_problems_are_shown_at_the_search_field(read: Read) -> None:
    tree = read("/search?q=Land+a*", status=400)
    (field,) = tree.xpath("//input[@name='q']")
    message = tree.get_element_by_id(field.get("aria-describedby")).text_content()
    assert "zwei Buchstaben" in message


@pytest.mark.parametrize(
    ("parameters", "status", "heading"),
    [
        ("page=abc", 400, "Diese Suche war nicht zu verstehen"),
        ("page=0", 400, "Diese Suche war nicht zu verstehen"),
        ("page=99999999999999999999999", 400, "Diese Suche war nicht zu verstehen"),
        ("size=9999", 400, "Diese Suche war nicht zu verstehen"),
        ("sort=foo", 400, "Diese Suche war nicht zu verstehen"),
        ("from=2024&to=2023", 400, "Dieser Zeitraum war nicht zu verstehen"),
        ("q=bis:quatsch", 400, "Diese Suche war nicht zu verstehen"),
        ("q=%FF%00%ED%A0%80", 200, None),
        ("q[]=x&q[0]=y&utm_source=z", 200, "Alle Meldungen"),
        ("topic=Gibt+es+nicht", 200, "Keine Treffer: Gibt es nicht"),
        ("lang=xx", 200, "Alle Meldungen"),
        ("topic_query=%00&ministry_query=%FF", 200, "Alle Meldungen"),
        ("period=quatsch", 400, "Dieser Zeitraum war nicht zu verstehen"),
        ("period=gestern+abend&sort=foo", 400, "Diese Suche war nicht zu verstehen"),
    ],
)
def test_parameters_of_the_wrong_type(read: Read, parameters: str, status: int, heading: str | None) -> None:
    tree = read(f"/search?{parameters}", status=status)
    assert heading is None or texts(tree, "//h1") == [heading]
    assert bool(tree.xpath("//div[@role='alert']//li")) == (status == 400)
    assert status == 200 or not tree.xpath("//article")
    assert tree.xpath("//form[@role='search']")


@pytest.mark.parametrize("period", ["31.04.2021", "1. bis 31. April 2021"])
def test_a_day_that_the_calendar_lacks_is_told_at_the_field(read: Read, period: str) -> None:
    tree = read(f"/search?period={period}", status=400)
    assert "Den 31. April 2021 gibt es nicht" in tree.get_element_by_id("period-error").text_content()


def test_what_is_wrong_at_the_field_stands_in_place_of_its_hint(read: Read) -> None:
    tree = read("/search?period=gestern+abend", status=400)
    assert tree.xpath("//input[@name='period']/@aria-describedby") == ["period-error"]
    assert not tree.xpath("//*[@id='period-hint']")


@pytest.mark.parametrize(("lang", "names"), [("de", "Relevanz, Neueste, Älteste"), ("en", "Relevance, Newest, Oldest")])
def test_a_page_names_its_orders_and_the_api_their_values(client: FlaskClient, read: Read, lang: str, names: str) -> None:
    (line,) = texts(read(f"/search?q=Land&sort=foo&lang={lang}", status=400), "//div[@role='alert']//li")
    assert line.endswith(f" {names}.")
    assert "relevance, newest, oldest" in client.get(f"/api/v1/search?q=Land&sort=foo&lang={lang}").text


def test_errors_are_told_in_the_language_of_the_page(read: Read) -> None:
    tree = read("/search?from=quatsch&lang=en", status=400)
    assert texts(tree, "//h1") == ["This period could not be understood"]
    assert tree.findtext(".//title").startswith("Error: ")


@pytest.mark.parametrize("path", ["/releases/nix", "/releases/%2e%2e", "/releases/a%00b", "/releases/x?version=1"])
def test_unknown_releases(read: Read, path: str) -> None:
    tree = read(path, status=404)
    assert texts(tree, "//h1") == ["Seite nicht gefunden"]
    assert tree.xpath("//main//form[@role='search']")


@pytest.mark.parametrize("version", ["0", "2", "abc", "-1", "9" * 30, "", "1.0"])
def test_unknown_versions(client_of: Callable[..., FlaskClient], version: str) -> None:
    assert client_of(RICH).get(f"/releases/bruecken?version={version}").status_code == 404


@pytest.mark.parametrize("suffix", [".bib", ".ris", ".csl.json"])
def test_citations_of_releases_that_are_not_there(client_of: Callable[..., FlaskClient], suffix: str) -> None:
    client = client_of(RICH, withdraw="bruecken")
    assert client.get(f"/releases/nix{suffix}").status_code == 404
    answer = client.get(f"/releases/bruecken{suffix}")
    assert answer.status_code == 410
    assert "Brücken" not in answer.text


@pytest.mark.parametrize("suffix", ["", "?version=1", "?q=Brücken&page=1"])
def test_a_withdrawn_release_is_gone_in_every_form(client_of: Callable[..., FlaskClient], suffix: str) -> None:
    tree = reader_of(client_of(RICH, withdraw="bruecken"))(f"/releases/bruecken{suffix}", status=410)
    assert texts(tree, "//h1") == ["Diese Meldung wurde zurückgezogen"]
    assert "Brücken werden saniert" in tree.text_content()
    assert "52 Brücken" not in tree.text_content()


def test_a_search_that_led_here_but_cannot_be_read_is_left_out(read: Read) -> None:
    tree = read("/releases/2019-01-24-nachwuchsgruppen-hochschulen?q=Land&from=quatsch&page=x")
    assert texts(tree, "//nav[@class='trail']/a") == ["← Alle Meldungen"]


@pytest.mark.parametrize("path", ["/", "/search", "/glossary", "/releases/nix"])
def test_a_wrong_method_is_told_on_a_page(client: FlaskClient, path: str) -> None:
    response = client.post(path)
    assert (response.status_code, response.mimetype) == (405, "text/html")
    assert "GET" in response.headers["Allow"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(max_size=60) | st.text(alphabet='"*:-()ODERtitel ', max_size=30),
    name=st.sampled_from(["q", "topic", "from", "period", "sort", "page"]),
)
def test_no_text_in_any_parameter_breaks_a_page(client: FlaskClient, q: str, name: str) -> None:
    for path in ("/search", "/releases/2019-01-24-nachwuchsgruppen-hochschulen"):
        response = client.get(path, query_string={name: q.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 302, 400), (name, q)
        assert response.status_code == 302 or response.text.endswith("</html>\n") or response.text.endswith("</html>")


ODD_JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**300, -(10**300), 1 << 63, 1e308, float("nan"), float("inf"), "\x00", "../../..", "9" * 5000, "1-", "1-zz"]),
    st.text(max_size=40),
    st.lists(st.integers(), max_size=2),
)


def cursor_of(client: FlaskClient, path: str) -> str:
    return parse_qs(urlsplit(client.get(path).json["links"]["next"]).query)["cursor"][0]


def written(cursor: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["/api/v1/search?q=Land&size=2", "/api/v1/search?size=2&sort=oldest"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_crafted_cursor_is_an_error_or_a_place(client: FlaskClient, path: str, data: st.DataObject) -> None:
    cursor = cursor_of(client, path)
    fields = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert client.get(f"{path}&cursor={written(fields)}").status_code == 200
    name = data.draw(st.sampled_from([*fields, "more"]))
    assert client.get(f"{path}&cursor={written(fields | {name: data.draw(ODD_JSON)})}").status_code in (200, 400)
