"""Writing in bulk: what is refused for now is sent again, and nothing else; what is refused for good is reported by its id."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any

import pytest

from search_service.config import Settings
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.writing import bulk
from search_service.engines.opensearch.writing.bulk import BulkSender, Operation
from search_service.errors import EngineUnavailableError, IndexUnwritableError
from tests.engines.opensearch.answering_server import Answering, answering

BUSY = {"status": 429, "error": {"reason": "rejected execution"}}
WRONG = {"status": 400, "error": {"reason": "mapping set to strict"}}
NEWER = {"status": 409, "error": {"reason": "version conflict"}}
DONE = {"status": 201}
GONE = {"status": 404}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAUSES", (0.001, 0.01))
    monkeypatch.setattr(bulk, "GIVEN_UP", 0.5)


def results(*each: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"errors": any("error" in result for result in each), "items": [{"index": result} for result in each]}


def send(server: Answering, *ids: str, deleting: str = "") -> None:
    operations = [*(Operation(each, {"id": each}) for each in ids), *([Operation(deleting, None)] if deleting else [])]
    BulkSender(Cluster.of(Settings(opensearch_url=(server.url,))), "news-1-a", version=7).send(operations)


def ids_sent(body: str) -> list[str]:
    actions = [json.loads(line) for line in body.splitlines() if '"_id"' in line]
    return [next(iter(action.values()))["_id"] for action in actions]


def test_each_line_has_our_id_and_the_version_of_the_store() -> None:
    with answering(results(DONE, GONE)) as server:
        send(server, "a", deleting="b")
    lines = [json.loads(line) for line in server.bodies[0].splitlines()]
    version = {"version": 7, "version_type": "external_gte"}
    assert lines == [{"index": {"_id": "a", **version}}, {"id": "a"}, {"delete": {"_id": "b", **version}}]


def test_only_what_was_refused_for_now_is_sent_again() -> None:
    with answering(results(DONE, BUSY, NEWER, BUSY), results(BUSY, DONE), results(DONE)) as server:
        send(server, "a", "b", "c", "d")
    assert [ids_sent(body) for body in server.bodies] == [["a", "b", "c", "d"], ["b", "d"], ["b"]]


def test_a_whole_request_that_is_refused_for_now_is_sent_again() -> None:
    with answering((429, {"error": {"reason": "queue is full"}}), results(DONE)) as server:
        send(server, "a")
    assert [ids_sent(body) for body in server.bodies] == [["a"], ["a"]]


def test_who_stays_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "GIVEN_UP", 0.1)
    message = r"2 documents \(a: too busy, 429; b: too busy, 429\);.*then run"
    with answering(results(BUSY, BUSY)) as server, pytest.raises(EngineUnavailableError, match=message):
        send(server, "a", "b")
    assert len(server.bodies) > 2


def test_who_takes_something_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAUSES", (0.1, 0.1))
    one_by_one = [results(DONE, *[BUSY] * left) for left in range(9, -1, -1)]
    with answering(*one_by_one) as server:
        send(server, *"abcdefghij")
    assert [len(ids_sent(body)) for body in server.bodies] == list(range(10, 0, -1))


def test_requests_become_smaller_while_they_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SMALLEST", 2)
    full = (429, {"error": {"reason": "queue is full"}})
    with answering(full, full, full, (200, {"errors": False, "items": []})) as server:
        send(server, *"abcdefgh")
    assert [len(ids_sent(body)) for body in server.bodies] == [8, 4, 2, 2, 2, 2, 2]
    assert sorted(each for body in server.bodies[3:] for each in ids_sent(body)) == list("abcdefgh")


def test_what_is_refused_for_good_is_reported_by_its_id() -> None:
    with answering(results(DONE, WRONG, WRONG)) as server, pytest.raises(IndexUnwritableError, match=r"2 documents \(b: .*strict; c: "):
        send(server, "a", "b", "c")


def test_what_is_refused_is_reported_when_all_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LARGEST", 1)
    with answering(results(WRONG)) as server, pytest.raises(IndexUnwritableError, match=r"9 documents \(a: .*; i: "):
        send(server, *"abcdefghi")


def test_a_long_list_of_what_is_refused_says_how_many_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LISTED", 1)
    with answering(results(WRONG, WRONG)) as server, pytest.raises(IndexUnwritableError, match=r"2 documents \(a: [^;]*; and 1 more\)"):
        send(server, "a", "b")


def test_large_batches_are_several_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LARGEST", 200)
    with answering((200, {"errors": False, "items": []})) as server:
        send(server, *(f"r{number}" for number in range(10)))
    assert len(server.bodies) > 2
    assert sorted(each for body in server.bodies for each in ids_sent(body)) == [f"r{number}" for number in range(10)]


@pytest.mark.parametrize("nodes", [1, 3])
def test_all_tries_together_have_one_limit(nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "GIVEN_UP", 3.0)
    with ExitStack() as standing:
        servers = [standing.enter_context(answering(results(DONE), hanging=True)) for _ in range(nodes)]
        cluster = Cluster.of(Settings(opensearch_url=tuple(server.url for server in servers)), seconds=3600.0)
        with pytest.raises(EngineUnavailableError, match=r"1 documents \(a: .*then run"):
            BulkSender(cluster, "news-1-a", version=7).send([Operation("a", {"id": "a"})])
    assert sum(len(server.bodies) for server in servers) <= 2 * nodes


def test_no_answer_at_all() -> None:
    with pytest.raises(EngineUnavailableError):
        send(Answering("http://127.0.0.1:9"), "a")
