"""What becomes of an import when nodes, answers, or the indexer itself are lost in the middle of it?"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

from benchmarks.faults.gate import ALIAS, BULK, Moment, Then
from benchmarks.faults.scene import Outcome, Row, Scene, behind_gates
from benchmarks.faults.site import ended

AWAY = 8.0
FROZEN = 30.0
PATIENCE = 300.0


def rows(scene: Scene) -> Iterator[Row]:
    """One row a fault."""
    yield scene.observed("a node killed while indexing", lambda: during(scene, lambda: _away(scene, scene.nodes.holder(_newest(scene)))))
    yield scene.observed("the manager killed while indexing", lambda: during(scene, lambda: _away(scene, scene.nodes.manager())))
    yield scene.observed("a node frozen in the middle of a bulk", lambda: during(scene, lambda: _frozen(scene)))
    yield scene.observed("the answer to a bulk never comes", lambda: during(scene, lambda: None, Moment(BULK, 2, Then.HOLD)))
    yield scene.observed("the answer to the alias's move never comes", lambda: during(scene, lambda: None, Moment(ALIAS, 1, Then.HOLD)))
    yield scene.observed("the indexer killed in the middle of a bulk", lambda: killed(scene, Moment(BULK, 2)))
    yield scene.observed("the indexer killed before the alias moves", lambda: killed(scene, Moment(ALIAS, 1, Then.DROP)))
    yield scene.observed("the indexer killed when it has moved", lambda: killed(scene, Moment(ALIAS, 1, Then.HOLD)))


def during(scene: Scene, fault: Callable[[], None], moment: Moment | None = None) -> Outcome:
    """An import in whose second bulk something happens; the command is run again until it ends well."""
    moment = moment or Moment(BULK, 2)
    file = scene.batch()
    with behind_gates(scene.site, moment.decide) as site:
        process = site.start("import", file)
        if not moment.come.wait(PATIENCE):
            raise AssertionError(f"there was no request {moment.kind!r}: {ended(process)}")
        fault()
        first = ended(process)
    runs, said = scene.site.through("import", file, first=first)
    return Outcome("; ".join(each[:100] for each in said), runs)


def _newest(scene: Scene) -> str:
    """The index that is being written."""
    indices = scene.nodes.ask(f"_cat/indices/{scene.site.index}-*?format=json&h=index,creation.date&expand_wildcards=all")
    written = [each for each in indices if not each["index"].endswith("-lexicons")]
    return str(max(written, key=lambda each: int(each["creation.date"]))["index"])


def _away(scene: Scene, number: str) -> None:
    scene.nodes.kill(number)
    time.sleep(AWAY)
    scene.nodes.start(number)


def _frozen(scene: Scene) -> None:
    with scene.nodes.frozen(scene.nodes.holder(_newest(scene))):
        time.sleep(FROZEN)


def killed(scene: Scene, moment: Moment) -> Outcome:
    """An import that is killed at a moment; the next command goes on."""
    file = scene.batch()
    with behind_gates(scene.site, moment.decide) as site:
        process = site.start("import", file)
        if not moment.come.wait(PATIENCE):
            raise AssertionError(f"there was no request {moment.kind!r}: {ended(process)}")
        time.sleep(0.2)  # what was let through arrives
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    run = scene.site.run("index")
    if run.code:
        raise AssertionError(run.said)
    return Outcome(f"then `index`: {run.last}", 1)
