"""Which sources of an import were read completely: only of those may be said what they no longer have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from secrets import randbits

from indexer.listings import Mirror, Place
from indexer.sources.base import Read, Rejection


class Completeness:
    """Hears of every item of one run, whose number no other run has; ``sources`` says what becomes of what vanished from each."""

    def __init__(self, sources: Mapping[str, Mirror] | None = None) -> None:
        self.run = randbits(62)
        self._sources = sources or {}
        self._read: set[str] = set()
        self._broken: set[str] = set()

    def place_of(self, read: Read) -> Place | None:
        """Where a release was told; None where nobody named a source."""
        return Place(read.origin, read.thing, self.run) if read.origin else None

    def note(self, item: Read | Rejection) -> None:
        """A source of which one record, file or folder cannot be read may still have what it does not show."""
        (self._read if isinstance(item, Read) else self._broken).add(item.origin)

    def complete(self) -> Iterator[tuple[Place, Mirror]]:
        """The sources that were read to their end, something in each and nothing in vain."""
        for source, mirror in self._sources.items():
            if source in self._read and source not in self._broken:
                yield Place(source, "", self.run), mirror
