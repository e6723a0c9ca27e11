"""What the cluster answers, read into what the contract promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from search_service.engines.found import FacetCounts, Found, Order, PeriodCounts, Slice, ValueCounts
from search_service.engines.opensearch.compiling.requests import DATE, key_of
from search_service.schema import FacetName

Answer = Mapping[str, Any]


def found_of(answer: Answer, order: Order, wanted: Slice, *, counts: bool) -> Found:
    """A slice of the hits, of which one more was asked for."""
    first = wanted.first if wanted.after is not None else 0
    hits = answer["hits"]["hits"][first:]
    page = hits[: wanted.size]
    more = len(hits) > len(page) > 0
    return Found(
        documents=[number_of(hit) for hit in page],
        scores=[float(hit["_score"]) for hit in page],
        total=answer["hits"]["total"]["value"],
        last=key_of(page[-1]["sort"], order) if more else None,
        counts=_counts(answer["aggregations"]) if counts else None,
    )


def number_of(hit: Answer) -> int:
    """The document of a hit."""
    return int(hit["fields"]["number"][0])


def _counts(aggregations: Answer) -> FacetCounts:
    values = {name: _values(aggregations[name.value]) for name in FacetName}
    return FacetCounts(values, periods_in(aggregations[DATE]["periods"]))


def _values(found: Answer) -> ValueCounts:
    buckets = found["values"]["buckets"]
    counts = np.array([bucket["doc_count"] for bucket in buckets], np.int64)
    return ValueCounts([bucket["key"] for bucket in buckets], counts, found["missing"]["doc_count"])


def periods_in(found: Answer) -> PeriodCounts:
    """The counts of periods, with those between that have none."""
    numbers = {int(bucket["key"]): bucket["doc_count"] for bucket in found["buckets"]}
    if not numbers:
        return PeriodCounts(0, np.empty(0, np.int64))
    first = min(numbers)
    counts = np.zeros(max(numbers) - first + 1, np.int64)
    counts[np.array(list(numbers)) - first] = list(numbers.values())
    return PeriodCounts(first, counts)
