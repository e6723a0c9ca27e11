"""The compatibility promise: whoever changes a name, a type or a value of an answer meets it here first."""

from __future__ import annotations

import json

import pytest

from search_service.web.api.operations import OPERATIONS
from tests.web.api.golden_answers import GOLDEN, REQUESTS, answer, stable
from tests.web.site import Site


@pytest.mark.parametrize("name", REQUESTS)
def test_answers_are_what_was_promised(small_site: Site, name: str) -> None:
    promised = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert stable(answer(small_site.client, name)) == promised


def test_every_operation_is_promised() -> None:
    assert {operation.name for operation in OPERATIONS} <= set(REQUESTS)
