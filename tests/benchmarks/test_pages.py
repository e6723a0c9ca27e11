"""The benchmark of pages: both answers of a search, in turns."""

from __future__ import annotations

import click
import pytest

from benchmarks.pages import ROUNDS, take_turns
from search_service.web.app import create_app
from tests.conftest import SampleIndex


def test_page_and_json_of_every_search_are_timed(sample_index: SampleIndex) -> None:
    app = create_app(sample_index.settings, sample_index.searcher, sample_index.archive)
    page, json = take_turns(app, ["/api/v1/search?q=Land", "/api/v1/search?topic=Verkehr"])
    assert len(page.seconds) == len(json.seconds) == 2 * ROUNDS
    assert len(page.plain) == len(json.plain) == 2
    assert min(page.plain) > max(page.compressed) > 1000


def test_an_answer_that_failed_is_not_timed(sample_index: SampleIndex) -> None:
    app = create_app(sample_index.settings, sample_index.searcher, sample_index.archive)
    with pytest.raises(click.ClickException, match="400"):
        take_turns(app, ["/api/v1/search?from=quatsch"])
