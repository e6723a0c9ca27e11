"""Every peer answers the same request with the same hits and facet counts as ours, where analysis makes no difference."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.contestants import ALONE, OPENSEARCH, contestant
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.results import Facet, ResultPage
from tests.archives import release
from tests.engines.opensearch.isolated import URL

ARCHIVE = [
    release("a", "Der Hafen wird gebaut.", topics=["Bau", "Verkehr"], ministries=["Inneres"], published="2023-05-01"),
    release("b", "Die Häfen sind fertig.\nGroße Brücke daneben.", topics=["Verkehr"], ministries=["Inneres"], published="2024-02-01"),
    release("c", "Ein Hafen am Fluss, größer als viele alte Brücken.", title="Hafen", topics=["Bau"], published="2024-03-01"),
    release("d", "Nichts davon.", topics=["Bau"], ministries=["Finanzen"], published="2024-03-02"),
]


CONTESTANTS = (*ALONE, *([OPENSEARCH] if URL in os.environ else []))
"""OpenSearch where there is a cluster; ``engines/opensearch/test_reachable.py`` says so where there is none."""


@pytest.fixture(scope="module", params=CONTESTANTS)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    engine = contestant(request.param)
    folder: Path = tmp_path_factory.mktemp("peers") / "index"
    engine.build(ARCHIVE, folder)
    opened = engine.open_searcher(folder)
    yield opened
    opened.close()


def search(searcher: Searcher, q: str, **more: object) -> ResultPage:
    return searcher.search(SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE).but(**more))


def counts(facet: Facet) -> dict[str, int]:
    return {each.value: each.count for each in facet.values}


def test_finds_inflected_words_and_ranks_the_title_first(searcher: Searcher) -> None:
    page = search(searcher, "Hafen")
    assert page.total == 3
    assert page.hits[0].id == "c"
    assert {hit.id for hit in page.hits} == {"a", "b", "c"}


def test_all_words_are_required_wherever_they_stand(searcher: Searcher) -> None:
    assert {hit.id for hit in search(searcher, "Hafen Brücke").hits} == {"b", "c"}


def test_phrases_need_their_order(searcher: Searcher) -> None:
    assert [hit.id for hit in search(searcher, '"Große Brücke"').hits] == ["b"]


def test_counts_facets_over_all_matches(searcher: Searcher) -> None:
    facets = search(searcher, "Hafen").facets
    assert counts(facets["topic"]) == {"Bau": 2, "Verkehr": 2}
    assert counts(facets["ministry"]) == {"Inneres": 2}
    assert [(year.value, year.count, [month.value for month in year.months]) for year in facets.year] == [
        ("2024", 2, ["2024-03", "2024-02"]),
        ("2023", 1, ["2023-05"]),
    ]


def test_a_facet_ignores_its_own_selection(searcher: Searcher) -> None:
    page = search(searcher, "Hafen", chosen={"topic": ("Bau",)}, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert [hit.id for hit in page.hits] == ["c"]
    assert counts(page.facets["topic"]) == {"Bau": 1, "Verkehr": 1}
    assert [year.value for year in page.facets.year] == ["2024", "2023"]


def test_snippets_mark_the_words_as_written(searcher: Searcher) -> None:
    page = search(searcher, "Brücke", chosen={"topic": ("Verkehr",)})
    marked = [part.text for snippet in page.hits[0].snippets for part in snippet.parts if part.match]
    assert marked == ["Brücke"]


def test_offers_the_closest_when_no_release_has_all_words(searcher: Searcher) -> None:
    page = search(searcher, "Hafen Fluss Finanzamt")
    assert (page.partial, page.total) == (True, 0)
    assert page.hits[0].id == "c"


@pytest.mark.parametrize("name", CONTESTANTS)
def test_a_release_that_is_added_is_found(name: str, tmp_path: Path) -> None:
    engine = contestant(name)
    engine.build(ARCHIVE, tmp_path / "index")
    engine.add(release("e", "Etwas ganz anderes", title="Leuchtturm"), tmp_path / "index")
    opened = engine.open_searcher(tmp_path / "index")
    assert [hit.id for hit in search(opened, "Leuchtturm").hits] == ["e"]
    opened.close()


@pytest.mark.parametrize("name", [name for name in CONTESTANTS if name != "ours"])
def test_peers_refuse_what_they_cannot_answer(name: str, tmp_path: Path) -> None:
    contestant(name).build(ARCHIVE[:1], tmp_path / "index")
    opened = contestant(name).open_searcher(tmp_path / "index")
    with pytest.raises(InvalidRequestError, match="words and phrases"):
        search(opened, "Haf*")
    opened.close()
