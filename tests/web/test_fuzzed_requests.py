"""Whatever comes in on any route is answered, never with a fault of ours. The long run is `python -m benchmarks.fuzzed`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzzed import Fuzzed, fuzzed_requests
from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_a_fault_of_ours(small_site: Site, data: st.DataObject) -> None:
    asked = data.draw(fuzzed_requests(small_site.app, SMALL_ARCHIVE))
    status, _ = asked.send(small_site.app)
    assert 200 <= status < 500, asked


def test_what_is_drawn_reaches_the_views(small_site: Site) -> None:
    """Else nothing would be shown by the others: a request as it comes in finds what it asks for."""
    status, body = Fuzzed("pages.search", "/search", "q=Radwege").send(small_site.app)
    assert status == 200
    assert "Land fördert".encode() in body


@pytest.mark.parametrize("path", ["/releases/2024-03-21-radwege.bib", "/api/v1/releases/2024-03-21-radwege", "/sitemap.xml"])
def test_paths_are_read_as_a_server_hands_them_over(small_site: Site, path: str) -> None:
    assert Fuzzed("", path).send(small_site.app)[0] == 200
