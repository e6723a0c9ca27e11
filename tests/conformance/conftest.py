"""Archives for every engine under test; no test here knows which engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines import registry
from search_service.release import Release
from tests.archives import Archive, MakeArchive
from tests.engines.under_test import UNDER_TEST


@pytest.fixture(params=sorted(UNDER_TEST))
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(registry, "ENGINES", UNDER_TEST)
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
