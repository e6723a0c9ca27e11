"""The tables are complete: whoever adds a facet or a query field learns here what is still missing."""

from __future__ import annotations

import pytest

from search_service.query.lexer import lex
from search_service.query.nodes import Words
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.release import Release
from search_service.schema import (
    FACET_OF_SCOPE,
    FACETS,
    QUERY_FIELDS,
    SCHEMA_VERSION,
    DateBound,
    FacetField,
    FacetName,
    QueryField,
    Scope,
    searched_fields,
)
from tests.archives import release

WORD_FIELDS = [row for row in QUERY_FIELDS if isinstance(row.means, Scope)]


def test_every_facet_has_a_row_in_the_order_of_its_names() -> None:
    assert [row.name for row in FACETS] == list(FacetName)


def test_every_scope_and_every_bound_of_dates_has_a_query_field() -> None:
    assert {row.means for row in QUERY_FIELDS} == {*Scope, *DateBound} - {Scope.TEXT}
    names = [name for row in QUERY_FIELDS for name in (row.german, row.english)]
    assert len(set(names)) == len(names)


def test_every_scope_looks_into_texts_or_into_one_facet() -> None:
    assert len(FACET_OF_SCOPE) == len(FACETS)
    assert all(bool(searched_fields(scope)) != (scope in FACET_OF_SCOPE) for scope in Scope)


def test_a_new_facet_changes_the_stored_form_of_an_index() -> None:
    """Where this fails: raise SCHEMA_VERSION, so that indexes without the facet are refused, and write both down here."""
    assert (SCHEMA_VERSION, [row.name.value for row in FACETS]) == (1, ["topic", "ministry"])


@pytest.mark.parametrize("row", FACETS, ids=lambda row: row.name)
def test_a_release_holds_the_values_of_a_facet(row: FacetField) -> None:
    assert Release.model_fields[row.attribute].annotation == Release.model_fields["topics"].annotation
    assert getattr(release("a", "Text.", **{row.attribute: ["Eins", "Zwei"]}), row.attribute) == ("Eins", "Zwei")


@pytest.mark.parametrize("row", WORD_FIELDS, ids=lambda row: row.german)
def test_a_query_field_is_read_by_both_names_and_written_by_the_german_one(row: QueryField) -> None:
    for name in (row.german, row.english, row.german.upper()):
        assert parse(f"{name}:Wald").node == Words("Wald", scope=row.means)
    assert render(parse(f"{row.english}:Wald").node) == f"{row.german}:Wald"
    assert [lexeme.field for lexeme in lex(f"{row.german}:Wald")] == [row.means]
