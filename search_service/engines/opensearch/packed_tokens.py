"""The tokens of a release as they are stored beside it: a page explains its hits without taking their texts apart again."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.schema import FIELDS

_COMPRESSION = 3
_FIELD_BITS = 24
"""A position within its field, behind the number of the field: more than any text has."""
_POSITIONS = (1 << POSITION_BITS) - 1
Columns = NDArray[np.int32]
"""int32 [4, tokens]: form, field and position, begin, width."""


def pack_tokens(forms: NDArray[np.int32], keys: NDArray[np.int64], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> str:
    """The columns of one release, whose first slot is any multiple of the number of fields."""
    fields = (keys >> POSITION_BITS) % len(FIELDS)
    columns = np.stack([forms, fields << _FIELD_BITS | (keys & _POSITIONS), begins, ends - begins]).astype("<i4")
    columns[1:3] = np.diff(columns[1:3], axis=1, prepend=0)  # small numbers, which compress to a third
    return base64.b64encode(zlib.compress(columns.tobytes(), _COMPRESSION)).decode()


def unpack_tokens(packed: str) -> Columns:
    """What was packed. Raises ValueError or zlib.error for anything else."""
    columns: Columns = np.frombuffer(zlib.decompress(base64.b64decode(packed)), "<i4").reshape(4, -1).copy()
    columns[1:3] = np.cumsum(columns[1:3], axis=1)
    return columns


def token_columns(stored: Sequence[StoredDocument], tokens: Sequence[Columns]) -> TokenColumns:
    """The texts of some releases with their tokens, in the order given."""
    texts = [text for document in stored for text in document.texts.values()]
    every = np.concatenate([np.empty((4, 0), np.int32), *tokens], axis=1)
    forms, places, begins, widths = every.astype(np.int64)
    documents = np.repeat(np.arange(len(tokens)), [columns.shape[1] for columns in tokens])
    slots = documents * len(FIELDS) + (places >> _FIELD_BITS)
    keys = slots << POSITION_BITS | (places & ((1 << _FIELD_BITS) - 1))
    return TokenColumns(texts, forms.astype(np.int32), keys, begins, begins + widths)
