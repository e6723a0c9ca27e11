"""An index answers only beside the store that it was made from: another store under it, put there at any time, is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from search_service.engines.base import IndexReader, Matcher
from search_service.errors import IndexOutdatedError


@dataclass(frozen=True, slots=True)
class ReaderOfStore:
    """A reader whose generations belong to the store with this ``identity``, asked each time. See ``IndexReader``."""

    reader: IndexReader
    identity: Callable[[], str]

    def newest(self) -> Matcher:
        """See ``IndexReader.newest``. Raises IndexOutdatedError for a generation that another store was indexed in."""
        return self._checked(self.reader.newest())

    def named(self, name: str) -> Matcher:
        """See ``IndexReader.named``. Raises as ``newest``."""
        return self._checked(self.reader.named(name))

    def close(self) -> None:
        """See ``IndexReader.close``."""
        self.reader.close()

    def _checked(self, matcher: Matcher) -> Matcher:
        if matcher.status.store not in ("", self.identity()):
            raise IndexOutdatedError("the index was made from another store; run `news-indexer rebuild`")
        return matcher
