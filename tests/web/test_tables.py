"""What pages and answers show of each facet and query field of the tables: texts in both languages, fields of the API."""

from __future__ import annotations

import pytest
from flask import Flask

from search_service.release import Release
from search_service.schema import FACETS, QUERY_FIELDS, FacetField, QueryField, Scope
from search_service.web.api.models import ApiRecord
from search_service.web.i18n import gettext, in_language
from tests.archives import release
from tests.web.site import Site

EVERY_FACET = pytest.mark.parametrize("row", FACETS, ids=lambda row: row.name)


@EVERY_FACET
def test_a_facet_is_named_in_the_language_that_is_asked_for(app: Flask, row: FacetField) -> None:
    texts = (row.label, row.plural, row.search_label)
    with app.test_request_context("/"):
        assert all(gettext(text) == in_language("de", text) for text in texts)
    with app.test_request_context("/?lang=en"):
        assert all(gettext(text) == text for text in texts)


@pytest.mark.parametrize("row", [row for row in QUERY_FIELDS if isinstance(row.means, Scope)], ids=lambda row: row.german)
def test_the_text_of_a_query_field_is_translated(app: Flask, row: QueryField) -> None:
    with app.test_request_context("/"):
        german = gettext(row.in_words, words="Wald")
    assert german.endswith("Wald") and german != row.in_words % {"words": "Wald"}


def test_the_api_shows_every_field_of_a_release() -> None:
    assert list(ApiRecord.model_fields) == [*Release.model_fields, "content_hash"]


@EVERY_FACET
def test_a_facet_is_shown_wherever_facets_are(site: Site, row: FacetField) -> None:
    site.publish(release("a", "Text.", **{row.attribute: ["Wald und Wiese"]}), release("b", "Text."))
    address = f"q=Text&{row.name}=Wald+und+Wiese"
    answer = site.client.get(f"/api/v1/search?{address}&facets={row.name}:5").json
    assert [hit[row.attribute] for hit in answer["hits"]] == [["Wald und Wiese"]]
    assert list(answer["facets"]) == [row.name] and answer["query"]["filters"][row.name] == ["Wald und Wiese"]
    assert site.client.get("/api/v1/suggest?q=Wies").json[row.attribute][0]["value"] == "Wald und Wiese"
    page, start, shown = (site.client.get(path).text for path in (f"/search?{address}", "/", "/releases/a"))
    assert f'name="{row.name}" value="Wald und Wiese"' in page and f'id="{row.attribute}"' in start
    assert f"{row.name}=Wald+und+Wiese" in shown and "Wald und Wiese" in site.client.get("/search.atom").text
    header, first, *_ = site.client.get(f"/search.csv?{address}").text.splitlines()
    with site.app.test_request_context("/"):
        column = header.split(";").index(in_language("de", row.plural))
    assert first.split(";")[column] == "Wald und Wiese"
