"""Asks a service all the time, as readers and programs do, and knows which answers are right: those of a state that was published."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

from search_service.release import Release

THREADS = 3
PAUSE = 0.1
"""Between two questions of a thread: a loop without one takes the processors from the node that comes back."""
SETTLED = 3.0
"""Seconds of asking before and after a fault."""
LONGEST = 90.0
QUERIES = 40
SIZES = range(3, 11)
_HITS = re.compile(r'id="title-([^"]+)"')
_TOTAL = re.compile(r'id="total">([\d.]+) ')
_WORD = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{4,}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: status, headers, body; status 0 where it did not."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def is_refusal(self) -> bool:
        """Whether it is our 503: when to come again, and problem details or a page, without a traceback or a name of a machine."""
        kind = self.headers.get("content-type", "")
        ours = kind.startswith("application/problem+json") or (kind.startswith("text/html") and "<h1" in self.body)
        return self.status == 503 and self.headers.get("retry-after", "").isdigit() and ours and "127.0.0.1" not in self.body


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds in a state."""

    total: int
    ids: tuple[str, ...]
    facets: str


@dataclass
class Counts:
    """What became of the questions while something happened."""

    right: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0


State = dict[str, Found]
Judge = Callable[[Answer], bool]


def get(base: str, path: str) -> Answer:
    """One question on a connection of its own."""
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=LONGEST)
    try:
        connection.request("GET", path, headers={"Accept-Language": "de"})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, {}, repr(error))
    finally:
        connection.close()


class Witness:
    """Searches for words of ``releases`` by API and page, and reads releases."""

    def __init__(self, base: str, releases: Sequence[Release], *, seed: int = 1) -> None:
        self.base = base
        self._chance = random.Random(seed)
        words = sorted({word for release in releases for word in _WORD.findall(release.title)})
        self._queries = self._chance.sample(words, min(QUERIES, len(words)))
        self._ids = [release.id for release in self._chance.sample(list(releases), 20)]
        self._states: list[State] = []
        self._texts: dict[str, set[str]] = {each: set() for each in self._ids}
        self._stop = threading.Event()

    def learn(self) -> None:
        """Take what is found now for right, too."""
        self._states.append({q: found_in(self._patiently(_search(q, 10))) for q in self._queries})
        for each in self._ids:
            self._texts[each].add(self._patiently(f"/api/v1/releases/{each}").body)

    def _patiently(self, path: str) -> Answer:
        until = time.monotonic() + LONGEST
        while (answer := get(self.base, path)).status != 200 and time.monotonic() < until:
            time.sleep(0.5)
        if answer.status != 200:
            raise AssertionError(f"{path} is not answered again: {answer.status} {answer.body[:300]}")
        return answer

    @contextmanager
    def watching(self) -> Iterator[Counts]:
        """Ask in threads while the block is at work; afterwards ``judge`` says what was right."""
        self._asked: list[tuple[str, Answer]] = []
        self._stop.clear()
        counts = Counts()
        threads = [threading.Thread(target=self._ask, args=(counts, random.Random(number))) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            time.sleep(SETTLED)
            yield counts
            time.sleep(SETTLED)
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _ask(self, counts: Counts, chance: random.Random) -> None:
        while not self._stop.is_set():
            path = self._question(chance)
            started = time.perf_counter()
            answer = get(self.base, path)
            counts.longest = max(counts.longest, time.perf_counter() - started)
            self._asked.append((path, answer))
            self._stop.wait(PAUSE)

    def _question(self, chance: random.Random) -> str:
        kind = chance.random()
        if kind < 0.15:
            return f"/api/v1/releases/{chance.choice(self._ids)}"
        path = _search(chance.choice(self._queries), chance.choice(SIZES))
        return path if kind < 0.6 else path.removeprefix("/api/v1")

    def judge(self, counts: Counts) -> None:
        """Count what was asked: right is what is whole in one of the states."""
        for path, answer in self._asked:
            if answer.status == 200 and self._is_right(path, answer):
                counts.right += 1
            elif answer.is_refusal:
                counts.refused += 1
            else:
                counts.wrong.append(f"{path}: {answer.status} {answer.headers.get('retry-after')} {answer.body[:300]!r}")

    def _is_right(self, path: str, answer: Answer) -> bool:
        if "?" not in path:
            return answer.body in self._texts[path.rpartition("/")[2]]
        q, size = _asked(path)
        known = [state[q] for state in self._states]
        if path.startswith("/api/"):
            found = found_in(answer)
            return any(found == Found(each.total, each.ids[:size], each.facets) for each in known)
        total, ids = _on_page(answer.body)
        return any(total == each.total and ids[: len(each.ids[:size])] == each.ids[:size] for each in known)


def _search(q: str, size: int) -> str:
    return f"/api/v1/search?q={quote_plus(q)}&size={size}"


def _asked(path: str) -> tuple[str, int]:
    values = parse_qs(path.partition("?")[2])
    return values["q"][0], int(values["size"][0])


def found_in(answer: Answer) -> Found:
    """What the API says of a search."""
    said: dict[str, Any] = json.loads(answer.body)
    return Found(said["total"], tuple(hit["id"] for hit in said["hits"]), json.dumps(said["facets"]))


def _on_page(html: str) -> tuple[int, tuple[str, ...]]:
    total = _TOTAL.search(html)
    return int(total[1].replace(".", "")) if total else 0, tuple(_HITS.findall(html))
