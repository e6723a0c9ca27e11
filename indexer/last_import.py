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
from search_service.last_import import FILE_NAME, LastImport

MOST_NAMED = 20
"""Sources that are named; a shell may have passed ten thousand files."""


def keep_last_import(data: Path, sources: Sequence[str], report: ImportReport, problem: NewsSearchError | None) -> None:
    """Keep what an import did in place of the one before. Raises StoreError when the disk refuses."""
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
    )
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
