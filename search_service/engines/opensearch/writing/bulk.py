"""Sends documents in bulk: as many at once as the cluster takes, each failure tried again a few times and then reported by its id.

Whatever is sent twice changes nothing: ids are ours, and versions those of the store.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from opensearchpy.exceptions import ConnectionError as UnreachableError
from opensearchpy.exceptions import TransportError

from search_service.engines.opensearch.cluster import WRITING_SECONDS, Cluster
from search_service.errors import EngineUnavailableError, IndexUnwritableError

AT_ONCE = 2
"""Requests on their way: one is worked on while the next arrives."""
WAITING = 2
"""Requests made while those are on their way; then making waits."""
LARGEST = 4 << 20
"""Bytes of a request."""
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, *[8.0] * 6)
"""Seconds before each new try, while the cluster has too much to do or lost a node."""
PATIENCE = {"timeout": "15s", "request_timeout": WRITING_SECONDS}
"""The cluster says after so long that a shard has no node, before the client gives up unanswered. (The client takes a timeout that stands
alone for its own.)"""
_BUSY = {429, 502, 503, 504}
_SAME_OR_NEWER = 409
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line to write: a document, or none to delete what has the id."""

    id: str
    document: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    text: str


class BulkSender:
    """Sends to one index; ``version`` is that of all that is sent."""

    def __init__(self, cluster: Cluster, index: str, *, version: int) -> None:
        self._cluster = cluster
        self._index = index
        self._version = version

    def send(self, operations: Iterable[Operation]) -> None:
        """Send all. Raises IndexUnwritableError that lists what was refused, or EngineUnavailableError when the cluster stays away."""
        started, waited = time.perf_counter(), 0.0
        under_way: deque[Future[None]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for lines in _requests(map(self._line, operations)):
                under_way.append(pool.submit(self._send, lines))
                if len(under_way) >= AT_ONCE + WAITING:
                    waited += _waited_for(under_way.popleft())
            waited += sum(map(_waited_for, under_way))
        _log.info(
            "%s: sent in %.1f s, of which %.1f s were spent waiting for the cluster", self._index, time.perf_counter() - started, waited
        )

    def _line(self, operation: Operation) -> _Line:
        what = {"_id": operation.id, "version": self._version, "version_type": "external_gte"}
        if operation.document is None:
            return _Line(operation.id, json.dumps({"delete": what}) + "\n")
        document = json.dumps(operation.document, ensure_ascii=False, separators=(",", ":"))
        return _Line(operation.id, f"{json.dumps({'index': what})}\n{document}\n")

    def _send(self, lines: Sequence[_Line]) -> None:
        for pause in (*PAUSES, None):
            lines, reason = self._refused(lines)
            if not lines:
                return
            if pause is not None:
                time.sleep(pause)
        ids = ", ".join(line.id for line in lines[:5])
        raise EngineUnavailableError(
            f"OpenSearch does not take {len(lines)} releases ({ids}; {reason}); see that it is green, then run the command again"
        )

    def _refused(self, lines: Sequence[_Line]) -> tuple[Sequence[_Line], str]:
        """Those of ``lines`` to try again, and why."""
        body = "".join(line.text for line in lines)
        with self._cluster.errors():
            try:
                answer = self._cluster.client.bulk(body=body, index=self._index, params=PATIENCE)
            except (UnreachableError, TransportError) as error:
                if isinstance(error, UnreachableError) or error.status_code in _BUSY:
                    return lines, str(error.error)
                raise
        if not answer["errors"]:
            return (), ""
        failed = [(line, each) for line, each in zip(lines, map(_result, answer["items"]), strict=True) if _has_failed(each)]
        final = [(line, each) for line, each in failed if each["status"] not in _BUSY]
        if final:
            listed = "; ".join(f"{line.id}: {each['error'].get('reason', each['status'])}"[:200] for line, each in final)
            raise IndexUnwritableError(f"OpenSearch refuses {len(final)} releases ({listed}); what was published answers as before")
        return [line for line, _ in failed], "too busy"


def _waited_for(sent: Future[None]) -> float:
    """The seconds until a request was answered. Raises what went wrong with it."""
    started = time.perf_counter()
    sent.result()
    return time.perf_counter() - started


def _result(item: dict[str, Any]) -> dict[str, Any]:
    """What became of a line, whatever it asked for."""
    return dict(next(iter(item.values())))


def _has_failed(result: dict[str, Any]) -> bool:
    """Not so where a newer version is there already, or nothing that could be deleted."""
    return "error" in result and result["status"] != _SAME_OR_NEWER


def _requests(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """``lines`` in pieces of LARGEST bytes or a little more."""
    waiting: list[_Line] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line.text)
        if size >= LARGEST:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting
