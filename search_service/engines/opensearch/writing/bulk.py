"""Sends documents in bulk: as many at once as the cluster takes. What it cannot take now is sent again, later and in smaller requests;
what it refuses is reported by its id at the end.

Whatever is sent twice changes nothing: ids are ours, and versions those of the store.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
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
SMALLEST = 32
"""Lines of a request that is not made smaller."""
GIVEN_UP = 120.0
"""Seconds after which a cluster that took nothing at all meanwhile is given up: it has too much to do, lost a node, or hangs."""
PAUSES = (0.25, 4.0)
"""Seconds before the first new try, and the most: each is twice as long as the one before, and up to a half more or less, so that
several writers do not come at once."""
LISTED, EXAMPLES = 100, 5
"""Lines that were refused for good which an error names at most, and of those that were given up, all for one reason."""
SHARD_SECONDS = 15.0
"""After so long at most the cluster says that a shard has no node: before the client gives up unanswered."""
AT_LEAST = 1.0
"""Seconds that a node which is asked has at least."""
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


@dataclass(frozen=True, slots=True)
class _Failed:
    line: _Line
    reason: str

    def __str__(self) -> str:
        return f"{self.line.id}: {self.reason}"[:200]


@dataclass(slots=True)
class _Patience:
    """How long a request waits for its next try."""

    until: float = field(default_factory=lambda: time.monotonic() + GIVEN_UP)
    pause: float = field(default_factory=lambda: PAUSES[0])

    def of_each(self, nodes: int) -> float:
        """Seconds for each of ``nodes`` that are asked in turn: if all hang, they are given up together."""
        return max(AT_LEAST, min(WRITING_SECONDS, (self.until - time.monotonic()) / nodes))

    def wait(self) -> bool:
        """Wait a little longer than the time before; False: that has been enough."""
        if time.monotonic() >= self.until:
            return False
        time.sleep(self.pause * random.uniform(0.5, 1.5))
        self.pause = min(2 * self.pause, PAUSES[1])
        return True


class BulkSender:
    """Sends to one index; ``version`` is that of all that is sent, None where one id never means two things."""

    def __init__(self, cluster: Cluster, index: str, *, version: int | None) -> None:
        self._cluster = cluster
        self._index = index
        self._version = {} if version is None else {"version": version, "version_type": "external_gte"}

    def send(self, operations: Iterable[Operation]) -> None:
        """Send all. Raises IndexUnwritableError that lists what was refused, or EngineUnavailableError when the cluster stays away."""
        started, waited = time.perf_counter(), 0.0
        sent: list[Future[list[_Failed]]] = []
        under_way: deque[Future[list[_Failed]]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for lines in _requests(map(self._line, operations)):
                    sent.append(pool.submit(self._send, lines))
                    under_way.append(sent[-1])
                    if len(under_way) >= AT_ONCE + WAITING:
                        waited += _waited_for(under_way.popleft())
                waited += sum(map(_waited_for, under_way))
            finally:
                pool.shutdown(wait=False, cancel_futures=True)  # after an error what has not begun does not begin
        if refused := [each for request in sent for each in request.result()]:
            listed = _listed(refused, most=LISTED)
            raise IndexUnwritableError(f"OpenSearch refuses {len(refused)} documents ({listed}); what was published answers as before")
        _log.info(
            "%s: sent in %.1f s, of which %.1f s were spent waiting for the cluster", self._index, time.perf_counter() - started, waited
        )

    def _line(self, operation: Operation) -> _Line:
        what = {"_id": operation.id, **self._version}
        if operation.document is None:
            return _Line(operation.id, json.dumps({"delete": what}) + "\n")
        document = json.dumps(operation.document, ensure_ascii=False, separators=(",", ":"))
        return _Line(operation.id, f"{json.dumps({'index': what})}\n{document}\n")

    def _send(self, lines: Sequence[_Line]) -> list[_Failed]:
        """Send ``lines``, what the cluster cannot take now in halves of the request before; those that it refuses for good."""
        refused: list[_Failed] = []
        patience, size = _Patience(), len(lines)
        while lines:
            tried, later = lines[:size], lines[size:]
            busy, final = self._tried(tried, seconds=patience.of_each(self._cluster.tries))
            refused += final
            lines = [*later, *(each.line for each in busy)]
            if len(busy) < len(tried):
                patience = _Patience()
            if busy:
                size = max(SMALLEST, size // 2)
                if not patience.wait():
                    listed = _listed(busy, most=EXAMPLES)
                    message = f"OpenSearch does not take {len(lines)} documents ({listed})"
                    raise EngineUnavailableError(f"{message}; see that it is green, then run the command again")
        return refused

    def _tried(self, lines: Sequence[_Line], *, seconds: float) -> tuple[list[_Failed], list[_Failed]]:
        """Those of ``lines`` to try again, and those that are refused for good; each node is waited for so many ``seconds``."""
        patience = {"timeout": f"{int(1000 * min(SHARD_SECONDS, seconds / 2))}ms", "request_timeout": seconds}
        body = "".join(line.text for line in lines)
        with self._cluster.errors():
            try:
                answer = self._cluster.client.bulk(body=body, index=self._index, params=patience)
            except (UnreachableError, TransportError) as error:
                if isinstance(error, UnreachableError) or error.status_code in _BUSY:
                    return [_Failed(line, str(error.error)) for line in lines], []
                raise
        if not answer["errors"]:
            return [], []
        failed = [(line, each) for line, each in zip(lines, map(_result, answer["items"]), strict=True) if _has_failed(each)]
        busy = [_Failed(line, f"too busy, {each['status']}") for line, each in failed if each["status"] in _BUSY]
        return busy, [_Failed(line, _reason(each)) for line, each in failed if each["status"] not in _BUSY]


def _reason(result: dict[str, Any]) -> str:
    return str(result["error"].get("reason", result["status"]))


def _listed(failed: Sequence[_Failed], *, most: int) -> str:
    left_out = len(failed) - most
    return "; ".join(map(str, failed[:most])) + (f"; and {left_out} more" if left_out > 0 else "")


def _waited_for(sent: Future[list[_Failed]]) -> float:
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
