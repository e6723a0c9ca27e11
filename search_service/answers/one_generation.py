"""One answer is made of one generation: what its first question opened answers all others, whatever is published meanwhile.

Whoever makes an answer of several questions says where it begins and ends; elsewhere each question takes the newest generation. To look
which one that is costs a cluster a question of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from search_service.engines.base import IndexReader, Matcher

_opened: ContextVar[dict[IndexReader, Matcher] | None] = ContextVar("opened", default=None)


@contextmanager
def one_generation() -> Iterator[None]:
    """What is asked inside is one answer."""
    token = _opened.set({})
    try:
        yield
    finally:
        _opened.reset(token)  # or an idle thread would keep a generation that is gone


def newest_of(reader: IndexReader) -> Matcher:
    """The generation of the answer that is made, else the newest. Raises as ``IndexReader.newest``."""
    opened = _opened.get()
    if opened is None:
        return reader.newest()
    if reader not in opened:
        opened[reader] = reader.newest()
    return opened[reader]
