"""Nodes as clauses of the server: what is exact there, and what is asked of it before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import Cache
from search_service.engines.found import Order, Promotion, Slice, SortKey
from search_service.engines.opensearch.compiling.clauses import NOTHING, has_any, in_a_row, within_window
from search_service.engines.opensearch.compiling.lookups import MOST_LISTED, Lookups, with_lookups
from search_service.engines.opensearch.compiling.matching import Known, Matching
from search_service.engines.opensearch.compiling.requests import counts_of, key_of, keys_behind, narrowing, page_body
from search_service.engines.opensearch.compiling.scoring import Scoring
from search_service.engines.opensearch.mapping import MOST_TERMS
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.writing.documents import DocumentMaker
from search_service.engines.opensearch.writing.tokens import TokenizedTexts
from search_service.query.alternatives import Nearby
from search_service.query.expand import expand
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.schema import FacetName, Scope
from search_service.taxonomy import UNNAMED
from tests.analysis.small_archives import lexicon_of

TEXTS = ("Der Klimaschutz und das Klima.", "Bus und Bahn, Busse und Bahnen im Klima.")
NOON = datetime(2024, 3, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    lexicon = lexicon_of(TEXTS, tmp_path_factory.mktemp("lexicon"))
    tokens = TokenizedTexts(tmp_path_factory.mktemp("texts"))
    nothing = Statistics.empty(tokens.average_lengths)
    statistics = DocumentMaker(lexicon, nothing).statistics(nothing.recurring)
    return Known(lexicon, statistics, UNNAMED, 2, partial(expand, lexicon=lexicon))


def matching(known: Known) -> Matching:
    return Matching(known, Lookups(Cache(1 << 20).of_generation()))


def answered(bodies: Sequence[Any], *, total: int = 1) -> list[Any]:
    """What a cluster with so many releases that match says to each search."""
    hits = [{"fields": {"number": [number]}} for number in range(min(total, 3))]
    return [{"hits": {"total": {"value": total}, "hits": hits if body["size"] else []}} for body in bodies]


def every(value: object) -> Iterator[Any]:
    """All dictionaries inside."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from every(each)


def token(lexicon: Lexicon, word: str) -> str:
    return f"f{lexicon.form_id(word)}"


def test_a_phrase_is_its_forms_in_a_row(known: Known) -> None:
    clause = matching(known).node(parse('"Bus und Bahn"').node)
    assert clause == {"match_phrase": {"text": " ".join(token(known.lexicon, word) for word in ("bus", "und", "bahn"))}}


def test_a_phrase_with_a_word_that_the_archive_lacks_finds_nothing(known: Known) -> None:
    assert matching(known).node(parse('"Bus und Fähre"').node) == NOTHING


def test_words_without_a_position_keep_their_distance() -> None:
    assert in_a_row("text", [(0, ["f1", "f2"]), (3, ["f3"])]) == {"match_phrase": {"text": "f1|f2 _ _ f3"}}


def test_more_values_than_a_clause_takes_are_several(known: Known) -> None:
    clause = has_any("text", [f"f{number}" for number in range(MOST_TERMS + 1)])
    assert [len(each["terms"]["text"]) for each in clause["bool"]["should"]] == [MOST_TERMS, 1]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_window_takes_its_words_in_every_order_each_at_a_place_of_its_own(count: int) -> None:
    words = [(f"c{number}", f"p{number}") for number in range(count)]
    spans = [each["span_near"] for each in every(within_window("text", words, 8)) if "span_near" in each]
    firsts = [tuple(clause["span_or"]["clauses"][0]["span_term"]["text"] for clause in span["clauses"]) for span in spans]
    assert sorted(firsts) == sorted(permutations(f"c{number}" for number in range(count)))
    assert {(span["slop"], span["in_order"]) for span in spans} == {(8 - count, True)}


@pytest.mark.parametrize(("total", "expected"), [(3, {"terms": {"number": [0, 1, 2]}}), (0, NOTHING), (MOST_LISTED + 1, None)])
def test_many_parts_near_each_other_are_the_documents_that_have_them(known: Known, total: int, expected: Any) -> None:
    cache, nearby = Cache(1 << 20).of_generation(), Nearby((0, 1, 2))
    ask = partial(answered, total=total)
    clause = with_lookups(cache, ask, lambda lookups: Matching(known, lookups).alternative(nearby, Scope.TEXT))
    assert clause == (within_window("text", [(f"c{part}", f"p{part}") for part in nearby.parts], 8) if expected is None else expected)


def test_more_words_than_a_window_has_places_find_nothing() -> None:
    assert within_window("text", [("c1",)] * 9, 8) == NOTHING


def test_what_the_statistics_do_not_tell_is_counted_once(known: Known) -> None:
    asked: list[Sequence[Any]] = []
    cache = Cache(1 << 20).of_generation()

    def ask(bodies: Sequence[Any]) -> list[Any]:
        asked.append(bodies)
        return answered(bodies)

    def compiled(q: str) -> Any:
        return with_lookups(cache, ask, lambda lookups: Scoring(known, lookups).node(parse(q).node))

    first = compiled('"Bus und Bahn" Klima')
    assert [len(clauses) for clauses in asked] == [1]
    assert (compiled('"Bus und Bahn" Klima'), len(asked)) == (first, 1)


def test_a_word_is_scored_by_features_alone(known: Known) -> None:
    cache = Cache(1 << 20).of_generation()
    clause = with_lookups(cache, answered, lambda each: Scoring(known, each).node(parse("Klima").node))
    fields = {each["rank_feature"]["field"] for each in every(clause) if "rank_feature" in each}
    class_id = known.lexicon.class_of[known.lexicon.form_id("klima")]
    assert f"features.c{class_id}" in fields
    assert {field.partition(".")[0] for field in fields} == {"features"}


def test_each_facet_ignores_its_own_filter(known: Known) -> None:
    request = SearchRequest(chosen={FacetName.TOPIC: ("A",), FacetName.MINISTRY: ("B",)}, first=date(2024, 1, 1), moment=NOON)
    counts = counts_of(narrowing(request, known.statistics), known.statistics)
    filtered = {name: [each["terms"] for each in every(count["filter"]) if "terms" in each] for name, count in counts.items()}
    assert filtered == {"topic": [{"ministry": ["B"]}], "ministry": [{"topic": ["A"]}], "date": [{"topic": ["A"]}, {"ministry": ["B"]}]}


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        (Order(Sort.RELEVANCE), [12.5, "r1"]),
        (Order(Sort.NEWEST), [1_700_000_000.0, "r1"]),
        (Order(Sort.OLDEST), [1_700_000_000.0, "r1"]),
        (Order(Sort.RELEVANCE, lifted=("r9", "r8")), [2.0, 12.5, "r1"]),
    ],
)
def test_a_page_goes_on_behind_the_hit_where_it_ended(order: Order, keys: list[Any]) -> None:
    assert keys_behind(key_of(keys, order), order) == keys


def test_behind_a_lifted_hit_comes_the_next_one() -> None:
    order = Order(Sort.RELEVANCE, lifted=("r9", "r8"))
    assert keys_behind(key_of([1.0, 12.5, "r8"], order), order)[0] == 1.0
    assert key_of([0.0, 1.0, "r9"], order).key < key_of([1.0, 99.0, "r8"], order).key < key_of([2.0, 99.0, "r1"], order).key


def test_one_hit_more_than_the_page_tells_whether_it_goes_on(known: Known) -> None:
    narrow = narrowing(SearchRequest(moment=NOON), known.statistics)
    plain = page_body({"match_all": {}}, narrow, Order(Sort.NEWEST), Slice(10, 5))
    behind = page_body({"match_all": {}}, narrow, Order(Sort.NEWEST), Slice(2, 5, SortKey(-7.0, "r1")))
    assert (plain["from"], plain["size"]) == (10, 6)
    assert (behind["size"], behind["search_after"]) == (8, [7.0, "r1"])
    assert page_body({"match_all": {}}, narrow, Order(Sort.NEWEST), Slice(0, 0))["size"] == 0


def test_promotions_multiply_and_lifted_hits_are_sorted_first(known: Known) -> None:
    order = Order(Sort.RELEVANCE, lifted=("r9",), promotions=(Promotion(2.0, ((FacetName.TOPIC, ("A",)),)),))
    body = page_body({"match_all": {}}, narrowing(SearchRequest(moment=NOON), known.statistics), order, Slice(0, 10))
    (scores,) = (each["function_score"] for each in every(body) if "function_score" in each)
    assert ([each["weight"] for each in scores["functions"]], scores["boost_mode"]) == ([2.0], "multiply")
    assert body["sort"][0]["_script"]["script"]["params"]["places"] == {"r9": 0}
