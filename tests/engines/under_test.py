"""The engines that the conformance suite is run on: those of the registry, and one made of the oracle.

What passes on all is a promise of the contract, not a property of one engine. OpenSearch is tested where a cluster is reachable, as
``deploy/opensearch-test/run pytest`` provides one.
"""

from __future__ import annotations

import os

from search_service.engines.registry import ENGINES
from tests.engines.opensearch.isolated import URL

UNDER_TEST = ENGINES | {"dictionary": "tests.engines.dictionary.engine", "opensearch": "tests.engines.opensearch.isolated"}
if URL not in os.environ:
    del UNDER_TEST["opensearch"]
