"""What pages and answers show of each facet and query field of the tables: texts in both languages, fields of the API."""

from __future__ import annotations

import pytest
from flask import Flask

from search_service.release import Release
from search_service.schema import FACETS, QUERY_FIELDS, FacetField, QueryField, Scope
from search_service.web.api.models import ApiRecord
from search_service.web.i18n import gettext, in_german


@pytest.mark.parametrize("row", FACETS, ids=lambda row: row.name)
def test_a_facet_is_named_in_the_language_that_is_asked_for(app: Flask, row: FacetField) -> None:
    texts = (row.label, row.plural, row.search_label)
    with app.test_request_context("/"):
        assert all(gettext(text) == in_german(text) for text in texts)
    with app.test_request_context("/?lang=en"):
        assert all(gettext(text) == text for text in texts)


@pytest.mark.parametrize("row", [row for row in QUERY_FIELDS if isinstance(row.means, Scope)], ids=lambda row: row.german)
def test_the_text_of_a_query_field_is_translated(app: Flask, row: QueryField) -> None:
    with app.test_request_context("/"):
        german = gettext(row.in_words, words="Wald")
    assert german.endswith("Wald") and german != row.in_words % {"words": "Wald"}


def test_the_api_shows_every_field_of_a_release() -> None:
    assert list(ApiRecord.model_fields) == [*Release.model_fields, "content_hash"]
