"""The texts of segments as columns, for mining what recurs in them; of a large archive a sample of its documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.files.derived_lists import open_lists
from search_service.engines.whoosh.files.segment import SegmentView
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.schema import FIELDS

MOST_TOKENS = 4_000_000
"""Read at most: 13,000 releases of 300 words; what is frequent in them is frequent in all. Mining takes 60 bytes for each."""


class _Texts(Sequence[str]):
    """The texts of ``documents`` int64 [n, 2] (view, number) by slot, read when they are asked for; those of the last one are kept."""

    def __init__(self, views: Sequence[SegmentView], documents: NDArray[np.int64]) -> None:
        self._views, self._documents = views, documents
        self._read: tuple[int, tuple[str, ...]] = (-1, ())

    def __len__(self) -> int:
        return len(self._documents) * len(FIELDS)

    @overload
    def __getitem__(self, slot: int) -> str: ...

    @overload
    def __getitem__(self, slot: slice) -> Sequence[str]: ...

    def __getitem__(self, slot: int | slice) -> str | Sequence[str]:
        if isinstance(slot, slice):
            return [self[number] for number in range(*slot.indices(len(self)))]
        document, field = divmod(slot, len(FIELDS))
        if self._read[0] != document:
            view, number = self._documents[document].tolist()
            self._read = document, tuple(self._views[view].document(number).texts.values())
        return self._read[1][field]


def sampled_columns(views: Sequence[SegmentView], generation: Path) -> TokenColumns:
    """The live documents of segments whose lists are written, every so manieth of them in a large archive."""
    stride = max(1, -(-sum(len(view.tokens.tokens) for view in views) // MOST_TOKENS))
    documents = [np.setdiff1d(np.arange(view.documents), view.deleted)[::stride] for view in views]
    pairs = [np.column_stack([np.full(len(numbers), view), numbers]) for view, numbers in enumerate(documents)]
    texts = _Texts(views, np.concatenate([np.empty((0, 2), np.int64), *pairs]))
    bases = np.cumsum([0, *map(len, documents)]) * len(FIELDS)
    parts = [_NO_COLUMNS, *(_columns(*each, generation) for each in zip(views, documents, bases.tolist(), strict=False))]
    columns = list(zip(*parts, strict=True))
    del parts
    return TokenColumns(texts, *(np.concatenate(columns.pop(0)) for _ in _NO_COLUMNS))  # the parts of each are let go of with it


_Columns = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Forms, keys, begins, ends, as in ``TokenColumns``."""
_NONE = np.empty(0, np.int64)
_NO_COLUMNS: _Columns = (_NONE.astype(np.int32), _NONE, _NONE, _NONE)


def _columns(view: SegmentView, documents: NDArray[np.int64], base: int, generation: Path) -> _Columns:
    """The tokens of ``documents`` int64 [n] of a segment; their slots are numbered from ``base`` on."""
    tokens = view.tokens.of_documents(documents)
    slots = np.repeat(np.arange(base, base + tokens.lengths.size), tokens.lengths.ravel())
    forms = open_lists(generation, view).forms[tokens.tokens]
    return forms, slots << POSITION_BITS | tokens.positions, tokens.begins, tokens.begins + tokens.widths
