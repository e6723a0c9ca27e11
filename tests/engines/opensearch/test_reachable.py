"""Whether the conformance suite has run on a cluster: one line says how to get one where it has not."""

from __future__ import annotations

import os

import pytest

from tests.engines.opensearch.isolated import URL
from tests.engines.under_test import UNDER_TEST

REQUIRED = "REQUIRE_CLUSTER"
"""The variable that makes it an error to have none, as where nothing may be left out."""


def test_there_is_a_cluster() -> None:
    if URL not in os.environ and not os.environ.get(REQUIRED):
        pytest.skip("OpenSearch is not tested: `deploy/opensearch-test/run .venv/bin/pytest` starts it for the tests (Java 17, Maven)")
    assert "opensearch" in UNDER_TEST, f"{REQUIRED} asks for a cluster: run the tests by deploy/opensearch-test/run"
