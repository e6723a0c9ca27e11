"""Reads one source in a thread of its own, and hands its portions to the thread that stores. Nothing is stored here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from queue import SimpleQueue

from indexer.sources.base import Item, Read
from indexer.watching.kinds.table import portions_of
from indexer.watching.portions import Portion
from indexer.watching.tools import Tools
from indexer.watching.watch_file import Source
from search_service.errors import NewsSearchError, SourceRefusedError

PORTIONS_WAITING = 16
"""Portions of all sources together that wait to be stored; more are not read ahead."""
UNEXPECTED = "reading ended in an error that is not foreseen; the lines above it are for the makers of this program"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A portion of a source, to be stored."""

    source: Source
    portion: Portion


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The end of a run after ``seconds``; ``problem`` is empty when all was read, ``retry_after`` what the server asked for."""

    source: Source
    seconds: float
    problem: str = ""
    retry_after: float = 0.0


class Wake:
    """Somebody wants the storing thread to look up: the program is to end."""


Event = Arrived | RunEnded | Wake


class Runner:
    """Starts runs; their events come through ``events``, which a signal handler may put into as well."""

    def __init__(self, tools_for: Callable[[Source, Callable[[], bool]], Tools]) -> None:
        self.events: SimpleQueue[Event] = SimpleQueue()
        self._tools_for = tools_for
        self._stopping = threading.Event()
        self._room = threading.Semaphore(PORTIONS_WAITING)

    def start(self, source: Source) -> None:
        """Read a source in the background. The thread dies with the program: what it had not handed over is read again."""
        threading.Thread(target=self._read, args=(source,), name=source.name, daemon=True).start()

    def stop(self) -> None:
        """End all runs at the next thing they read."""
        self._stopping.set()

    def stored(self) -> None:
        """A portion that had arrived is done with."""
        self._room.release()

    def _read(self, source: Source) -> None:
        started = time.monotonic()
        problem, retry_after = UNEXPECTED, 0.0
        try:
            for portion in portions_of(source, self._tools_for(source, self._ended(source, started))):
                if not self._hand_over(source, portion):
                    break
            problem = ""
        except SourceRefusedError as error:
            problem, retry_after = str(error), error.retry_after
        except NewsSearchError as error:
            problem = str(error)
        finally:  # an error that nobody foresaw goes to the log by the thread's own hook; its source must not wait for ever
            self.events.put(RunEnded(source, time.monotonic() - started, problem, retry_after))

    def _ended(self, source: Source, started: float) -> Callable[[], bool]:
        return lambda: self._stopping.is_set() or time.monotonic() - started > source.patience

    def _hand_over(self, source: Source, portion: Portion) -> bool:
        """False when the program ends: nobody stores it, so nothing after it may be marked as read."""
        while not self._room.acquire(timeout=0.2):
            if self._stopping.is_set():
                return False
        self.events.put(Arrived(source, replace(portion, items=tuple(_completed(source, portion.items)))))
        return True


def _completed(source: Source, items: tuple[Item, ...]) -> Iterator[Item]:
    """The items; a release that names no ministry or topic gets those of its source."""
    for item in items:
        if isinstance(item, Read):
            more: dict[str, object] = {}
            if source.ministry and not item.release.ministries:
                more["ministries"] = (source.ministry,)
            if source.topic and not item.release.topics:
                more["topics"] = (source.topic,)
            release = item.release.model_copy(update=more) if more else item.release
            yield replace(item, release=release, origin=source.name)
        else:
            yield item
