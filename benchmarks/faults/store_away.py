"""What do readers and an import see when PostgreSQL is started again, or crashes?"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.scene import Outcome, Row, Scene
from benchmarks.faults.site import ended

SERVER = Path(__file__).parents[2] / "deploy" / "postgresql-test" / "server"
AWAY = 5.0


def rows(scene: Scene) -> Iterator[Row]:
    """One row a way to stop."""
    for mode, said in (("fast", "PostgreSQL restarted under an import"), ("immediate", "PostgreSQL crashed under an import")):
        yield scene.observed(said, lambda mode=mode: restarted(scene, mode))  # type: ignore[misc]  # a loop's own value


def restarted(scene: Scene, mode: str) -> Outcome:
    """Twice: while releases are stored, and while they are indexed."""
    file = scene.batch()
    process = scene.site.start("import", file)
    for _ in range(2):
        time.sleep(AWAY)
        _server(scene, "stop", mode)
        time.sleep(AWAY)
        _server(scene, "start")
    runs, said = scene.site.through("import", file, first=ended(process))
    return Outcome("; ".join(each[:100] for each in said), runs)


def _server(scene: Scene, verb: str, *arguments: str) -> None:
    subprocess.run([SERVER, verb, scene.site.folder / "postgresql", *arguments], check=True, stdout=subprocess.DEVNULL)
