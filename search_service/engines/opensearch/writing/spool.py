"""Releases that a batch adds, on disk until all are known; of each id the last one counts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from search_service.engines.opensearch.records import Record


class Spool:
    """Records by id, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed with the batch
        self._places: dict[str, tuple[int, int]] = {}

    def put(self, record: Record) -> None:
        """Add a record, in place of what has its id."""
        data = json.dumps(record.packed()).encode()
        self._places.pop(record.stored.id, None)
        self._places[record.stored.id] = self._file.seek(0, 2), len(data)
        self._file.write(data)

    def drop(self, release_id: str) -> None:
        """Take a record out, if it is there."""
        self._places.pop(release_id, None)

    def __contains__(self, release_id: str) -> bool:
        return release_id in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Record]:
        for first, length in list(self._places.values()):
            self._file.seek(first)
            yield Record.unpacked(json.loads(self._file.read(length)))

    def close(self) -> None:
        """Give back the disk."""
        self._file.close()
