"""What does a web machine do that is cut off from cluster and store for a whole publish? It runs in a network namespace of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from benchmarks.faults.gate import Gate
from benchmarks.faults.scene import Outcome, Row, Scene, targets
from benchmarks.faults.witness import Witness

MINUTE = 60.0
"""Seconds that it is cut off at least: longer where the publish takes longer."""
NAME = f"faults{os.getpid()}"
FRONT, BACK = ("10.213.1.1", "10.213.1.2"), ("10.213.2.1", "10.213.2.2")
"""Addresses of this machine and of the web machine: where readers ask, and where it asks the cluster."""


def rows(scene: Scene) -> Iterator[Row]:
    """One row."""
    store = urlsplit(scene.site.database_url)
    with _namespace(), ExitStack() as standing:
        gates = [standing.enter_context(Gate(target, host=BACK[0]).standing()) for target in targets(scene.nodes)]
        to_store = standing.enter_context(Gate((store.hostname or "", store.port or 0), host=BACK[0]).standing())
        listed = ", ".join(f'"{gate.url}"' for gate in gates)
        database_url = f"postgresql://{store.username}@{to_store.host}:{to_store.port}{store.path}"
        site = scene.site.but(opensearch_url=f"[{listed}]", database_url=database_url)
        with replace(site, prefix=("ip", "netns", "exec", NAME)).serving(host=FRONT[1]) as address:
            witness = Witness(address, scene.site.releases[: len(scene.site.releases) // 2])
            witness.learn()
            yield Scene(scene.site, witness).observed("a web machine cut off for a publish, a minute at least", lambda: cut_off(scene))
    scene.witness.learn()


def cut_off(scene: Scene) -> Outcome:
    """Nothing of this machine reaches it behind, and it hears no refusal; meanwhile another generation is published."""
    _ip("route", "add", "blackhole", f"{BACK[1]}/32")
    started = time.monotonic()
    try:
        runs, _ = scene.site.through("import", scene.batch())
        time.sleep(max(0.0, MINUTE - (time.monotonic() - started)))
    finally:
        _ip("route", "del", "blackhole", f"{BACK[1]}/32")
    return Outcome(f"network namespace, silent for {time.monotonic() - started:.0f} s, a publish meanwhile", runs)


@contextmanager
def _namespace() -> Iterator[None]:
    _ip("netns", "add", NAME)
    try:
        for number, (ours, theirs) in enumerate((FRONT, BACK)):
            here, there = f"{NAME[:10]}h{number}", f"{NAME[:10]}t{number}"
            _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", NAME)
            _ip("addr", "add", f"{ours}/24", "dev", here)
            _ip("link", "set", here, "up")
            _ip("-n", NAME, "addr", "add", f"{theirs}/24", "dev", there)
            _ip("-n", NAME, "link", "set", there, "up")
        _ip("-n", NAME, "link", "set", "lo", "up")
        yield
    finally:
        _ip("netns", "del", NAME)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
