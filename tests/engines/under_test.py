"""The engines that the conformance suite is run on: those of the registry, and one made of the oracle.

What passes on all is a promise of the contract, not a property of one engine.
"""

from __future__ import annotations

from search_service.engines.registry import ENGINES

UNDER_TEST = ENGINES | {"dictionary": "tests.engines.dictionary.engine"}
