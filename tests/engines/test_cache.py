"""What is kept of evaluated words: bounded, what was quickly made for its size goes first, a replaced generation goes as a whole."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from search_service.engines.cache import ENTRY_OVERHEAD, FOR_A_RELEASE, LEAST, MOST, Cache, GenerationCache
from search_service.results import CacheStatus


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    nbytes: int = 100


FITTING = 5
CAPACITY = FITTING * (100 + ENTRY_OVERHEAD)


def must_not_compute() -> Value:
    raise AssertionError("the value is kept")


def test_value_is_computed_once() -> None:
    values = Cache(CAPACITY).of_generation()
    assert values.get("a", lambda: Value("first")) is values.get("a", must_not_compute)


def test_it_counts_what_was_there_and_what_had_to_be_made() -> None:
    cache = Cache(CAPACITY)
    values = cache.of_generation()
    for _ in range(3):
        values.get_all(["a", "b"], lambda places: [Value("x") for _ in places])
    values.known("c")
    assert values.status() == cache.status() == CacheStatus(2 * (100 + ENTRY_OVERHEAD), CAPACITY, hits=4, misses=3, evictions=0)


def kept(values: GenerationCache, key: object, seconds: float, nbytes: int = 100) -> None:
    """Keep a value that took so long to make."""
    values.cache.keep(values, key, Value(str(key), nbytes), seconds=seconds)


def known(values: GenerationCache, keys: Iterable[object]) -> list[object]:
    return [key for key in keys if values.known(key) is not None]


def test_never_larger_than_its_capacity_and_what_was_used_stays() -> None:
    cache = Cache(CAPACITY)
    values = cache.of_generation()
    kept(values, "used", 0.001)
    for number in range(100):
        values.get("used", must_not_compute)
        kept(values, number, 0.001)
        assert cache.nbytes <= CAPACITY
    assert known(values, ["used", 0, 99]) == ["used", 99]
    assert cache.status().evictions == 101 - FITTING


def test_what_was_dear_to_make_outlives_what_was_cheap() -> None:
    values = Cache(CAPACITY).of_generation()
    kept(values, "dear", 0.005)
    for number in range(FITTING):
        kept(values, number, 0.001)
    assert known(values, ["dear", 0, 1]) == ["dear", 1]


def test_of_two_that_took_as_long_the_larger_goes() -> None:
    values = Cache(CAPACITY).of_generation()
    kept(values, "small", 0.001)
    kept(values, "large", 0.001, nbytes=CAPACITY // 2)
    for number in range(FITTING - 2):
        kept(values, number, 0.001)
    assert known(values, ["small", "large", 0]) == ["small", 0]


def test_what_was_dear_long_ago_and_is_asked_for_no_more_goes() -> None:
    values = Cache(CAPACITY).of_generation()
    kept(values, "dear", 0.003)
    for number in range(10 * FITTING):
        kept(values, number, 0.001)
    assert known(values, ["dear"]) == []


def test_without_a_bound_of_its_own_it_grows_with_the_archive_to_a_limit() -> None:
    cache = Cache()
    capacities = []
    for releases in (0, 10_000, 100_000, 10_000, 10_000_000):  # an earlier one is opened again for a cursor of it
        cache.of_generation(releases)
        capacities.append(cache.status().capacity)
    expected = [LEAST, *(LEAST + many * FOR_A_RELEASE for many in (10_000, 100_000, 100_000)), MOST]
    assert capacities == expected


def test_what_is_larger_than_the_cache_is_given_but_not_kept() -> None:
    cache = Cache(CAPACITY)
    values = cache.of_generation()
    assert values.get("large", lambda: Value("large", nbytes=CAPACITY)).text == "large"
    assert cache.nbytes == 0


def test_get_all_computes_what_is_missing_at_once() -> None:
    values = Cache(CAPACITY).of_generation()
    values.get("b", lambda: Value("b"))
    asked: list[list[int]] = []

    def compute(places: list[int]) -> list[Value]:
        asked.append(list(places))
        return [Value("ac"[place // 2]) for place in places]

    assert [each.text for each in values.get_all(["a", "b", "c"], compute)] == ["a", "b", "c"]
    assert [each.text for each in values.get_all(["c", "a"], compute)] == ["c", "a"]
    assert asked == [[0, 2]]


def test_generations_share_the_room_but_no_value() -> None:
    cache = Cache(CAPACITY)
    old, new = cache.of_generation(), cache.of_generation()
    assert (old.get("a", lambda: Value("old")).text, new.get("a", lambda: Value("new")).text) == ("old", "new")
    old.drop()
    assert cache.nbytes == 100 + ENTRY_OVERHEAD
    new.get("a", must_not_compute)


def test_a_dropped_generation_keeps_nothing_more() -> None:
    cache = Cache(CAPACITY)
    values = cache.of_generation()
    values.drop()
    assert values.get("a", lambda: Value("a")).text == "a"
    assert cache.nbytes == 0


def test_many_threads_at_once() -> None:
    cache = Cache(CAPACITY)
    values = cache.of_generation()
    wrong: list[str] = []

    def ask() -> None:
        for number in range(2_000):
            key = str(number % 20)
            if (found := values.get(key, lambda key=key: Value(key)).text) != key:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.nbytes <= CAPACITY
