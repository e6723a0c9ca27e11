"""What our index costs at one size of archive: built in one process, asked and added to in another, so that memory is told apart."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.contestants import OURS, contestant
from benchmarks.indexing import additions
from benchmarks.memory import Memory
from benchmarks.pages import seconds_of_pages
from benchmarks.request_mix import Question
from benchmarks.suggestions import seconds as seconds_of_suggestions
from benchmarks.workspace import Workspace
from search_service.archive import Archive
from search_service.release import Release

T = TypeVar("T")
SAMPLED_EVERY = 0.02
"""Seconds between two looks at the memory of a build."""


@dataclass(frozen=True, slots=True)
class Built:
    """``seconds`` on the clock and of the ``processor``, ``peak`` memory (own and mapped, each at its highest), ``bytes`` on disk."""

    seconds: float
    processor: float
    peak: Memory
    bytes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds of every search, suggestion and page, ``first`` and ``again``, and until each of some new releases was found.

    ``opened`` are those of opening and the very first search, ``memory`` is what the process holds after all searches.
    """

    opened: float
    first: Sequence[float]
    again: Sequence[float]
    suggestions: Sequence[float]
    pages: Sequence[float]
    memory: Memory
    seen: Sequence[float]


def built(work: Workspace) -> Built:
    """Build the index of ours anew, in place of one that is there."""
    folder = work.folder / OURS
    shutil.rmtree(folder, ignore_errors=True)
    return _in_new_process(_build, work.store_path, folder)


def asked(work: Workspace, questions: Sequence[Question], typed: Sequence[str]) -> Asked:
    """Ask and suggest each text twice, make pages of what has been asked, then add releases."""
    return _in_new_process(_ask, work.index(OURS), work.store_path, questions, typed, work.real[0])


def _in_new_process(measure: Callable[..., T], *arguments: Any) -> T:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, arguments)


def _build(store: Path, folder: Path) -> Built:
    started, processor = time.perf_counter(), time.process_time()
    with closing(Archive.open(store)) as archive, _watched() as samples:
        contestant(OURS).build(archive.current(), folder)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    peak = Memory(own=max(each.own for each in samples), mapped=max(each.mapped for each in samples))
    return Built(seconds, processor, peak, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))


@contextmanager
def _watched() -> Iterator[list[Memory]]:
    """What this process holds, looked at again and again meanwhile."""
    samples, ended = [Memory.now()], threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLED_EVERY):
            samples.append(Memory.now())

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _ask(index: Path, store: Path, questions: Sequence[Question], typed: Sequence[str], model: Release) -> Asked:
    requests = [question.request() for question in questions]
    started = time.perf_counter()
    with closing(contestant(OURS).open_searcher(index)) as searcher:
        searcher.search(requests[0])
        opened = time.perf_counter() - started
        first, again = [[_seconds(searcher.search, request) for request in requests[1:]] for _ in range(2)]
        seconds_of_suggestions(searcher, typed)
        suggestions = seconds_of_suggestions(searcher, typed)
        memory = Memory.now()
        pages = seconds_of_pages(searcher, store, [question.path for question in questions])
    return Asked(opened, first, again, suggestions, pages, memory, additions(OURS, index, model))


def _seconds(call: Callable[[Any], object], argument: Any) -> float:
    started = time.perf_counter()
    call(argument)
    return time.perf_counter() - started
