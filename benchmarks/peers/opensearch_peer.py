"""OpenSearch on one node: one shard, its `german` analyzer, terms aggregations for the facets, its own highlighter.

The node is the one that ``TEST_OPENSEARCH_URL`` names, as `deploy/opensearch-test/run` sets it. In the folder of a workspace there is
only the name of the index. Asked over one connection a thread, with no client library between.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.peers.answering import Filter, Found, PeerSearcher, Plan, active_filters, counting_groups, month_of, plan_of
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import Hit, Snippet, SnippetPart
from search_service.schema import FIELD_WEIGHTS, FacetName, Field, field_texts

NAME = "OpenSearch"
NODE = "TEST_OPENSEARCH_URL"
TIMEOUT_SECONDS = 120
BULK = 500
EVERY_VALUE = 1_000
"""Of a facet; more than any archive measured has."""
SNIPPET_CHARACTERS = 240
_NAME_FILE = "name"
_START, _END = "\x02", "\x03"
_KEYWORDS = {Filter.TOPIC: "topic", Filter.MINISTRY: "ministry", Filter.DATE: "month"}
_MAPPING = {
    "dynamic": "strict",
    "properties": {
        # Offsets in the postings: without them each snippet analyses its text anew.
        **{field.value: {"type": "text", "analyzer": "german", "index_options": "offsets"} for field in Field},
        **{keyword: {"type": "keyword"} for keyword in _KEYWORDS.values()},
        "day": {"type": "integer"},
        "url": {"type": "keyword", "index": False, "doc_values": False},
        "published": {"type": "keyword", "index": False, "doc_values": False},
    },
}
_STORED = ["url", "published", "topic", "ministry", Field.TITLE.value, Field.TEASER.value]
Body = dict[str, Any]
"""JSON as it is sent and received."""


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release, its merges done."""
    name = f"benchmark-{uuid4().hex}"
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}
    with closing(Node()) as node:
        node.ask("PUT", f"/{name}", {"settings": settings, "mappings": _MAPPING})
        _write(node, name, releases)
        node.ask("POST", f"/{name}/_forcemerge?max_num_segments=1")
        node.ask("POST", f"/{name}/_refresh")
    folder.mkdir(parents=True)
    (folder / _NAME_FILE).write_text(name, encoding="ascii")


def add(release: Release, folder: Path) -> None:
    """One release more, in place of the one with the same id; found when this returns."""
    name = index_name(folder)
    with closing(Node()) as node:
        _write(node, name, [release])
        node.ask("POST", f"/{name}/_refresh")


def open_searcher(folder: Path) -> OpenSearchPeer:
    return OpenSearchPeer(index_name(folder))


def node_url() -> str:
    """Raises KeyError where no node is named."""
    return os.environ[NODE]


@cache
def cluster_id() -> str:
    """What tells the node from another that listens, or listened, at the same place."""
    with closing(Node()) as node:
        return str(node.ask("GET", "/")["cluster_uuid"])


def index_name(folder: Path) -> str:
    return (folder / _NAME_FILE).read_text(encoding="ascii")


def body_of(request: SearchRequest, plan: Plan | None = None) -> Body:
    """The question as OpenSearch is asked it: hits filtered behind the counting, each facet counted under the filters of the others."""
    plan = plan or plan_of(request.node)
    filters, active = _filters(request), active_filters(request)
    body: Body = {
        "size": request.size,
        "track_total_hits": True,
        "_source": _STORED,
        "query": {"simple_query_string": _words(plan)},
        "aggs": dict(_counts(request, filters)),
    }
    if active:
        body["post_filter"] = {"bool": {"filter": [filters[each] for each in sorted(active)]}}
    if request.highlight:
        fragments = {Field.TITLE.value: {"number_of_fragments": 0}, Field.TEASER.value: {}, Field.BODY.value: {}}
        whole = {"number_of_fragments": 1, "fragment_size": SNIPPET_CHARACTERS, "pre_tags": [_START], "post_tags": [_END]}
        body["highlight"] = {**whole, "fields": fragments}
    return body


def _words(plan: Plan) -> Body:
    return {
        "query": " ".join([*plan.words, *(f'"{phrase}"' for phrase in plan.phrases)]),
        "fields": [f"{field}^{weight}" for field, weight in FIELD_WEIGHTS.items()],
        "default_operator": "or" if plan.any_word else "and",
        "flags": "PHRASE|WHITESPACE",
    }


def _filters(request: SearchRequest) -> dict[Filter, Body]:
    days = {"gte": request.first.toordinal() if request.first else None, "lte": request.last.toordinal() if request.last else None}
    return {
        Filter.TOPIC: {"terms": {"topic": list(request.values_of(FacetName.TOPIC))}},
        Filter.MINISTRY: {"terms": {"ministry": list(request.values_of(FacetName.MINISTRY))}},
        Filter.DATE: {"range": {"day": days}},
    }


def _counts(request: SearchRequest, filters: Mapping[Filter, Body]) -> Iterator[tuple[str, Body]]:
    for applied, facets in counting_groups(request).items():
        terms = {facet.value: {"terms": {"field": _KEYWORDS[facet], "size": EVERY_VALUE}} for facet in facets}
        if not applied:
            yield from terms.items()
        else:
            filtered = {"bool": {"filter": [filters[each] for each in sorted(applied)]}}
            yield "-".join(sorted(terms)), {"filter": filtered, "aggs": terms}


def _write(node: Node, name: str, releases: Iterable[Release]) -> None:
    lines: list[str] = []
    for release in releases:
        lines += [json.dumps({"index": {"_id": release.id}}), json.dumps(_document(release), ensure_ascii=False)]
        if len(lines) == 2 * BULK:
            _send(node, name, lines)
            lines = []
    if lines:
        _send(node, name, lines)


def _send(node: Node, name: str, lines: list[str]) -> None:
    answer = node.send("POST", f"/{name}/_bulk", "\n".join([*lines, ""]).encode(), "application/x-ndjson")
    if answer["errors"]:
        raise OSError(f"OpenSearch refused a release: {next(each for each in answer['items'] if 'error' in each['index'])}")


def _document(release: Release) -> Body:
    return {
        **{field.value: text for field, text in field_texts(release).items()},
        "topic": release.topics,
        "ministry": release.ministries,
        "month": month_of(release),
        "day": release.published.toordinal(),
        "url": release.url,
        "published": release.published.isoformat(),
    }


class Node:
    """One connection to the node; for one thread."""

    def __init__(self) -> None:
        place = urlsplit(node_url())
        self._connection = HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT_SECONDS)

    def ask(self, method: str, path: str, body: Body | None = None) -> Body:
        return self.send(method, path, b"" if body is None else json.dumps(body).encode(), "application/json")

    def send(self, method: str, path: str, content: bytes, kind: str) -> Body:
        """Raises OSError for an answer that is none."""
        self._connection.request(method, path, content, {"Content-Type": kind} if content else {})
        response = self._connection.getresponse()
        answer: Body = json.loads(response.read())
        if response.status >= 300:
            raise OSError(f"OpenSearch answers {method} {path} with {response.status}: {str(answer)[:500]}")
        return answer

    def close(self) -> None:
        self._connection.close()


class OpenSearchPeer(PeerSearcher):
    """One index, asked over a connection of its own by each thread."""

    name = NAME

    def __init__(self, index: str) -> None:
        self._path = f"/{index}/_search"
        self._thread = threading.local()
        self._opened: list[Node] = []

    def close(self) -> None:
        for node in self._opened:
            node.close()

    def find(self, plan: Plan, request: SearchRequest) -> Found:
        answer = self._node().ask("POST", self._path, body_of(request, plan))
        counts = dict(_counted(answer["aggregations"]))
        hits = tuple(map(_hit, answer["hits"]["hits"]))
        return Found(answer["hits"]["total"]["value"], hits, counts[Filter.TOPIC], counts[Filter.MINISTRY], counts[Filter.DATE])

    def _node(self) -> Node:
        node: Node | None = getattr(self._thread, "node", None)
        if node is None:
            node = self._thread.node = Node()
            self._opened.append(node)
        return node


def _counted(aggregations: Body) -> Iterator[tuple[Filter, dict[str, int]]]:
    for name, counted in aggregations.items():
        if "buckets" in counted:
            yield Filter(name), {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}
        else:
            yield from _counted({facet: inner for facet, inner in counted.items() if facet != "doc_count"})


def _hit(found: Body) -> Hit:
    source = found["_source"]
    return Hit(
        id=found["_id"],
        url=source["url"],
        title=source[Field.TITLE.value],
        teaser=source[Field.TEASER.value],
        published=datetime.fromisoformat(source["published"]),
        facet_values={FacetName.TOPIC: tuple(source["topic"]), FacetName.MINISTRY: tuple(source["ministry"])},
        score=found["_score"],
        snippets=tuple(Snippet(Field(field), _parts(fragments[0])) for field, fragments in found.get("highlight", {}).items()),
    )


def _parts(fragment: str) -> tuple[SnippetPart, ...]:
    parts = []
    for piece in fragment.split(_START):
        marked, end, rest = piece.partition(_END)
        parts += [SnippetPart(marked, match=True), SnippetPart(rest, match=False)] if end else [SnippetPart(marked, match=False)]
    return tuple(part for part in parts if part.text)
