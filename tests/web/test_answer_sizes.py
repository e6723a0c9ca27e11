"""Requests without end get small answers: what is too long is cut or refused before it is repeated in every link."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.archives import release
from tests.web.site import Site

LARGEST = 400_000
TOPICS = "&".join(f"topic=Thema{number}" for number in range(3000))
LONG_TOPICS = "&".join(f"topic={number}{'a' * 290}" for number in range(100))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"q={'a' * 100_000}", 200),
        (f"q={'Land+' * 20_000}", 200),
        (f"q={quote('„ä“ ' * 20_000)}", 200),
        (f"q={quote('a' + chr(0x301) * 50_000)}", 200),
        (f"q=Land&{TOPICS}", 400),
        (f"q=Land&{LONG_TOPICS}", 400),
        (f"q=Land&topic={'a' * 100_000}", 400),
        (f"from={'a' * 100_000}&q={'Land+' * 20_000}", 400),
        (f"topic_query={'a' * 100_000}", 200),
    ],
)
def test_a_page_stays_small(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/search?{query}")
    assert (response.status_code, len(response.data) < LARGEST) == (status, True), len(response.data)


@pytest.mark.parametrize("path", ["/releases/2019-01-24-nachwuchsgruppen-hochschulen", "/releases/nowhere", "/search.suggestions"])
def test_pages_of_releases_and_suggestions_stay_small(client: FlaskClient, path: str) -> None:
    assert len(client.get(f"{path}?q={'Land+' * 20_000}&{TOPICS}").data) < LARGEST


def test_a_query_that_is_cut_goes_on_cut(client: FlaskClient) -> None:
    page = client.get(f"/search?q={'Land+' * 20_000}").text
    assert "Nur ihr Anfang wurde gesucht" in page
    assert "Land+" * 200 not in page


@pytest.mark.parametrize("query", ["&".join(f"a{number}=1" for number in range(3000)), f"{'a' * 100_000}=1", TOPICS, LONG_TOPICS * 2])
def test_the_api_lists_faults_within_bounds(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert (response.status_code, len(response.data) < 50_000) == (400, True)


def test_of_endless_faults_the_number_of_the_others_is_told(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?lang=de&" + "&".join(f"a{number}=1" for number in range(60)))
    errors = response.json["errors"]
    assert (len(errors), errors[-1]["message"]) == (51, "10 weitere Fehler sind nicht aufgeführt.")


def test_one_release_of_long_ago_makes_no_long_timeline(site: Site) -> None:
    site.publish(release("alt", "Gründung", published="1000-01-01"), release("neu", "Gründung", published="2024-05-02"))
    page = site.client.get("/search?q=Gründung&lang=de").text
    assert page.count("<a ") < 300
    assert "1000–1925" in page
    days = site.client.get("/api/v1/timeline?interval=day")
    assert (days.status_code, len(days.data) < LARGEST) == (400, True)
    assert "interval" in json.dumps(days.json)
