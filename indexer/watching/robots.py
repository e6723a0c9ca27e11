"""What robots.txt of a server permits (RFC 9309), kept for a day.

One that the server does not have permits everything. While it cannot be had (errors 5xx, 429, no connection) what was known holds, and
where nothing was known, nothing is permitted: the server may be about to say no.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from protego import Protego

from indexer.fetch import Fetched
from search_service.errors import SourceRefusedError, UnreadableSourceError

KEPT = 86_400.0
"""Seconds; the longest that the standard (2.4) allows."""
UNREACHABLE_FOR = 300.0
"""Seconds before one that could not be had is asked for again."""
READ_BYTES = 512_000
"""As much of it is read; the standard (2.5) asks for 500 KiB at least."""
LONGEST_CRAWL_DELAY = 30.0
MOST_SERVERS = 1_000
Get = Callable[[str], Fetched]


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: Protego | None
    until: float
    problem: str = ""


class Robots:
    """Asks each server once a day, by way of ``get``. Safe from any thread: at worst two ask at once."""

    def __init__(self, agent: str, get: Get) -> None:
        self._agent = agent
        self._get = get
        self._kept: LRUCache[str, _Kept] = LRUCache(MOST_SERVERS)

    def check(self, url: str, server: str) -> float:
        """The seconds that the server (``https://host:port``) wants between requests, 0 where it does not say.

        Raises SourceRefusedError for an address that it does not permit, UnreadableSourceError while that cannot be known.
        """
        kept = self._rules_of(server)
        if kept.problem:
            raise UnreadableSourceError(kept.problem)
        if kept.rules is None:
            return 0.0
        if not kept.rules.can_fetch(url, self._agent):
            message = f"{url} is not for robots (robots.txt of its server); ask its operator, or take the source out"
            raise SourceRefusedError(message, status=403)
        return min(kept.rules.crawl_delay(self._agent) or 0.0, LONGEST_CRAWL_DELAY)

    def _rules_of(self, server: str) -> _Kept:
        kept = self._kept.get(server)
        if kept is None or kept.until < time.monotonic():
            kept = self._asked(server, kept)
            self._kept[server] = kept
        return kept

    def _asked(self, server: str, before: _Kept | None) -> _Kept:
        now = time.monotonic()
        try:
            text = self._get(f"{server}/robots.txt").stream.read(READ_BYTES).decode("utf-8", "replace")
        except SourceRefusedError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return _Kept(None, now + KEPT)
            return _unreachable(server, before, error)
        except UnreadableSourceError as error:
            return _unreachable(server, before, error)
        return _Kept(Protego.parse(text), now + KEPT)


def _unreachable(server: str, before: _Kept | None, error: UnreadableSourceError) -> _Kept:
    again = time.monotonic() + UNREACHABLE_FOR
    if before and not before.problem:
        return _Kept(before.rules, again)
    return _Kept(None, again, f"whether {server} permits robots cannot be known now: {error}; it is tried again later")
