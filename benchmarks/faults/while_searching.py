"""What do readers see while nodes go and come back?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.faults.nodes import NUMBERS
from benchmarks.faults.scene import Outcome, Row, Scene

AWAY = 8.0
"""Seconds that a node is gone."""
FROZEN = 45.0
"""Longer than a cluster takes to notice that a node does nothing: three checks of ten seconds."""


def rows(scene: Scene) -> Iterator[Row]:
    """One row a fault."""
    yield scene.observed("a node killed", lambda: node_killed(scene))
    yield scene.observed("the elected manager killed", lambda: manager_killed(scene))
    yield scene.observed("a node frozen for 45 s (SIGSTOP)", lambda: node_frozen(scene))
    yield scene.observed("two of three gone and back", lambda: gone(scene, away=2))
    yield scene.observed("all three gone and back", lambda: gone(scene, away=3))


def node_killed(scene: Scene) -> Outcome:
    number = scene.nodes.holder(scene.site.index)
    _away(scene, number)
    return Outcome()


def manager_killed(scene: Scene) -> Outcome:
    _away(scene, scene.nodes.manager())
    return Outcome()


def _away(scene: Scene, *numbers: str) -> None:
    scene.nodes.kill(*numbers)
    time.sleep(AWAY)
    scene.nodes.start(*numbers)
    scene.nodes.wait_for()


def node_frozen(scene: Scene) -> Outcome:
    with scene.nodes.frozen(scene.nodes.holder(scene.site.index)):
        time.sleep(FROZEN)
    scene.nodes.wait_for()
    return Outcome()


def gone(scene: Scene, *, away: int) -> Outcome:
    stays = scene.nodes.holder(scene.site.index)
    _away(scene, *[number for number in NUMBERS if number != stays or away == len(NUMBERS)])
    return Outcome()
