"""Files that go to the cluster: what it cannot take now is sent again, what nobody needs any more is removed so, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from search_service.config import Settings
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.travelling import forget_pieces, send_files
from search_service.engines.opensearch.writing import bulk
from tests.engines.opensearch.answering_server import Answering, answering

BUSY = {"status": 429, "error": {"reason": "rejected execution"}}
DONE = {"status": 201}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAUSES", (0.001, 0.01))


def results(kind: str, *each: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"errors": BUSY in each, "items": [{kind: result} for result in each]}


def cluster_of(server: Answering) -> Cluster:
    return Cluster.of(Settings(opensearch_url=(server.url,)))


def test_a_piece_that_a_full_queue_refuses_is_sent_again(tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(b"Radweg")
    missing, made = (404, ""), (200, {"acknowledged": True})
    with answering(missing, made, missing, results("index", BUSY), results("index", DONE)) as server:
        pieces = send_files(cluster_of(server), "news-lexicons", tmp_path, ["words"], replicas=0)
    first, again = server.bodies[3:]
    assert first == again
    assert [json.loads(first.splitlines()[0])["index"]["_id"]] == pieces["words"]


def test_a_piece_whose_removal_a_full_queue_refuses_is_removed_later() -> None:
    refreshed = (200, {})
    found = (200, {"hits": {"hits": [{"_id": "needed"}, {"_id": "old"}]}})
    with answering(refreshed, found, results("delete", BUSY), results("delete", DONE)) as server:
        forget_pieces(cluster_of(server), "news-lexicons", [{"words": ["needed"]}])
    assert [json.loads(body) for body in server.bodies[2:]] == [{"delete": {"_id": "old"}}] * 2
