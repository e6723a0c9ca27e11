"""What becomes of an import while the queues of all nodes are full of what others write (429)?"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks.faults.nodes import NUMBERS, Nodes
from benchmarks.faults.scene import Outcome, Row, Scene

LOADING = 6
"""Threads that write something else: as many as two writers and a queue of one on each of three nodes can just not take."""


def rows(scene: Scene) -> Iterator[Row]:
    """One row."""
    yield scene.observed("queues of one request, full (429)", lambda: crowded(scene))


def crowded(scene: Scene) -> Outcome:
    """An import while others fill queues that hold one request."""
    _restarted(scene.nodes, "thread_pool.write.queue_size: 1")
    try:
        before = scene.nodes.rejected()
        with _load(scene.nodes):
            file = scene.batch()
            runs, said = scene.site.through("import", file)
        refused = scene.nodes.rejected() - before
    finally:
        _restarted(scene.nodes, "")
    return Outcome("; ".join([f"{refused} refused", *(each[:100] for each in said)]), runs)


def _restarted(nodes: Nodes, settings: str) -> None:
    nodes.kill(*NUMBERS)
    nodes.start(NODE_SETTINGS=settings)


@contextmanager
def _load(nodes: Nodes) -> Iterator[None]:
    """Bulks of somebody else, as many as they can be."""
    stop = threading.Event()
    lines = "".join(f"{json.dumps({'index': {}})}\n{json.dumps({'text': 'Polizei ' * 50})}\n" for _ in range(300)).encode()
    nodes.ask("load", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}, method="PUT")

    def write(url: str) -> None:
        while not stop.is_set():
            with suppress(OSError, urllib.error.HTTPError):
                request = urllib.request.Request(f"{url}/load/_bulk", lines, {"Content-Type": "application/x-ndjson"})
                urllib.request.urlopen(request, timeout=30).close()
            stop.wait(0.2)

    threads = [threading.Thread(target=write, args=(nodes.urls[number % 3],)) for number in range(LOADING)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        nodes.ask("load", method="DELETE")
