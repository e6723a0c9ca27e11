"""What the costliest request costs that each route allows, in time and in memory: `python -m benchmarks.costliest ARCHIVE`.

Every rule of the application has its requests here: the questions of ``hostile`` with the largest page, the longest release, the most
changes, texts of the greatest length. Each is asked of two applications whose caches hold one megabyte: of one for the time of the
processor, of another for what is allocated at most, for tracing takes time. Exports are read to their end, as a server sends them.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
from flask import Flask
from flask.testing import FlaskClient

from benchmarks.contestants import OURS
from benchmarks.hostile import Hostile
from benchmarks.tables import machine, milliseconds, table
from benchmarks.workspace import Workspace, archive_options, workspace
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.query.request import MAX_PAGE_SIZE, MAX_PAGED_HITS
from search_service.release import Release
from search_service.schema import FacetName, field_texts
from search_service.web.app import create_app
from search_service.web.exports.kinds import EXPORTS
from search_service.web.pages.selection_routes import MOST as MAX_SELECTED
from search_service.web.parameters import MAX_CHANGES, MAX_SIMILAR, MAX_SIMILAR_TEXT

STREAMS = frozenset({"exports.search"})
"""Routes whose answers are as long as what was found."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: GET, or POST of ``body`` as JSON."""

    path: str
    body: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, path: str, **parameters: object) -> Asked:
        return cls(f"{path}?{urlencode(parameters)}" if parameters else path)

    def send(self, client: FlaskClient) -> tuple[int, int]:
        """Status and bytes of the answer, all of which is read."""
        response = client.post(self.path, json=self.body) if self.body else client.get(self.path)
        with response:
            return response.status_code, sum(len(part) for part in response.iter_encoded())


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: seconds of the processor, bytes allocated at most, bytes answered."""

    asked: Asked
    status: int
    seconds: float
    held: int
    answered: int


class Costliest:
    """The requests of every route over ``releases``; ``queries`` of each kind of hostile question."""

    def __init__(self, releases: Sequence[Release], *, queries: int, seed: int) -> None:
        kinds = Hostile(releases, seed=seed).kinds.values()
        self._queries = ["", *(make() for make in kinds for _ in range(queries))]
        self._ids = urlencode([("id", release.id) for release in releases[:MAX_SELECTED]])
        self._longest = max(releases, key=lambda release: sum(map(len, field_texts(release).values())))
        self._text = " ".join(text for release in releases[:500] for text in field_texts(release).values())[:MAX_SIMILAR_TEXT]

    def of(self, endpoint: str, path: str) -> Iterable[Asked]:
        """The requests of a route; one that takes nothing is its ``path``."""
        release = f"/releases/{self._longest.id}"
        special = {
            "pages.download": f"{release}.ninjs.json",
            "api.similar": f"/api/v1{release}/similar?size={MAX_SIMILAR}",
            "api.release_at": f"/api/v1/releases?url={'a' * 2000}",
            "api.release": f"/api/v1{release}",
            "api.changes": f"/api/v1/changes?limit={MAX_CHANGES}",
            "discovery.site_map_part": "/sitemap-1.xml",
            "pages.selection": f"/selection?{self._ids}",
            "pages.selection_file": f"/selection.csv?{self._ids}",
        }
        if endpoint in special:
            return [Asked(special[endpoint])]
        if endpoint in self._with(""):
            return [request for q in self._queries for request in self._with(q)[endpoint]]
        return [Asked(path)]

    def _with(self, q: str) -> Mapping[str, Sequence[Asked]]:
        """The requests of the routes that take a query."""
        deep = MAX_PAGED_HITS // MAX_PAGE_SIZE
        facets = ",".join(f"{facet}:9999" for facet in FacetName)
        return {
            "pages.search": [Asked.of("/search", q=q, size=MAX_PAGE_SIZE, topic_query="a"), Asked.of("/search", q=q, page=deep, size=100)],
            "pages.release": [Asked.of(f"/releases/{self._longest.id}", q=q)],
            "api.search": [Asked.of("/api/v1/search", q=q, size=MAX_PAGE_SIZE, facets=facets, match="parts", spelling="mended")],
            "api.facets": [Asked.of("/api/v1/facets", q=q, facets=facets)],
            "api.timeline": [Asked.of("/api/v1/timeline", q=q, interval="day")],
            "api.suggest": [Asked.of("/api/v1/suggest", q=q)],
            "api.similar_text": [Asked("/api/v1/similar", {"text": q or self._text, "size": MAX_SIMILAR})],
            "exports.search": [Asked.of(f"/search.{kind}", q=q) for kind in (("atom", "ninjs.json") if q else EXPORTS)],
            "discovery.suggestions": [Asked.of("/search.suggestions", q=q)],
        }


def costs(timed: FlaskClient, traced: FlaskClient, requests: Iterable[Asked]) -> Iterator[Cost]:
    """What each request costs."""
    for asked in requests:
        started = time.process_time()
        status, answered = asked.send(timed)
        seconds = time.process_time() - started
        tracemalloc.start()
        asked.send(traced)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        yield Cost(asked, status, seconds, peak, answered)


def routes(app: Flask) -> dict[str, str]:
    """The path of every route but files that are sent as they lie there."""
    files = {"static", "assets.file", "theme.file"}
    return {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in files}


@click.command()
@archive_options
@click.option("--queries", default=5, show_default=True, help="Questions of each hostile kind.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, queries: int) -> None:
    """The costliest allowed request of every route over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        timed, traced = _application(work), _application(work)
        for client in (timed, traced):
            Asked("/search?q=Verkehr").send(client.test_client())
        costliest = Costliest(work.real, queries=queries, seed=seed)
        found = {
            endpoint: list(costs(timed.test_client(), traced.test_client(), costliest.of(endpoint, path)))
            for endpoint, path in routes(timed).items()
        }
    click.echo(f"{work.size:,} releases; {machine()}\n")
    header = ["route", "asked", "worst ms", "worst MB", "longest kB", "failed"]
    click.echo(table(header, [_row(endpoint, each) for endpoint, each in found.items()]))
    worst = max((cost for endpoint, each in found.items() if endpoint not in STREAMS for cost in each), key=lambda cost: cost.seconds)
    click.echo(f"\nthe worst but streams: {worst.seconds * 1000:.0f} ms: {worst.asked.path[:_SHOWN]}")


def _application(work: Workspace) -> Flask:
    settings = Settings(data=work.index(OURS), cache_megabytes=1)
    return create_app(settings, open_searcher(settings), Archive.open(work.store_path))


def _row(endpoint: str, each: Sequence[Cost]) -> list[str]:
    return [
        endpoint + (" (stream)" if endpoint in STREAMS else ""),
        str(len(each)),
        milliseconds(max(cost.seconds for cost in each)),
        f"{max(cost.held for cost in each) / 1e6:.0f}",
        f"{max(cost.answered for cost in each) / 1e3:,.0f}",
        str(sum(cost.status >= 500 for cost in each)),
    ]


if __name__ == "__main__":
    main()
