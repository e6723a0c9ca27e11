"""Fetching from a real server on this machine, with its faults."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indexer.fetch import Limits, fetch, is_address
from indexer.pipeline import read_sources
from indexer.sources.addresses import canonical_address
from indexer.sources.base import Read, Rejection, hashed_id
from search_service.errors import UnreadableSourceError

ALLOWED = Limits(private_addresses=True, size=100_000, seconds=2, silence=1)
ITEM = "<item><title>Brücke</title><link>/7?utm_source=rss</link><description>Es rollt.</description><pubDate>21.03.2024</pubDate></item>"
FEED = f"<rss version='2.0'><channel>{ITEM}</channel></rss>".encode()
PAGE = b"<html><h1>Tunnel</h1><p>Ein Satz am 3. Mai 2024.</p></html>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        {"/feed": self.feed, "/page": self.page, "/loop": self.loop, "/slow": self.slow, "/long": self.long, "/short": self.short,
         "/packed": self.packed, "/file": self.file, "/moved": self.moved}.get(self.path, self.missing)()  # fmt: skip

    def answer(self, body: bytes = b"", status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def feed(self) -> None:
        self.answer(FEED, Content_Type="text/html; charset=latin-1", Last_Modified="Thu, 21 Mar 2024 10:00:00 GMT")

    def page(self) -> None:
        self.answer(PAGE)

    def packed(self) -> None:
        self.answer(gzip.compress(FEED), Content_Encoding="gzip")

    def loop(self) -> None:
        self.answer(status=302, Location="/loop")

    def moved(self) -> None:
        self.answer(status=301, Location="/feed")

    def file(self) -> None:
        self.answer(status=302, Location="file:///etc/passwd")

    def slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def long(self) -> None:
        self.answer(b"x" * 200_000)

    def short(self) -> None:
        self.answer(b"x", length=500)

    def missing(self) -> None:
        self.answer(status=404)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients of these tests hang up
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_feed_is_read_and_its_links_are_whole(server: str) -> None:
    (item,) = read_sources([f"{server}/moved"], private_addresses=True)
    assert isinstance(item, Read)
    assert (item.release.title, item.release.url, item.source) == ("Brücke", f"{server}/7", f"{server}/feed")


def test_a_page_without_an_address_of_its_own_has_that_of_the_request(server: str) -> None:
    (item,) = read_sources([f"{server}/page"], private_addresses=True)
    assert isinstance(item, Read)
    assert (item.release.url, item.release.id) == (f"{server}/page", hashed_id(canonical_address(f"{server}/page")))


def test_what_is_packed_though_nobody_asked_is_unpacked(server: str) -> None:
    (item,) = read_sources([f"{server}/packed"], private_addresses=True)
    assert isinstance(item, Read) and item.release.title == "Brücke"


def test_the_time_of_the_server_is_kept(server: str) -> None:
    with fetch(f"{server}/feed", ALLOWED).stream as stream:
        assert stream.read() == FEED
    assert fetch(f"{server}/feed", ALLOWED).modified.isoformat() == "2024-03-21T10:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/loop", "more than 5 redirects"),
        ("/slow", "took longer than 2 seconds"),
        ("/long", "longer than 100,000 bytes"),
        ("/short", "too early"),
        ("/weg", "answers 404"),
        ("/file", "no http or https address"),
    ],
)
def test_faults_are_named_in_bounded_time(server: str, path: str, reason: str) -> None:
    with pytest.raises(UnreadableSourceError, match=reason):
        fetch(server + path, ALLOWED)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_private_addresses_are_refused(host: str) -> None:
    with pytest.raises(UnreadableSourceError, match="private network"):
        fetch(f"http://{host}/", Limits())


@pytest.mark.parametrize(
    "url", ["http://", "http://a b/", "http://127.0.0.1:99999/", "http://[x/", "http://127.0.0.1:0/", "http://127.0.0.1:1/"]
)
def test_what_cannot_be_reached_is_an_error_of_ours(url: str) -> None:
    with pytest.raises(UnreadableSourceError):
        fetch(url, ALLOWED)


def test_an_address_that_fails_is_one_rejection() -> None:
    (item,) = read_sources(["http://127.0.0.1/feed"])
    assert isinstance(item, Rejection) and "private_addresses" in item.reason


def test_what_an_address_is() -> None:
    assert [is_address(each) for each in ("https://a.example/", "HTTP://a", "a/http://b", "ftp://a")] == [True, True, False, False]
