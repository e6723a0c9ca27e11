"""The application over the sample archive, and readers of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from indexer.store import Store
from search_service.config import Settings
from search_service.release import Release
from search_service.web.app import create_app
from tests.conftest import SampleIndex
from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE

Read = Callable[..., html.HtmlElement]
"""``read(path, status=200)`` gets a page and parses it."""


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The five releases of ``small_archive``; for tests that only read."""
    site = Site(tmp_path_factory.mktemp("small"))
    site.publish(*SMALL_ARCHIVE)
    yield site
    site.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site without releases."""
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture(scope="session")
def app(sample_index: SampleIndex) -> Flask:
    return create_app(sample_index.settings, sample_index.searcher, sample_index.archive)


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def reader_of(client: FlaskClient) -> Read:
    def read(path: str, *, status: int = 200, **headers: str) -> html.HtmlElement:
        response = client.get(path, headers=headers)
        assert response.status_code == status, response.text
        assert response.mimetype == "text/html"
        return html.fromstring(response.text)

    return read


@pytest.fixture
def read(client: FlaskClient) -> Read:
    return reader_of(client)


@pytest.fixture
def client_of(sample_index: SampleIndex, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """Makes a client over a store of the given releases; searches are answered from the sample index."""
    store = Store.open(tmp_path / "releases.db")

    def make(*releases: Release, withdraw: str = "", **settings: object) -> FlaskClient:
        store.put(releases)
        if withdraw:
            store.withdraw(withdraw)
        return create_app(Settings.model_validate(settings), sample_index.searcher, store.archive()).test_client()

    yield make
    store.close()
