"""The cluster of tests as faults need it: nodes that are killed, frozen, started again otherwise. Knows nothing of releases."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CLUSTER = Path(__file__).parents[2] / "deploy" / "opensearch-test" / "cluster"
NUMBERS = ("1", "2", "3")
PATIENCE = 180.0
"""Seconds after which a cluster that is not as it should be ends the run."""


class NoClusterError(Exception):
    """No node answers what a fault has to know."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Three nodes on the ports behind ``base``, whose files lie in ``folder``; ``variables`` are those of the script."""

    base: int
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{self.base + int(number)}" for number in NUMBERS)

    def start(self, *numbers: str, **variables: str) -> None:
        """Start nodes, all unless some are named, and wait until the cluster is whole; one that is red for good is not waited for."""
        for number in numbers:
            self._call("launch", number, **variables)
        if not numbers:
            self._call("start", **variables)

    def stop(self) -> None:
        self._call("stop")

    def kill(self, *numbers: str) -> None:
        for number in numbers:
            self._call("kill", number)

    def erase(self, number: str) -> None:
        """Remove what a node that is killed has stored."""
        shutil.rmtree(self.folder / f"n{number}" / "data")

    @contextmanager
    def frozen(self, number: str) -> Iterator[None]:
        """A node that is there and does nothing."""
        pid = int((self.folder / f"n{number}" / "pid").read_text())
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def manager(self) -> str:
        """The number of the elected manager."""
        return str(self.ask("_cat/cluster_manager?format=json")[0]["node"]).removeprefix("n")

    def holder(self, index: str) -> str:
        """The number of a node with a primary of the index; the manager only where no other has one."""
        shards = self.ask(f"_cat/shards/{index}?format=json")
        numbers = {str(each["node"]).removeprefix("n") for each in shards if each["prirep"] == "p" and each["node"]}
        return min(numbers - {self.manager()} or numbers)

    def wait_for(self, *, nodes: int = 3, status: str = "green") -> None:
        """Until the cluster has so many nodes and at least this status. Raises NoClusterError."""
        self._wait(lambda health: health["number_of_nodes"] == nodes and health["status"] in {"green", status})

    def wait_for_red(self) -> None:
        """Until a shard is nowhere. Raises NoClusterError."""
        self._wait(lambda health: health["status"] == "red")

    def _wait(self, reached: Any) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if reached(self.ask("_cluster/health?local=true")):
                    return
            except NoClusterError:
                pass
            time.sleep(0.5)
        raise NoClusterError("the cluster does not become what it should")

    def ask(self, path: str, body: Any = None, *, method: str | None = None) -> Any:
        """What the first node that answers says. Raises NoClusterError."""
        data = None if body is None else json.dumps(body).encode()
        errors: list[str] = []
        for url in self.urls:
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(f"{url}/{path}", data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return json.load(answer)
            except OSError as error:
                errors.append(str(error))
        raise NoClusterError("; ".join(errors))

    def rejected(self) -> int:
        """How many requests to write all nodes have refused because their queues were full."""
        nodes = self.ask("_nodes/stats/thread_pool")["nodes"].values()
        return sum(int(node["thread_pool"]["write"]["rejected"]) for node in nodes)

    def _call(self, *arguments: str, **variables: str) -> None:
        own = {"NODES": "3", "HTTP_BASE": str(self.base), "TRANSPORT_BASE": str(self.base + 100), "RUN_DIR": str(self.folder)}
        command: Sequence[str] = (str(CLUSTER), *arguments)
        subprocess.run(command, check=True, env=os.environ | own | dict(self.variables) | variables, stdout=subprocess.DEVNULL)
