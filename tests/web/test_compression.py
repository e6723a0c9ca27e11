"""Answers are compressed for who takes it, are the same when unpacked, and have validators of their own."""

from __future__ import annotations

import gzip

import pytest

from search_service.web.compression import SMALLEST
from tests.web.site import Site

TAKES = {"Accept-Encoding": "gzip, deflate, br"}
TEXTS = [
    "/",
    "/search?q=Radwege",
    "/search?from=quatsch",
    "/gibt-es-nicht",
    "/releases/2024-03-21-radwege?q=Radwege",
    "/api/v1/facets",
    "/api/v1/openapi.json",
    "/search.atom",
    "/search.csv",
    "/search.jsonl",
    "/search.ninjs.json",
    "/opensearch.xml",
]


@pytest.mark.parametrize("path", TEXTS)
def test_it_is_the_same_answer_in_fewer_bytes(small_site: Site, path: str) -> None:
    plain, packed = small_site.client.get(path), small_site.client.get(path, headers=TAKES)
    assert (plain.content_encoding, packed.content_encoding) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.content_length in (None, len(packed.data))
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary


@pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0", "gzip;q=0, *", "*;q=0"])
def test_who_does_not_take_it_gets_it_plain(small_site: Site, accepted: str) -> None:
    response = small_site.client.get("/", headers={"Accept-Encoding": accepted})
    assert response.content_encoding is None
    assert "Accept-Encoding" in response.vary


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br;q=1, gzip;q=0.1", "*"])
def test_ways_to_say_that_one_takes_it(small_site: Site, accepted: str) -> None:
    assert small_site.client.get("/", headers={"Accept-Encoding": accepted}).content_encoding == "gzip"


@pytest.mark.parametrize("path", ["/", "/search?q=Radwege", "/api/v1/search", "/releases/2024-03-21-radwege", "/glossary"])
def test_each_coding_has_its_tag_and_its_304(small_site: Site, path: str) -> None:
    plain, packed = small_site.client.get(path), small_site.client.get(path, headers=TAKES)
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = small_site.client.get(path, headers=TAKES | {"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data, again.content_encoding) == (304, b"", None)
    assert "Accept-Encoding" in again.vary


def test_a_strong_tag_becomes_a_weak_one(small_site: Site) -> None:
    """It would promise the same bytes."""
    (address,) = [line.split('"')[3] for line in small_site.client.get("/").text.splitlines() if 'rel="stylesheet"' in line]
    packed = small_site.client.get(address, headers=TAKES)
    assert packed.headers["ETag"] == "W/" + small_site.client.get(address).headers["ETag"]
    assert small_site.client.get(address, headers=TAKES | {"If-None-Match": packed.headers["ETag"]}).status_code == 304


def test_what_is_small_goes_as_it_is(small_site: Site) -> None:
    response = small_site.client.get("/healthz", headers=TAKES)
    assert len(response.data) < SMALLEST
    assert response.content_encoding is None


def test_the_head_of_a_compressed_answer_tells_its_headers(small_site: Site) -> None:
    head, got = small_site.client.head("/", headers=TAKES), small_site.client.get("/", headers=TAKES)
    assert head.data == b""
    assert {name: head.headers[name] for name in ("ETag", "Content-Encoding", "Content-Length")} == {
        name: got.headers[name] for name in ("ETag", "Content-Encoding", "Content-Length")
    }
