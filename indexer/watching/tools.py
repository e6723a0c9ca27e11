"""What every kind of source is given to read with. Nothing is done here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer.sources.opening import Way
from indexer.watching.memory import WatchMemory
from indexer.watching.visiting import Visitor


@dataclass(frozen=True, slots=True)
class Tools:
    """What is known of the source, who asks servers, how files are read, whether to end, and what time it is (seconds since 1970).

    ``ended`` is asked between two things of a source: the program stops, or the patience with this source is over. What is left then
    waits for the next run.
    """

    memory: WatchMemory
    visitor: Visitor
    way: Way
    ended: Callable[[], bool]
    now: Callable[[], float]
