"""Archives for every engine of the registry; no test here knows which engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines.registry import ENGINES
from search_service.release import Release
from tests.archives import Archive, MakeArchive


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def archive_of(engine: str, tmp_path: Path) -> Iterator[MakeArchive]:
    """Makes an archive of the given releases."""
    made: list[Archive] = []

    def make(*releases: Release) -> Archive:
        archive = Archive(Settings(data=tmp_path / f"archive-{len(made)}", engine=engine))
        archive.rebuild(releases)
        made.append(archive)
        return archive

    yield make
    for archive in made:
        archive.searcher.close()
