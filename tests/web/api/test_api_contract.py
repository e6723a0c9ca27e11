"""Every operation against its own description, by generated requests: what is allowed is answered, what is not is refused.

The suite takes a few examples an operation, always the same. A long run with others:
``CONTRACT_EXAMPLES=200 pytest tests/web/api/test_api_contract.py``.
"""

from __future__ import annotations

import os
from datetime import date

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.schemas import BaseSchema

from search_service.query.parser import parse
from search_service.web.api.operations import OPERATIONS
from tests.web.site import Site

LONG_RUN = int(os.environ.get("CONTRACT_EXAMPLES", "0"))
CONFIG = schemathesis.Config.from_dict(
    {
        # Strings of our own code would be taken for dates and queries.
        "analysis": {"constants": {"enabled": False}},
        "checks": {"negative_data_rejection": {"expected-statuses": ["400", "404", "406", "413", "415"]}},
    }
)
WORDS = st.text(max_size=40) | st.lists(
    st.sampled_from(["Radwege", "Brücken", "-Schule", '"neue Radwege"', "Rad*", "ODER", "(", ")", "titel:Brücken", "seit:2023", "EFRE"]),
    max_size=6,
).map(" ".join)
DATES = st.dates(date(1000, 1, 1), date(9999, 12, 31)).map(date.isoformat) | st.sampled_from(
    ["21.03.2024", "21. März 2024", "März 2024", "2024", "2024-03", "heute", "gestern"]
)

# What a JSON schema cannot say: a query that the language understands, a date as people write it. No cursor can be made up.
schemathesis.openapi.format("search-query", WORDS.filter(lambda text: not parse(text.strip()).problems))
schemathesis.openapi.format("search-date", DATES)
schemathesis.openapi.format("search-cursor", st.just(""))


def the_end_does_not_lie_before_the_beginning(context: HookContext, case: Case) -> bool:
    """The one rule between two parameters, which the schema of a parameter cannot say; it has a test of its own."""
    return not {"from", "to"} <= set(case.query or {})


def nothing_is_blank(context: HookContext, case: Case) -> bool:
    """Blanks around a value do not count and empty values are dropped, whatever their schema says; that has tests of its own too."""
    values = [each for value in (case.query or {}).values() for each in (value if isinstance(value, list) else [value])]
    return all(value not in (None, {}) and str(value) == str(value).strip() != "" for value in values) and [] not in values


def a_list_of_one_is_no_mistake(context: HookContext, case: Case) -> bool:
    """In a URL one value and a list of one are the same, so a number or a word in place of a list is nothing to refuse."""
    return all(isinstance(case.query[name], list) for name in ("topic", "ministry") if name in (case.query or {}))


@pytest.fixture(scope="session")
def api_schema(small_site: Site) -> BaseSchema:
    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", small_site.app, config=CONFIG)
    loaded.hook("filter_case")(the_end_does_not_lie_before_the_beginning)
    loaded.hook("filter_case")(nothing_is_blank)
    loaded.hook("filter_case")(a_list_of_one_is_no_mistake)
    return loaded


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_it_keeps_what_its_description_promises(api_schema: BaseSchema, name: str, mode: GenerationMode) -> None:
    @settings(max_examples=LONG_RUN or 8, derandomize=not LONG_RUN, deadline=None, suppress_health_check=list(HealthCheck))
    @given(api_schema.find_operation_by_id(name).as_strategy(generation_mode=mode, hooks=api_schema.hooks))
    def keeps(case: Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})  # over WSGI it does not unpack

    keeps()
