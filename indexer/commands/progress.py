"""Shows how far a long command is: a bar with rate and time left on a terminal, else a line now and then. Always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import click
from click._termui_impl import ProgressBar

from search_service.nouns import counted

SECONDS_PER_LINE = 10.0
STEP, SECONDS_PER_STEP = 0.05, 2.0
"""A line comes earlier when so much more is done, but never more often than that: a log is not a bar."""


@dataclass(slots=True)
class Shown:
    """What is shown of one command; ``total`` (None: unknown) and ``done`` count the same thing, bytes or releases."""

    label: str
    total: int | None
    releases: int = 0
    done: int = 0
    show: Callable[[Shown, int], None] = field(default=lambda _shown, _more: None)
    started: float = field(default_factory=time.monotonic)

    def count(self, releases: int) -> None:
        """So many releases more."""
        self.releases += releases
        self.show(self, 0)

    def advance(self, more: int) -> None:
        """So much more of ``total``."""
        self.done += more
        self.show(self, more)

    def count_and_advance(self, releases: int) -> None:
        """So many releases more, where ``total`` counts releases."""
        self.releases += releases
        self.advance(releases)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def rate(self) -> str:
        """``12,345 releases, 2,000 per second``."""
        return f"{counted(self.releases, 'release')}, {self.releases / max(self.seconds, 0.001):,.0f} per second"

    @property
    def share(self) -> float | None:
        """How much of the whole is done, 0 to 1; None while the whole is unknown."""
        return min(1.0, self.done / self.total) if self.total else None

    def as_line(self) -> str:
        """Everything in one line."""
        if not self.share:
            return f"{self.label}: {self.rate}"
        left = counted(round(self.seconds / self.share - self.seconds), "second")
        return f"{self.label}: {self.share:.0%}, {self.rate}, about {left} left"


@contextmanager
def progress_shown(label: str, *, total: int | None = None, quiet: bool = False) -> Iterator[Shown]:
    """Show progress as long as the context lasts; ``quiet`` shows none."""
    if quiet:
        yield Shown(label, total)
    elif not sys.stderr.isatty():
        yield Shown(label, total, show=_Lines().show)
    else:
        bar: ProgressBar[Shown] = click.progressbar(
            length=total, label=label, file=sys.stderr, show_pos=False, item_show_func=lambda shown: shown and shown.rate
        )
        with bar:
            yield Shown(label, total, show=lambda shown, more: bar.update(more, shown))


class _Lines:
    """Decides when a line is due."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()
        self._said_share = 0.0

    def show(self, shown: Shown, _more: int) -> None:
        waited = time.monotonic() - self._said_at
        further = (shown.share or 0.0) - self._said_share
        if waited >= SECONDS_PER_LINE or (waited >= SECONDS_PER_STEP and further >= STEP):
            click.echo(shown.as_line(), err=True)
            self._said_at, self._said_share = time.monotonic(), shown.share or 0.0
