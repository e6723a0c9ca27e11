"""What do we add to the cluster's own time? A search never asked before through our whole stack, beside its compiled request alone.

    deploy/opensearch-test/run python -m benchmarks.cluster_search ARCHIVE [--keep FOLDER]

"Ours" is an answer of our API over HTTP: three facets, ten hits, their snippets and why they were found, and all that it asks the cluster.
"Its own" is the answer of the cluster to the one request that makes the page, sent as bytes and read to the last byte, not looked into.
The cluster was asked each question before, so it is as warm for one as for the other; they take turns in being first. Each round begins
with a new process of ours, which knows no question. Questions that ten releases do not answer stand apart: what is closest, and what else
could be asked, are requests of their own.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import inf
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from socket import create_server
from statistics import fmean, median
from urllib.parse import urlsplit

import click
from flask.testing import FlaskClient

from benchmarks.both_engines import both_engines, build
from benchmarks.load import HOST
from benchmarks.metrics import percentile
from benchmarks.request_mix import unseen_mix
from benchmarks.tables import machine, milliseconds, table, times
from benchmarks.workspace import archive_options, workspace
from search_service.answers.searcher import EngineSearcher, open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.cache import Cache
from search_service.engines.opensearch.cluster import Body, Cluster, client_of
from search_service.engines.opensearch.opening import OpenSearchReader
from search_service.engines.opensearch.published import Names
from search_service.engines.opensearch.travelling import LocalGenerations
from search_service.serving.server import Server
from search_service.web.app import create_app
from search_service.web.warming import spare_collections, warm

TEN = 10
_TICKS = os.sysconf("SC_CLK_TCK")


class NotingCluster(Cluster):
    """Notes how often it is asked, and the request that made the page."""

    asked = 0
    page: tuple[str, Body] | None = None

    @contextmanager
    def errors(self) -> Iterator[None]:
        self.asked += 1
        with super().errors():
            yield

    def search(self, index: str, body: Body) -> Body:
        if "aggs" in body and body.get("size"):
            self.page = index, body
        return super().search(index, body)


@dataclass(frozen=True, slots=True)
class Learned:
    """A question as the cluster is asked it: how often it is asked at all, and the request that makes the page of ``total`` hits."""

    kind: str
    path: str
    total: int
    asked: int
    page_path: str
    page: bytes

    @property
    def fills_a_page(self) -> bool:
        return self.total >= TEN


@click.command()
@archive_options
@click.option("--each", default=40, show_default=True, help="Questions of each kind.")
@click.option("--node-process", type=int, help="The process of the node, here: what both sides work is printed too, of a whole processor.")
@click.option("--rounds", default=3, show_default=True, help="How often each is asked, of a new process of ours; the best counts.")
@click.option("--url", envvar="TEST_OPENSEARCH_URL", default="http://127.0.0.1:9200", show_default=True, help="A node of the cluster.")
def main(
    archive: Path, releases: int | None, seed: int, keep: Path | None, each: int, rounds: int, url: str, node_process: int | None
) -> None:
    """Whole answers beside those of the cluster over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work, both_engines(keep, url) as (_, settings):
        build(settings, work.releases())
        questions = [(question.kind.value, question.path) for question in unseen_mix(work.real, each, seed=seed)]
        learned = learn(settings, work.store_path, questions)
        seconds = best_seconds(settings, work.store_path, learned, rounds=rounds)
        full = [each for each in learned if each.fills_a_page]
        worked = processor_seconds(settings, work.store_path, full, node_process) if node_process else None
    click.echo(f"{work.size:,} releases, {len(learned)} searches, the best of {rounds} rounds; {machine()}\n")
    click.echo(_table(learned, seconds))
    if worked:
        ours, node, own = map(milliseconds, (worked.ours, worked.node_for_ours, worked.own))
        ratio = times((worked.ours + worked.node_for_ours) / worked.own)
        click.echo(f"\na processor works on a page of ten {ours} ms in our process and {node} ms in the node, {own} ms on its own: {ratio}")


def learn(settings: Settings, store: Path, questions: Sequence[tuple[str, str]]) -> list[Learned]:
    """Ask every question once, and note what the cluster is asked for it."""
    cluster, names = NotingCluster(client_of(settings)), Names(settings.opensearch_index)
    local = LocalGenerations(settings.index_folder, cluster, names)
    reader = OpenSearchReader(cluster, names, local, Cache(settings.cache_megabytes << 20))
    client = create_app(settings, EngineSearcher(reader), Archive.open(store)).test_client()
    client.get("/api/v1/search?q=Land")
    return [_learned(cluster, client, kind, path) for kind, path in questions]


def _learned(cluster: NotingCluster, client: FlaskClient, kind: str, path: str) -> Learned:
    cluster.asked, cluster.page = 0, None
    total = client.get(path).get_json()["total"]
    if cluster.page is None:
        raise click.ClickException(f"{path} asked the cluster for no page")
    index, body = cluster.page
    return Learned(kind, path, total, cluster.asked, f"/{index}/_search?allow_partial_search_results=false", json.dumps(body).encode())


def best_seconds(settings: Settings, store: Path, learned: Sequence[Learned], *, rounds: int) -> list[tuple[float, float]]:
    """The seconds of ours and its own of every question."""
    best = [(inf, inf)] * len(learned)
    for number in range(rounds):
        with serving(settings, store) as (port, _):
            taken = list(_round(settings, learned, port, own_first=bool(number % 2)))
        best = [(min(first[0], second[0]), min(first[1], second[1])) for first, second in zip(best, taken, strict=True)]
    return best


@dataclass(frozen=True, slots=True)
class Processor:
    """Seconds of a processor for a search: in our process and in the node for ours, in the node for its own."""

    ours: float
    node_for_ours: float
    own: float


def processor_seconds(settings: Settings, store: Path, learned: Sequence[Learned], node_process: int) -> Processor:
    """What each side works, however busy the machine is; nobody else may ask the node meanwhile."""
    node = urlsplit(settings.opensearch_url[0]).netloc
    with serving(settings, store) as (port, process):
        used, node_used = _processor_seconds(process), _processor_seconds(node_process)
        with closing(http.client.HTTPConnection(HOST, port)) as ours:
            for each in learned:
                _seconds(ours, "GET", each.path)
        used, node_between = _processor_seconds(process) - used, _processor_seconds(node_process)
        with closing(http.client.HTTPConnection(node)) as own:
            for each in learned:
                _seconds(own, "POST", each.page_path, each.page)
        own_used = _processor_seconds(node_process) - node_between
    return Processor(*(seconds / len(learned) for seconds in (used, node_between - node_used, own_used)))


def _round(settings: Settings, learned: Sequence[Learned], port: int, *, own_first: bool) -> Iterator[tuple[float, float]]:
    node = urlsplit(settings.opensearch_url[0]).netloc
    with closing(http.client.HTTPConnection(HOST, port)) as ours, closing(http.client.HTTPConnection(node)) as own:
        for number, each in enumerate(learned):
            if own_first == bool(number % 2):
                whole, alone = _seconds(ours, "GET", each.path), _seconds(own, "POST", each.page_path, each.page)
            else:
                alone, whole = _seconds(own, "POST", each.page_path, each.page), _seconds(ours, "GET", each.path)
            yield whole, alone


def _seconds(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> float:
    """Until the last byte of an answer is there."""
    started = time.perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    response = connection.getresponse()
    response.read()
    took = time.perf_counter() - started
    if response.status != 200:
        raise click.ClickException(f"{path}: {response.status}")
    return took


@contextmanager
def serving(settings: Settings, store: Path) -> Iterator[tuple[int, int]]:
    """Our service in a process of its own: its port, and the number of the process."""
    receiver, sender = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_serve, args=(settings, store, sender), daemon=True)
    process.start()
    try:
        yield receiver.recv(), process.pid or 0
    finally:
        process.terminate()
        process.join()


def _serve(settings: Settings, store: Path, sender: Connection) -> None:
    app = create_app(settings, open_searcher(settings), Archive.open(store))
    warm(app)
    spare_collections()
    listener = create_server((HOST, 0))
    sender.send(listener.getsockname()[1])
    Server(app, listener, settings=settings).run()


def _processor_seconds(process: int) -> float:
    """What a process has used of processors. Linux alone (/proc)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _table(learned: Sequence[Learned], seconds: Sequence[tuple[float, float]]) -> str:
    found = list(zip(learned, seconds, strict=True))
    full = [each for each in found if each[0].fills_a_page]
    rows = {f"{kind}, ten hits": [each for each in full if each[0].kind == kind] for kind in dict.fromkeys(each.kind for each in learned)}
    rows |= {"**all of ten hits**": full, "fewer than ten hits": [each for each in found if not each[0].fills_a_page]}
    header = ["", "searches", "requests", "ours p50 / p90 ms", "its own p50 / p90 ms", "ratio of p50", "of sums", "median of ratios"]
    return table(header, [_row(name, each) for name, each in rows.items() if each])


def _row(name: str, found: Sequence[tuple[Learned, tuple[float, float]]]) -> list[str]:
    ours, own = ([seconds[which] for _, seconds in found] for which in (0, 1))
    both = [f"{milliseconds(percentile(taken, 50))} / {milliseconds(percentile(taken, 90))}" for taken in (ours, own)]
    ratios = [median(ours) / median(own), sum(ours) / sum(own), median(whole / alone for _, (whole, alone) in found)]
    return [name, str(len(found)), f"{fmean(each.asked for each, _ in found):.1f}", *both, *map(times, ratios)]


if __name__ == "__main__":
    main()
