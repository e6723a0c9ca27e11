"""Which threads answer, and since when: tells when all of them are stuck. What is done about that is the server's to say."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

STUCK_SECONDS = 60.0
"""How long all threads may answer at once, each one request: no search takes that long."""


class Workers:
    """The ``threads`` that answer. Safe from any thread."""

    def __init__(self, threads: int, *, patience: float = STUCK_SECONDS) -> None:
        self._threads = threads
        self._patience = patience
        self._since: dict[int, float] = {}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While the thread at hand answers one request."""
        thread = threading.get_ident()
        self._since[thread] = time.monotonic()
        try:
            yield
        finally:
            del self._since[thread]

    @property
    def are_stuck(self) -> bool:
        """Whether every thread has been answering one request for longer than ``patience`` seconds."""
        since = list(self._since.values())
        return len(since) >= self._threads and time.monotonic() - max(since) > self._patience
