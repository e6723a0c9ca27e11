"""What needs a cluster is collected where there is one; ``test_reachable`` says so where there is none."""

from __future__ import annotations

import os

from tests.engines.opensearch.isolated import URL

collect_ignore_glob = [] if URL in os.environ else ["with_cluster/*"]
