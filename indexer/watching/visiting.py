"""Asks servers for pages as a polite visitor: by the rules of robots.txt, one request at a time, only for what changed."""

from __future__ import annotations

from urllib.parse import urlsplit

from indexer.fetch import Asking, Fetched, Limits, Validators, fetch, fetch_if_changed
from indexer.watching.hosts import Hosts, host_of
from indexer.watching.robots import READ_BYTES, Robots
from indexer.watching.schedule import LONGEST_RETRY_AFTER
from search_service.errors import SourceRefusedError

USUAL_RETRY_AFTER = 30.0
"""Seconds for which a server that got too many requests is left alone where it does not say for how long."""
NOTHING_KNOWN = Validators()
_TOO_MANY = 429
_BUSY = frozenset({_TOO_MANY, 503})


class Visitor:
    """Fetches for all sources; safe from any thread. ``pause`` are the seconds between two requests to one host."""

    def __init__(self, *, user_agent: str, pause: float, private_addresses: bool, heeds_robots: bool = True) -> None:
        self._user_agent = user_agent
        self._pause = pause
        self._heeds_robots = heeds_robots
        self._hosts = Hosts()
        self.private_addresses = private_addresses
        self._robots = Robots(user_agent.partition("/")[0].partition(" ")[0], self._robots_txt)

    def visit(self, url: str, limits: Limits, known: Validators = NOTHING_KNOWN) -> Fetched | None:
        """What lies at an address, or None when that has not changed since ``known`` was heard of it.

        Raises UnreadableSourceError; a server that is busy is asked nothing for as long as it says, within a bound.
        """
        try:
            return fetch_if_changed(url, limits, Asking(user_agent=self._user_agent, known=known, permit=self._permit))
        except SourceRefusedError as error:
            if error.status in _BUSY:
                seconds = error.retry_after or (USUAL_RETRY_AFTER if error.status == _TOO_MANY else 0.0)
                self._hosts.leave_alone(host_of(url), min(seconds, LONGEST_RETRY_AFTER))
            raise

    def _permit(self, url: str) -> None:
        """Wait for the turn of a request that robots.txt permits."""
        parts = urlsplit(url)
        delay = self._robots.check(url, f"{parts.scheme}://{parts.netloc}") if self._heeds_robots else 0.0
        self._hosts.wait(host_of(url), max(self._pause, delay))

    def _robots_txt(self, url: str) -> Fetched:
        limits = Limits(size=10 * READ_BYTES, seconds=20, silence=10, private_addresses=self.private_addresses)
        return fetch(url, limits, Asking(user_agent=self._user_agent, permit=lambda each: self._hosts.wait(host_of(each), self._pause)))
