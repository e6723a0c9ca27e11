"""Is there a request that the application cannot answer, or answers slowly? `python -m benchmarks.fuzzed DATA [--requests 10000]`.

DATA is a data folder with a store and an index. Requests of every route are drawn by hypothesis: real queries and what a slip makes of
them, parameters that belong elsewhere or nowhere, odd headers, methods and bodies. Each goes through the whole application as a server
hands it over; what is drawn is minimised when it fails. Time is that of the thread, so that a busy machine tells the same.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlencode

import click
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

from benchmarks.request_mix import content_words
from benchmarks.tables import machine, milliseconds, table
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.release import Release
from search_service.schema import facet_values
from search_service.web import parameters
from search_service.web.app import create_app

SECONDS = 1.0
"""No request may take longer."""
REAL = 500
"""Releases whose words, ids and names requests are made of."""
_PLACEHOLDER = re.compile(r"<(?:[^<>]*:)?[a-z_]+>")
_CHOICES = re.compile(r'"([^"]+)"')
_MODELS = (
    parameters.ApiSearchParameters,
    parameters.TimelineParameters,
    parameters.SuggestParameters,
    parameters.ReleaseParameters,
    parameters.AddressParameters,
    parameters.SimilarParameters,
    parameters.ChangesParameters,
)
NAMES = sorted({declared.alias or name for model in _MODELS for name, declared in model.model_fields.items()} | {"compare", "id", "lang"})
"""Every parameter that some route reads."""
_SYNTAX = (
    '"',
    "*",
    "-",
    "(",
    ")",
    ":",
    " ODER ",
    " UND ",
    " NICHT ",
    "titel:",
    "seit:",
    "ministerium:",
    "…",
    "ß",
    "\u0301",
    "\u202e",
    "\x00",
)
_NUMBERS = ("0", "-1", "1", "2", "100", "101", "1e9", "9" * 19, "9" * 400, "٣", "1.5", "", "NaN")
_DATES = ("2024", "2024-13", "2024-02-30", "0000-00-00", "9999-12-31", "1-1-1", "heute", "letzte woche", "31.2.2023", "KW 53 2021")
_WORDS = (
    "relevance",
    "newest",
    "oldest",
    "day",
    "month",
    "year",
    "de",
    "en",
    "parts",
    "all",
    "mended",
    "true",
    "bibtex",
    "topic:5,ministry:9999",
)
_METHODS = ("GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW")
_HEADERS = {
    "HTTP_HOST": ("localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "xn--", "xn--fiqs8s", "müller.example", "a" * 300, "", "a b"),
    "HTTP_ACCEPT": ("text/html", "application/json", "*/*;q=0", "application/problem+json", ";;,,=", "text/html;q=9e99"),
    "HTTP_ACCEPT_LANGUAGE": ("de", "en", "tlh", "en;q=nan", "," * 500, "de-" * 200),
    "HTTP_ACCEPT_ENCODING": ("gzip", "br", "gzip;q=0", "identity;q=0, *;q=0", "gzip;q=x"),
    "HTTP_IF_NONE_MATCH": ("*", 'W/"a"', '"', "a" * 2000),
    "HTTP_IF_MODIFIED_SINCE": ("Thu, 01 Jan 1970 00:00:00 GMT", "gestern", "Thu, 99 Jan 99999 00:00:00 GMT"),
    "HTTP_RANGE": ("bytes=0-1", "bytes=-1", "bytes=9-1", "lines=1"),
    "HTTP_AUTHORIZATION": ("Bearer x", "Basic !!!", "Bearer"),
    "HTTP_X_FORWARDED_HOST": ("evil.example", "\t"),
    "HTTP_COOKIE": ("a=b; =;", "\xff"),
    "CONTENT_TYPE": ("application/json", "text/plain", "multipart/form-data; boundary=", "application/json; charset=klingon", ""),
}
_BODIES = (
    b"",
    b"{}",
    b"[]",
    b'{"text": "Radweg"}',
    b'{"text": 1, "size": "x"}',
    b"\xff\xfe",
    b'{"text": "\\ud800"}',
    b"[" * 5000,
    b'{"a":' * 5000,
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """A request as it comes in: ``path`` and ``query`` with per cent signs, other variables of WSGI in ``headers``."""

    endpoint: str
    path: str
    query: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def send(self, app: Flask) -> tuple[int, bytes]:
        """Status and body of the answer."""
        environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **self.headers,
        }
        parts, status, _ = run_wsgi_app(app, environ, buffered=True)
        return int(status.split()[0]), b"".join(parts)


def fuzzed_requests(app: Flask, releases: Sequence[Release]) -> st.SearchStrategy[Fuzzed]:
    """Requests of every route of ``app``, made of the words, ids and names of ``releases``; each route is as likely as any other."""
    queries = _queries(releases)
    ids = st.sampled_from([release.id for release in releases])
    values = queries | ids | st.text(max_size=30) | _names(releases) | st.sampled_from((*_NUMBERS, *_DATES, *_WORDS, *_SYNTAX))
    names = st.sampled_from(NAMES) | st.text(max_size=8)
    soup = st.lists(st.tuples(names, values), max_size=8) | st.tuples(st.tuples(st.just("q"), queries))
    return st.builds(
        _request,
        st.sampled_from(sorted((rule.endpoint, rule.rule) for rule in app.url_map.iter_rules())),
        places=st.lists(ids | _odd_segments(), min_size=3, max_size=3),
        number=st.integers(0, 99),
        soup=soup,
        raw=st.text("%&=+;?#äß\x00", max_size=5),  # a line break in an address is refused by the server
        method=st.sampled_from(_METHODS),
        headers=_headers(),
        body=st.sampled_from(_BODIES) | st.binary(max_size=50),
    )


def _request(  # what a request is made of
    rule: tuple[str, str],
    *,
    places: Sequence[str],
    number: int,
    soup: Sequence[tuple[str, str]],
    raw: str,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
) -> Fuzzed:
    endpoint, path = rule
    supply = iter(places)

    def filled(place: re.Match[str]) -> str:
        choices = _CHOICES.findall(place[0])
        value = choices[number % len(choices)] if choices and number < 90 else next(supply, "0")
        return quote(value.encode("utf-8", "surrogatepass"), safe="")

    written = [(name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass")) for name, value in soup]
    query = urlencode(written) + raw.encode().decode("latin-1")
    return Fuzzed(endpoint, _PLACEHOLDER.sub(filled, path), query, method, headers, body if method in {"POST", "PUT", "PATCH"} else b"")


def _odd_segments() -> st.SearchStrategy[str]:
    return st.sampled_from(("1", "0", "9" * 30, "..", "%2e%2e", "a/b", "search.css", "a" * 3000, "\x00", "\ud800", "2024.bib")) | st.text(
        max_size=12
    )


def _headers() -> st.SearchStrategy[dict[str, str]]:
    return st.lists(st.sampled_from(sorted(_HEADERS)), max_size=3, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: st.sampled_from(_HEADERS[name]).map(_as_wsgi) for name in chosen})
    )


def _as_wsgi(text: str) -> str:
    return text.encode().decode("latin-1")


def _names(releases: Sequence[Release]) -> st.SearchStrategy[str]:
    return st.sampled_from(
        sorted({value for release in releases for values in facet_values(release).values() for value in values} or {"-"})
    )


def _queries(releases: Sequence[Release]) -> st.SearchStrategy[str]:
    """Words of titles, as people ask, and the same after slips: letters cut out, doubled or turned, syntax put between."""
    words = st.sampled_from(sorted({word for release in releases for word in content_words(release.title)}))
    real = st.lists(words, min_size=1, max_size=5).map(" ".join)
    return real | st.builds(_mutated, real, st.lists(st.tuples(st.integers(0, 60), st.sampled_from(("", *_SYNTAX))), max_size=4))


def _mutated(query: str, slips: Sequence[tuple[int, str]]) -> str:
    for place, put in slips:
        at = place % (len(query) + 1)
        query = query[:at] + put + query[at + (not put) :]
    return query


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--requests", default=10_000, show_default=True)
def main(data: Path, requests: int) -> None:
    """Fuzzed requests of every route over the data folder DATA; ends with 1 when one fails or takes longer than a second."""
    chosen = Settings(data=data)
    archive = Archive.open(chosen.store_path)
    app = create_app(chosen, open_searcher(chosen), archive)
    Fuzzed("pages.search", "/search", "q=Verkehr").send(app)  # opening files belongs to no request
    seconds: dict[str, list[float]] = {}
    statuses: Counter[int] = Counter()
    failed: list[str] = []

    @settings(max_examples=requests, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(fuzzed_requests(app, list(islice(archive.current(), REAL))))
    def ask(asked: Fuzzed) -> None:
        started = time.thread_time()
        status, _ = asked.send(app)
        took = time.thread_time() - started
        seconds.setdefault(asked.endpoint, []).append(took)
        statuses[status] += 1
        if status >= 500 or took > SECONDS:
            failed.append(f"{status} {took * 1000:.0f} ms {asked}")

    ask()
    click.echo(f"{sum(statuses.values()):,} requests, {len(seconds)} routes; {machine()}\n")
    rows = [
        [name, f"{len(each):,}", milliseconds(sum(each) / len(each)), milliseconds(max(each))] for name, each in sorted(seconds.items())
    ]
    click.echo(table(["route", "asked", "mean ms", "worst ms"], rows))
    click.echo("\nstatus: " + ", ".join(f"{status} {count:,}" for status, count in sorted(statuses.items())))
    click.echo(f"failed, or longer than {SECONDS:.0f} s: {len(failed)}")
    for each in failed[:20]:
        click.echo(f"  {each[:400]}")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
