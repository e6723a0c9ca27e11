"""One request to a host at a time and not too soon after the last one, whichever source it is for."""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

from search_service.errors import SourceRefusedError

LONGEST_WAIT = 60.0
"""Seconds that a request waits for its turn; a host that wants to be left alone for longer is a failure, which is tried again then."""
MOST_HOSTS = 10_000


def host_of(url: str) -> str:
    """The host and port of an address, as a source names its place."""
    return urlsplit(url).netloc.lower()


class Hosts:
    """Keeps for every host when it may be asked next. Safe from any thread."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, pause: float) -> None:
        """Wait for the turn of a request; the next one comes ``pause`` seconds later. Raises SourceRefusedError when that is long."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._free_at.get(host, now), now)
            if turn - now > LONGEST_WAIT:
                message = f"{host} wants to be left alone for another {turn - now:,.0f} seconds; it is asked again then"
                raise SourceRefusedError(message, status=429, retry_after=turn - now)
            self._forget_old(now)
            self._free_at[host] = turn + pause
        time.sleep(turn - now)

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask a host nothing for so long."""
        with self._lock:
            self._free_at[host] = max(self._free_at.get(host, 0.0), time.monotonic() + seconds)

    def _forget_old(self, now: float) -> None:
        if len(self._free_at) > MOST_HOSTS:
            self._free_at = {host: free_at for host, free_at in self._free_at.items() if free_at > now}
