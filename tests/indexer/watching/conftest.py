"""What the tests of watching share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.indexer.watching.portal import Portal, serving
from tests.indexer.watching.watched import Watched


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as running:
        yield running
