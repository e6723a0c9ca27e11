"""Keeps in the data folder what an `import` did; `search_service/last_import.py` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from indexer.fetch import is_address
from indexer.report import ImportReport
from search_service.errors import NewsSearchError, StoreError
from search_service.flushing import replacing
from search_service.last_import import FILE_NAME, LastImport, last_import

MOST_NAMED = 20
"""Sources that are named; a shell may have passed ten thousand files."""


def keep_last_import(
    data: Path, sources: Sequence[str], report: ImportReport, problem: NewsSearchError | None, *, only_index: bool = False
) -> None:
    """Keep what an import did in place of the one before; ``only_index`` if it stored all and only indexing failed.

    Raises StoreError when the disk refuses.
    """
    named = [_without_secrets(source) for source in sources]
    kept = LastImport(
        ended_at=datetime.now(UTC),
        sources=tuple(named[:MOST_NAMED]),
        more_sources=len(named[MOST_NAMED:]),
        read=report.read,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        withdrawn=report.withdrawn,
        rejected=report.rejected_in_all,
        seconds=round(report.seconds, 3),
        problem=str(problem or ""),
        only_index=only_index,
    )
    _write(data, kept)


def index_caught_up(data: Path) -> None:
    """The index has what the last import stored: that it had not is no problem any more. Raises StoreError when the disk refuses."""
    try:
        last = last_import(data)
    except StoreError:
        return  # `status` and /metrics tell that the file is damaged
    if last and last.only_index:
        _write(data, last.model_copy(update={"problem": "", "only_index": False}))


def _write(data: Path, kept: LastImport) -> None:
    try:
        with replacing(data / FILE_NAME) as fresh:
            fresh.write_text(kept.model_dump_json(indent=1), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{data / FILE_NAME} cannot be written ({error.strerror}); all releases are stored, make room") from error


def _without_secrets(source: str) -> str:
    """An address without name, password, query and fragment: tokens stand there."""
    if not is_address(source):
        return source
    parts = urlsplit(source)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
