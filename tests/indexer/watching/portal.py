"""A portal for tests: a real server on this machine whose pages, feeds and faults a test sets as it goes."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Handler"], None]
BODY = "Die Behörde teilte dazu am Vormittag mit, dass die Arbeiten planmäßig verlaufen und im Herbst enden."


@dataclass(slots=True)
class Portal:
    """What lies at each path, which path has a fault, and every request as it came: path, and whether the answer was 304."""

    address: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: list[tuple[str, bool]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    has_validators: bool = True

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(each == path for each, _ in self.requests)

    def page(self, path: str, title: str, *, text: str = BODY) -> None:
        whole = f"<html lang=de><head><title>{title}</title></head><body><main><article><h1>{title}</h1><p>21. März 2024</p>"
        self.pages[path] = f"{whole}<p>{text}</p><p>{BODY}</p></article></main></body></html>".encode()

    def feed(self, path: str, *entries: tuple[str, str], teaser: str = "Kurz gesagt.") -> None:
        """RSS with a (path, title) for each entry."""
        items = "".join(
            f"<item><title>{title}</title><link>{self.address}{page}</link><guid>{self.address}{page}</guid>"
            f"<description>{teaser}</description><pubDate>Thu, 21 Mar 2024 10:00:00 +0100</pubDate></item>"
            for page, title in entries
        )
        self.pages[path] = f"<rss version='2.0'><channel><title>Presse</title>{items}</channel></rss>".encode()

    def sitemap(self, path: str, *pages: tuple[str, str]) -> None:
        """A sitemap with a (path, day of the last change) for each page, the day may be empty."""
        urls = "".join(f"<url><loc>{self.address}{page}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for page, day in pages)
        self.pages[path] = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()

    def index_of(self, path: str, *sitemaps: str) -> None:
        listed = "".join(f"<sitemap><loc>{self.address}{each}</loc></sitemap>" for each in sitemaps)
        self.pages[path] = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</sitemapindex>".encode()


class Handler(BaseHTTPRequestHandler):
    """Answers as the portal says, with a strong ETag, 304 where the client has it, and gzip where it is taken."""

    portal: Portal

    def do_GET(self) -> None:
        portal = self.portal
        known = self.headers.get("If-None-Match")
        portal.headers.append(dict(self.headers))
        if fault := portal.faults.get(self.path):
            portal.requests.append((self.path, False))
            fault(self)
            return
        body = portal.pages.get(self.path)
        etag = f'"{sha256(body or b"").hexdigest()[:12]}"'
        unchanged = body is not None and portal.has_validators and known == etag
        portal.requests.append((self.path, unchanged))
        if unchanged:
            self.answer(status=304, ETag=etag)
        elif body is None:
            self.answer(status=404)
        else:
            self.answer(gzip.compress(body), Content_Encoding="gzip", **({"ETag": etag} if portal.has_validators else {}))

    def answer(self, body: bytes = b"", *, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def status(code: int, **headers: str) -> Fault:
    return lambda handler: handler.answer(status=code, **headers)


def redirect(target: str) -> Fault:
    return lambda handler: handler.answer(status=302, Location=target)


def too_short(handler: Handler) -> None:
    handler.answer(b"<rss", length=5_000)


def rubbish(handler: Handler) -> None:
    handler.answer(bytes(range(256)) * 100)


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"\x00\x01 guten Tag\r\n\r\n" * 50)


BOMB = gzip.compress(b" " * 3_000_000)


def bomb(handler: Handler) -> None:
    handler.answer(BOMB, Content_Encoding="gzip")


def slow(handler: Handler) -> None:
    """A byte of the headers now and then."""
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 600:
        handler.wfile.write(bytes([letter]))
        handler.wfile.flush()
        time.sleep(0.05)


@contextmanager
def serving() -> Iterator[Portal]:
    """A portal that answers as long as the context lasts."""
    portal = Portal()
    handler = type("PortalHandler", (Handler,), {"portal": portal})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients of these tests hang up
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        portal.address = f"http://127.0.0.1:{server.server_port}"
        yield portal
        server.shutdown()
