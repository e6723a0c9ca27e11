"""Every facet of the table, whichever it is: counted, chosen, looked for by its query field, completed, shown with a hit."""

from __future__ import annotations

import pytest

from search_service.results import FacetValue
from search_service.schema import FACETS, QUERY_FIELD_OF, FacetField
from tests.archives import MakeArchive, release

EVERY_FACET = pytest.mark.parametrize("row", FACETS, ids=lambda row: row.name)


@EVERY_FACET
def test_values_are_counted_and_chosen(archive_of: MakeArchive, row: FacetField) -> None:
    archive = archive_of(
        release("a", "Text.", **{row.attribute: ["Wald und Wiese", "Moor"]}),
        release("b", "Text.", **{row.attribute: ["Moor"]}),
        release("c", "Text."),
    )
    page = archive.search("Text")
    assert page.facets[row.name].values == (FacetValue("Moor", 2), FacetValue("Wald und Wiese", 1))
    assert page.facets[row.name].missing == 1
    assert {name: facet.values for name, facet in page.facets.by_name.items() if facet.values} == {row.name: page.facets[row.name].values}
    assert archive.ids("Text", chosen={row.name: ("Wald und Wiese",)}) == ["a"]
    assert archive.search("Text", chosen={row.name: ("Wald und Wiese",)}).facets[row.name].values[0].selected


@EVERY_FACET
def test_a_query_field_looks_for_words_in_values_alone(archive_of: MakeArchive, row: FacetField) -> None:
    field = QUERY_FIELD_OF[row.scope]
    archive = archive_of(release("a", "Text.", **{row.attribute: ["Wald und Wiesen"]}), release("b", "Wald und Wiesen."))
    for q in (f"{field.german}:Wiese", f"{field.english}:wald", f'{field.german}:"Wald und Wiesen"', f"{field.german}:Wie*"):
        assert archive.ids(q) == ["a"]
    assert archive.ids("Wiese") == ["b"]


@EVERY_FACET
def test_values_come_with_hits_and_as_completions(archive_of: MakeArchive, row: FacetField) -> None:
    archive = archive_of(release("a", "Text.", **{row.attribute: ["Wald und Wiese", "Wald und Wiese", "Moor"]}))
    (hit,) = archive.search("Text").hits
    assert {name: values for name, values in hit.facet_values.items() if values} == {row.name: ("Wald und Wiese", "Moor")}
    assert archive.searcher.suggest("wies").facet_values == {row.name: (FacetValue("Wald und Wiese", 1),)}
