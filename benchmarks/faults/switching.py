"""Does an answer ever mix two generations, when many are published under it?

Ten releases change in each generation, all alike: title, text and topic name its number. An answer that has two numbers mixes two.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

from benchmarks.faults.scene import Outcome, Row, Scene, shown
from benchmarks.faults.site import Site
from benchmarks.faults.witness import Answer, Counts, get
from indexer.pipeline import bring_up_to_date, import_releases, read_sources
from indexer.store import Store
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.release import Block, Release

GENERATIONS = 30
CHANGED = 10
WORD = "Probestand"
PATHS = (f"/api/v1/search?q={WORD}&size=10", f"/search?q={WORD}&size=10", f"/api/v1/facets?q={WORD}", f"/api/v1/search?q={WORD}*&size=10")
THREADS = 3
PAUSE = 0.02
_NUMBER = re.compile(r"Stand (\d+)")


def rows(scene: Scene) -> Iterator[Row]:
    """One row: a search while the alias moves."""
    with scene.site.serving() as address:
        yield shown(switched(scene, address))
    scene.witness.learn()


def switched(scene: Scene, address: str) -> Row:
    """Publish again and again while threads ask."""
    counts, asked, stop = Counts(), list[tuple[str, Answer]](), threading.Event()
    settings = scene.site.loaded()
    with closing(Store.open(database_of(settings))) as store:
        publish(store, settings, scene.site, 0)
        threads = [threading.Thread(target=_ask, args=(address, number, counts, asked, stop)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        started = time.perf_counter()
        for number in range(1, GENERATIONS + 1):
            publish(store, settings, scene.site, number)
        took = time.perf_counter() - started
        stop.set()
        for thread in threads:
            thread.join()
    seen = [_judged(path, answer, counts) for path, answer in asked]
    said = f"{GENERATIONS} generations in {took:.0f} s, {len(set(filter(None, seen)))} of them seen"
    return Row("the alias moved under searches", counts, Outcome(said), scene.site.problems())


def publish(store: Store, settings: Settings, site: Site, number: int) -> None:
    """Import the ten releases as they are in a generation, and publish it."""
    import_releases(store, read_sources([site.file("stand", [_release(place, number) for place in range(CHANGED)])]))
    bring_up_to_date(store, open_index(settings))


def _release(place: int, number: int) -> Release:
    return Release(
        id=f"stand-{place}",
        title=f"{WORD} Stand {number}",
        published=datetime(2024, 3, 1 + place, 12, tzinfo=UTC),
        body=(Block(text=f"Zum {WORD} gehört Meldung {place}, Stand {number}."),),
        topics=(f"Stand {number}",),
    )


def _ask(address: str, number: int, counts: Counts, asked: list[tuple[str, Answer]], stop: threading.Event) -> None:
    while not stop.is_set():
        path = PATHS[(number + len(asked)) % len(PATHS)]
        started = time.perf_counter()
        answer = get(address, path)
        counts.longest = max(counts.longest, time.perf_counter() - started)
        asked.append((path, answer))
        stop.wait(PAUSE)


def _judged(path: str, answer: Answer, counts: Counts) -> str | None:
    """Count an answer; the one number in it."""
    numbers = set(_NUMBER.findall(answer.body))
    if answer.status == 200 and len(numbers) == 1 and _is_whole(path, answer):
        counts.right += 1
        return str(numbers.pop())
    if answer.is_refusal:
        counts.refused += 1
    else:
        counts.wrong.append(f"{path}: {answer.status} {sorted(numbers)} {answer.body[:300]!r}")
    return None


def _is_whole(path: str, answer: Answer) -> bool:
    """Whether all ten are there, and their facet says so."""
    if not path.startswith("/api/"):
        return answer.body.count('id="title-stand-') == CHANGED
    said = json.loads(answer.body)
    facets = said.get("facets", said)
    return [each["count"] for each in facets["topic"]["values"]] == [CHANGED] and said.get("total", CHANGED) == CHANGED
