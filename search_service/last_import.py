"""What the last `import` did, as it lies in the data folder; the indexer writes it (`indexer/last_import.py`), `status` and ``/metrics``
tell it. Nothing depends on it: the file may be deleted at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from search_service.errors import StoreError
from search_service.nouns import counted

FILE_NAME = "last_import.json"


class LastImport(BaseModel):
    """When it ended, from where, how many releases and records, how long it took; ``problem`` is what ended it or its indexing.

    ``only_index``: the problem was that the index could not take in what was stored, which indexing later mends.
    None is what the program that wrote the file did not tell: a new field needs that default, as the file outlives programs.
    """

    model_config = ConfigDict(frozen=True)

    ended_at: datetime
    sources: tuple[str, ...]
    more_sources: int = 0
    read: int | None = None
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    withdrawn: int | None = None
    rejected: int | None = None
    seconds: float | None = None
    problem: str = ""
    only_index: bool = False

    def as_lines(self) -> Iterator[str]:
        """For a terminal."""
        more = f" and {self.more_sources:,} more" if self.more_sources else ""
        took = "" if self.seconds is None else f"in {self.seconds:.1f} s, "
        yield f"last import: {self.ended_at:%Y-%m-%d %H:%M:%S %Z}, {took}from {', '.join(self.sources)}{more}"
        counts = ", ".join(f"{_number(getattr(self, name))} {name}" for name in ("new", "changed", "unchanged", "withdrawn"))
        yield f"last import: read {_number(self.read, 'release')}: {counts}; {_number(self.rejected, 'record')} rejected"
        if self.problem:
            yield f"last import: ended with a problem: {self.problem}"


def last_import(data: Path) -> LastImport | None:
    """What the last import did; None where none is known. Raises StoreError when the file is none of ours."""
    path = data / FILE_NAME
    try:
        return LastImport.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise StoreError(f"{path} cannot be read; delete it, nothing depends on it") from error


def _number(count: int | None, noun: str = "") -> str:
    if count is None:
        return "an unknown number of " + noun + "s" if noun else "unknown"
    return counted(count, noun) if noun else f"{count:,}"
