"""The token stream of a segment while it is written, in runs: files of a bounded size, joined into one when all are there.

A run is sorted in memory; joining copies. So memory is that of a run, whatever the size of the segment, and time grows in line with it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import ArrayWriter, open_arrays
from search_service.engines.whoosh.files.place_line import places_needed
from search_service.engines.whoosh.files.term_lists import ListedStream, term_lists_of, write_joined, write_term_lists
from search_service.engines.whoosh.files.token_stream import TokenStream, live_parts, open_stream, stream_of, write_streams

RUN_TOKENS = 4_000_000
"""Of a run: 13,000 releases of average length; sorting it takes 100 MB."""


class TokenRuns:
    """What will be the stream in ``path``, with the lists of its terms."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: list[ListedStream] = []
        self._files: list[Path] = []
        self.places = 0

    def add(self, stream: TokenStream) -> None:
        """The tokens of more documents."""
        run = self._path.with_name(f"{self._path.name}.{len(self._files)}")
        self._files.append(run)
        write_streams(run, [stream])
        with ArrayWriter(run, more=True) as file:
            write_term_lists(open_stream(run), file)
        self._take(_listed(run))

    def add_live(self, listed: ListedStream, deleted: NDArray[np.int32]) -> None:
        """The tokens of an older segment without ``deleted`` documents, int32 [n] ascending: its lists as they are, or made anew."""
        if not len(deleted):
            self._take(listed)
            return
        for part in live_parts(listed.stream, deleted, RUN_TOKENS):
            self.add(part)

    def _take(self, listed: ListedStream) -> None:
        self._parts.append(listed)
        self.places += places_needed(listed.stream)

    def join(self) -> ListedStream:
        """Make one of all that has been added, at least once; no run is left."""
        if len(self._parts) == len(self._files) == 1:
            self._files.pop().rename(self._path)
        else:
            write_joined(self._path, self._parts)
        self._parts.clear()
        self.abandon()
        return _listed(self._path)

    def abandon(self) -> None:
        """Remove the runs."""
        while self._files:
            self._files.pop().unlink(missing_ok=True)  # one that could not be made


def _listed(path: Path) -> ListedStream:
    arrays = open_arrays(path)
    return ListedStream(stream_of(arrays), term_lists_of(arrays))
