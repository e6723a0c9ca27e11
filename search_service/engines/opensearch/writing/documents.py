"""Records with their tokens → the documents of the index, and the counts of what they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.calendar import day_numbers, month_numbers
from search_service.engines.opensearch.mapping import FEATURES, TEXT, TITLE, TITLE_FEATURES
from search_service.engines.opensearch.packed_tokens import pack_tokens
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.standing import standing_key
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.writing.fields import CLASSES, FORMS, PARTS, Features, FieldMaker
from search_service.engines.opensearch.writing.tokens import TokenizedRecords
from search_service.explain.token_columns import POSITION_BITS
from search_service.schema import FIELDS, FacetName, Field

Document = dict[str, Any]
_TITLE = FIELDS.index(Field.TITLE)
_KEPT_BITS, _MIDDLE = 15, 1 << 14


class DocumentMaker:
    """Makes documents with one lexicon and counts what they have: ``statistics`` are those before and, in the end, with them."""

    def __init__(self, lexicon: Lexicon, before: Statistics) -> None:
        self._fields = FieldMaker(lexicon, before.average_lengths)
        self.lexicon = lexicon
        self._before = before
        self._sizes = [_grown(sizes, length) for sizes, length in zip(_sizes_of(before), self._lengths(), strict=True)]
        self._values = {name: Counter(before.values[name]) for name in FacetName}
        self._standing = Counter(before.standing)
        self._seen_until = before.seen_until
        self._next_number = before.next_number

    def documents(self, batch: TokenizedRecords) -> Iterator[tuple[str, Document]]:
        """The id of each record and its document."""
        texts, features = self._fields.texts(batch), self._fields.features(batch)
        self._count(batch, features, sign=1)
        published = np.array([record.published for record in batch.records], np.int64)
        days, months = day_numbers(published).tolist(), month_numbers(published).tolist()
        scored = self._feature_tables(features, len(batch.records))
        for number, record in enumerate(batch.records):
            own = texts[number * len(FIELDS) : (number + 1) * len(FIELDS)]
            every, in_title = next(scored)
            document = _plain(record, self._next_number, _packed(batch, number)) | {TEXT: own, TITLE: own[_TITLE]}
            dates = {"day": days[number], "month": months[number], "year": months[number] // 12}
            yield record.stored.id, document | {FEATURES: every, TITLE_FEATURES: in_title} | dates
            self._next_number += 1

    def take_back(self, batch: TokenizedRecords) -> None:
        """Count no more what records have that are deleted."""
        self._count(batch, self._fields.features(batch), sign=-1)

    def statistics(self, recurring: NDArray[np.int64]) -> Statistics:
        """All that was counted; ``recurring`` int64 [n] ascending are the keys of the blocks that recur."""
        return replace(
            self._before,
            form_sizes=self._sizes[0],
            class_sizes=self._sizes[1],
            part_sizes=self._sizes[2],
            recurring=recurring,
            values={name: +counts for name, counts in self._values.items()},
            standing=+self._standing,
            seen_until=self._seen_until,
            next_number=self._next_number,
        )

    def _lengths(self) -> tuple[int, int, int]:
        return self.lexicon.forms, self.lexicon.classes, self.lexicon.classes

    def _count(self, batch: TokenizedRecords, features: Features, *, sign: int) -> None:
        for kind, length in zip((FORMS, CLASSES, PARTS), self._lengths(), strict=True):
            self._sizes[kind] = self._sizes[kind] + sign * features.sizes(kind, length=length)
        for record in batch.records:
            for name, values in record.stored.facet_values.items():
                for value in values:
                    self._values[name][value] += sign
            for block in {block for _, block in record.stored.standing}:
                self._standing[block] += sign
            self._seen_until = max(self._seen_until, record.visible_from)

    def _feature_tables(self, features: Features, records: int) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
        """The features of each record by name: over all fields, and in the title."""
        names, values = self._fields.names(features), _as_kept(features.values)
        in_title = np.flatnonzero(features.titles > 0)
        titled, titles = [names[place] for place in in_title.tolist()], _as_kept(features.titles[in_title])
        borders = np.searchsorted(features.records, np.arange(records + 1))
        of_titles = np.searchsorted(in_title, borders).tolist()
        for (first, end), (left, right) in zip(pairwise(borders.tolist()), pairwise(of_titles), strict=True):
            every = dict(zip(names[first:end], values[first:end], strict=True))
            yield every, dict(zip(titled[left:right], titles[left:right], strict=True))


def _packed(batch: TokenizedRecords, number: int) -> str:
    """The tokens of one record."""
    first, end = np.searchsorted(batch.keys, np.array([number, number + 1]) * len(FIELDS) << POSITION_BITS).tolist()
    return pack_tokens(batch.forms[first:end], batch.keys[first:end], batch.begins[first:end], batch.ends[first:end])


def _plain(record: Record, number: int, tokens: str) -> Document:
    stored = record.stored
    return {
        "id": stored.id,
        "stored": {**record.packed(), "tokens": tokens},
        "number": number,
        "published": record.published,
        "visible_from": record.visible_from,
        **{name.value: list(values) for name, values in stored.facet_values.items()},
        "standing": sorted({standing_key(block) for _, block in stored.standing}),
        "blocks": sorted(record.blocks),
    }


def _as_kept(values: NDArray[np.float64]) -> list[float]:
    """The middle of what the server takes for the same: it keeps the first 9 bits of a value and cuts the rest off."""
    bits = values.astype(np.float32).view(np.int32)
    rounded = (bits >> _KEPT_BITS << _KEPT_BITS) + _MIDDLE
    kept: list[float] = np.round(rounded.astype(np.int32).view(np.float32).astype(np.float64), 6).tolist()
    return kept


def _sizes_of(statistics: Statistics) -> tuple[NDArray[np.int64], ...]:
    return statistics.form_sizes, statistics.class_sizes, statistics.part_sizes


def _grown(sizes: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    grown = np.zeros(length, np.int64)
    grown[: len(sizes)] = sizes
    return grown
