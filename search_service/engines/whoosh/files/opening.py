"""Opens a published generation: checks what it is, verifies checksums, maps its files. Never repairs, never deletes."""

from __future__ import annotations

from pathlib import Path

import whoosh
import whoosh.index

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import Cache
from search_service.engines.generations import Sidecar, Verifier, generation_folder, read_sidecar
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.lists import open_lists
from search_service.engines.whoosh.files.segment import open_segments

WHOOSH_VERSION = ".".join(str(number) for number in whoosh.__version__)
LEXICON_FOLDER = "lexicon"


def open_snapshot(folder: Path, number: int, cache: Cache, verifier: Verifier, *, previous: Snapshot | None = None) -> Snapshot:
    """Open generation ``number`` of an index folder; segments that ``previous`` shares are not opened again.

    Raises IndexOutdatedError or IndexDamagedError.
    """
    generation = generation_folder(folder, number)
    sidecar = checked_sidecar(generation, verifier)
    shared = {} if previous is None else {segment.name: segment for segment in previous.segments}
    segments = open_segments(generation, reuse=shared)
    lists = tuple(open_lists(generation, segment) for segment in segments)
    lexicon = Lexicon.open(generation / LEXICON_FOLDER, before=previous.lexicon if previous else None)
    return Snapshot(sidecar, segments, lists, lexicon, cache)


def checked_sidecar(generation: Path, verifier: Verifier) -> Sidecar:
    """The sidecar of a generation whose files are all as they were published."""
    sidecar = read_sidecar(generation, engine_version=WHOOSH_VERSION)
    verifier.verify(generation, sidecar.files)
    return sidecar
