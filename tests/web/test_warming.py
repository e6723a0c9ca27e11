"""What a new process has made before its first visitor comes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from search_service.answers.searcher import open_searcher
from search_service.web.app import create_app
from search_service.web.warming import warm
from tests.web.site import Site


def answers_of(app: Any) -> list[int]:
    """The statuses of the answers that it gives from now on."""
    statuses: list[int] = []

    def note(response: Any) -> Any:
        statuses.append(response.status_code)
        return response

    app.after_request(note)
    return statuses


@pytest.mark.parametrize("hosts", [(), ("archiv.example.org",), (".example.org", "localhost")])
def test_templates_and_tables_are_at_hand_before_the_first_visitor_comes(small_site: Site, hosts: tuple[str, ...]) -> None:
    settings = small_site.settings.model_copy(update={"trusted_hosts": hosts})
    with closing(open_searcher(settings)) as searcher:  # as a new process has it: nothing was answered before
        app = create_app(settings, searcher, small_site.store.archive())
        statuses = answers_of(app)
        warm(app)
    assert set(statuses) == {200}
    assert {"search.html", "start.html"} <= {name for _, name in app.jinja_env.cache or {}}


def test_without_an_index_a_process_starts_all_the_same(tmp_path: Path) -> None:
    site = Site(tmp_path)
    statuses = answers_of(site.app)
    warm(site.app)
    assert 503 in statuses
    site.close()
