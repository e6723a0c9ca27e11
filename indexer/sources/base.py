"""What every reader takes and yields; it knows no format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO

from pydantic import ValidationError

from indexer.sources.account import NO_ACCOUNT, Account
from indexer.sources.addresses import canonical_address
from indexer.sources.corrections import is_correction
from indexer.sources.embargo import hidden_as_noted
from indexer.sources.encoding import Repair
from indexer.sources.pages.portals import Portals
from search_service.errors import InvalidReleaseError
from search_service.release import Release

MOST_RAW = 1_000_000
"""Characters of a rejected record that are kept; a longer one is named by its source and line."""
MAX_PROBLEMS = 20
"""Problems of one record that its rejection lists; a hostile record can have a million."""


@dataclass(frozen=True, slots=True)
class Source:
    """One opened source.

    ``name`` is how the report calls it, ``modified`` (aware) the time of the file, ``url`` where it was fetched from, ``columns``
    maps names of a table's columns to fields of a release. With ``strict`` a field that nobody knows is an error.
    """

    name: str
    stream: BinaryIO
    modified: datetime
    portals: Portals
    strict: bool = False
    url: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """The name without its folders; they are nobody's business but the operator's."""
        return _file_name(self.name)


@lru_cache(maxsize=1)
def _file_name(name: str) -> str:
    """Asked for each of a million records of one file."""
    return PurePath(name).name


@dataclass(frozen=True, slots=True)
class Read:
    """A release and where it stood; ``unknown_fields`` were left out (``body.colour`` for a field inside a list).

    ``account`` says how the release was made, where that is not plain from the source. ``own_id`` tells that its id is the source's
    own, not made of its key, address or content; ``kind`` is the format of the source: two kinds tell of one release in two ways.
    ``origin`` is what was named to be read (a file, a folder, a watched source), ``thing`` the file or page of a watched one.
    """

    release: Release
    source: str
    line: int | None = None
    unknown_fields: tuple[str, ...] = ()
    account: Account = NO_ACCOUNT
    own_id: bool = False
    kind: str = ""
    origin: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that did not become a release; ``line`` is None where the whole source is meant.

    ``raw`` is what was rejected as it stood there, where it can be read for itself in ``format`` (a name of ``--format``); else empty.
    ``origin`` is what was named to be read.
    """

    source: str
    line: int | None
    reason: str
    raw: str = ""
    format: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """How often something in a source was put right so that it could be read."""

    source: str
    kind: Repair
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An address that a sitemap names: a page, or another sitemap. Fields that it does not say are empty."""

    url: str
    source: str
    line: int | None
    is_sitemap: bool
    modified: datetime | None = None
    title: str = ""
    language: str = ""


Item = Read | Rejection | Repaired | Listed
"""What a reader yields."""

Reader = Callable[[Source], Iterator[Item]]
"""Reads a source from beginning to end, in bounded memory; whatever the bytes are, it raises nothing but OSError."""


def hashed_id(text: str) -> str:
    """The short stable id (16 hexadecimal digits) of a record that has none of its own: of its URL, else of its content."""
    return sha256(text.encode()).hexdigest()[:16]


def with_id(release: Release) -> Release:
    """The release under the id that follows from its URL, else from its content."""
    return release.model_copy(update={"id": _made_id(release)})


def _made_id(release: Release) -> str:
    return hashed_id(canonical_address(release.url)) if release.url else release.content_hash[:16]


def read_of(
    release: Release,
    source: Source,
    line: int | None = None,
    *,
    unknown_fields: tuple[str, ...] = (),
    account: Account = NO_ACCOUNT,
    notes: Sequence[str] = (),
    own_id: bool = False,
) -> Read:
    """The one way from a release to a ``Read``: hidden as long as notes on an embargo say, without what is not for publication, marked
    as a correction where its title says so.

    ``notes`` stand in the source, but not in the texts of the release. Raises InvalidReleaseError where nothing is for publication,
    and for an embargo whose end cannot be read.
    """
    hidden = hidden_as_noted(release, notes)
    if hidden is not release and not own_id and release.id == _made_id(release):
        hidden = with_id(hidden)
    if is_correction(hidden.title) and not hidden.correction:
        hidden = hidden.model_copy(update={"correction": True})
    return Read(hidden, source.name, line, unknown_fields, account, own_id)


def repaired(source: Source, repairs: Mapping[Repair, int]) -> Iterator[Repaired]:
    """What was put right in a source, an item a kind."""
    return (Repaired(source.name, kind, count) for kind, count in repairs.items())


def rejection(source: Source, line: int | None, error: InvalidReleaseError) -> Rejection:
    """Everything that is wrong, or the beginning of a very long list and how many more there are."""
    listed, more = error.problems[:MAX_PROBLEMS], len(error.problems) - MAX_PROBLEMS
    return Rejection(source.name, line, "; ".join(listed) + (f"; and {more:,} more problems" if more > 0 else ""))


def with_raw(item: Item, raw: str) -> Item:
    """A rejection with what was rejected, unless that is too long to be kept or known already; any other item as it is."""
    return replace(item, raw=raw) if isinstance(item, Rejection) and not item.raw and len(raw) <= MOST_RAW else item


def explain(error: ValidationError) -> tuple[str, ...]:
    """Each thing that is wrong with a record, as ``field: what``."""
    return tuple(
        f"{'.'.join(map(str, problem['loc'])) or 'record'}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False)
    )
