"""The sample archive, imported and indexed once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from indexer.pipeline import bring_up_to_date, import_releases, read_sources
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.engines.registry import open_index
from tests.databases import in_postgresql, installation, own_postgresql, place, postgresql, without_all_but_one

__all__ = ["in_postgresql", "installation", "own_postgresql", "place", "postgresql"]

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without_all_but_one(config, items)


SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


@dataclass(frozen=True, slots=True)
class SampleIndex:
    """The sample releases as an application sees them."""

    settings: Settings
    searcher: Searcher
    archive: Archive


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleIndex]:
    settings = Settings(data=tmp_path_factory.mktemp("sample"), site_name="Pressearchiv Nordmark-Auen")
    store = Store.open(settings.store_path)
    report = import_releases(store, read_sources([str(SAMPLE_DATA)]))
    assert not report.rejected
    bring_up_to_date(store, open_index(settings))
    searcher = open_searcher(settings)
    yield SampleIndex(settings, searcher, store.archive())
    searcher.close()
    store.close()
