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

LOADS = {"full": (6, 0.2), "full all the time": (12, 0.0)}
"""Threads that write something else, and their pauses in seconds: as many as two writers and a queue of one on each of three nodes can
just not take, and more who come again at once."""


def rows(scene: Scene) -> Iterator[Row]:
    """One row a load; that nodes start with small queues is no part of it."""
    _restarted(scene, "thread_pool.write.queue_size: 1")
    for said, load in LOADS.items():
        yield scene.observed(f"queues of one request, {said} (429)", lambda load=load: crowded(scene, *load))  # type: ignore[misc]  # a loop's own value
    _restarted(scene, "")


def crowded(scene: Scene, threads: int, pause: float) -> Outcome:
    """An import while others fill queues that hold one request."""
    before = scene.nodes.rejected()
    with _load(scene.nodes, threads, pause):
        runs, said = scene.site.through("import", scene.batch())
    refused = scene.nodes.rejected() - before
    return Outcome("; ".join([f"{refused} refused", *(each[:100] for each in said)]), runs)


def _restarted(scene: Scene, settings: str) -> None:
    scene.nodes.kill(*NUMBERS)
    scene.nodes.start(NODE_SETTINGS=settings)
    scene.witness.learn()


@contextmanager
def _load(nodes: Nodes, number: int, pause: float) -> Iterator[None]:
    """Bulks of somebody else, as many as they can be."""
    stop = threading.Event()
    lines = "".join(f"{json.dumps({'index': {}})}\n{json.dumps({'text': 'Polizei ' * 50})}\n" for _ in range(300)).encode()
    nodes.ask("load", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}, method="PUT")

    def write(url: str) -> None:
        while not stop.is_set():
            with suppress(OSError, urllib.error.HTTPError):
                request = urllib.request.Request(f"{url}/load/_bulk", lines, {"Content-Type": "application/x-ndjson"})
                urllib.request.urlopen(request, timeout=30).close()
            stop.wait(pause)

    threads = [threading.Thread(target=write, args=(nodes.urls[each % 3],)) for each in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        nodes.ask("load", method="DELETE")
