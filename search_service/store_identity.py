"""Which store lies in a place, asked before every search: remembered as long as no other can have been put there."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from threading import Lock

from sqlalchemy import Connection, select

from search_service.errors import StoreUnavailableError
from search_service.store_schema import IDENTITY, store_facts


class KnownIdentity:
    """What a store said last, asked again when ``seen_as`` says that another one may lie there; safe from any thread.

    One thread asks, others go on with what was known. While a server does not answer, that stands: what cannot be reached cannot have
    been replaced and read. Raises StoreError as long as nothing is known.
    """

    def __init__(self, seen_as: Callable[[], Hashable]) -> None:
        self._seen_as = seen_as
        self._known: tuple[Hashable, str] | None = None
        self._asking = Lock()

    def __call__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> str:
        """The identity; ``reading`` begins a transaction in which it can be asked for."""
        seen_as, known = self._seen_as(), self._known
        if known is None:
            self._known = known = seen_as, _identity(reading)
        elif known[0] != seen_as and self._asking.acquire(blocking=False):
            try:
                self._known = known = seen_as, _identity(reading)
            except StoreUnavailableError:
                self._known = seen_as, known[1]
            finally:
                self._asking.release()
        return known[1]


def _identity(reading: Callable[[], AbstractContextManager[Connection]]) -> str:
    with reading() as connection:
        found = connection.execute(select(store_facts.c.value).where(store_facts.c.name == IDENTITY)).scalar_one_or_none()
    return str(found or "")
