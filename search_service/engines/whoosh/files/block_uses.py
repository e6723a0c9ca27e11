"""Which blocks the documents of a segment have, and as what each was taken in; written with the token stream, in the same file."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter
from search_service.standing_blocks import least_uses


@dataclass(frozen=True, slots=True)
class BlockUses:
    """A row for each document and each of its blocks, once; ascending by key.

    keys      int64 [n]  the ``block_key``
    documents int32 [n]  deleted ones included
    recurring bool [n]   whether it was known to recur when the document was taken in
    """

    keys: NDArray[np.int64]
    documents: NDArray[np.int32]
    recurring: NDArray[np.bool_]

    def renumbered(self, numbers: NDArray[np.int32]) -> BlockUses:
        """The rows with the new ``numbers`` int32 [documents] of their documents, without those that get -1."""
        documents = numbers[self.documents]
        return replace(self, documents=documents)._where(documents >= 0)

    def without(self, deleted: NDArray[np.int32]) -> BlockUses:
        """The rows of documents that are not ``deleted`` int32 [n] ascending."""
        if not len(deleted):
            return self
        kept = np.ones(max(int(self.documents.max(initial=0)), int(deleted[-1])) + 1, np.bool_)
        kept[deleted] = False
        return self._where(kept[self.documents])

    def _where(self, kept: NDArray[np.bool_]) -> BlockUses:
        return BlockUses(self.keys[kept], self.documents[kept], self.recurring[kept])

    def taken_in_otherwise(self, recurring: NDArray[np.int64]) -> NDArray[np.int32]:
        """Documents that were taken in as if other blocks recurred than ``recurring`` int64 [n] ascending: int32 ascending."""
        places = np.searchsorted(self.keys, recurring), np.searchsorted(self.keys, recurring, side="right")
        edges = np.zeros(len(self.keys) + 1, np.int8)
        np.add.at(edges, places[0], 1)
        np.add.at(edges, places[1], -1)
        return np.unique(self.documents[np.cumsum(edges[:-1], dtype=np.int8) != self.recurring])


def ordered(keys: NDArray[np.int64], documents: NDArray[np.int32], recurring: NDArray[np.bool_]) -> BlockUses:
    """Rows in any order, as uses."""
    order = np.argsort(keys, kind="stable")
    return BlockUses(keys[order], documents[order], recurring[order])


def joined_uses(parts: Sequence[BlockUses]) -> BlockUses:
    """Parts whose documents follow each other, as one."""
    return ordered(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.recurring for part in parts]),
    )


def recurring_keys(parts: Sequence[BlockUses], *, releases: int) -> NDArray[np.int64]:
    """The keys of the blocks that recur among so many ``releases``, which have all ``parts``: int64 [n] ascending."""
    keys = np.sort(np.concatenate([np.empty(0, np.int64), *(part.keys for part in parts)]), kind="stable")  # quick: runs in order
    apart = least_uses(releases) - 1
    often = keys[: max(0, len(keys) - apart)]
    return np.unique(often[often == keys[apart:]])


def keys_taken_in(parts: Sequence[BlockUses]) -> Set[int]:
    """The keys of the blocks that were known to recur when ``parts`` were taken in."""
    return frozenset(key for part in parts for key in np.unique(part.keys[part.recurring]).tolist())


_NAMES = ("keys", "documents", "recurring")


def write_uses(file: ArrayWriter, uses: BlockUses) -> None:
    """Write them."""
    for name in _NAMES:
        file.put(f"blocks.{name}", getattr(uses, name))


def uses_of(arrays: Arrays) -> BlockUses:
    """What ``write_uses`` wrote. Raises KeyError when there is none."""
    return BlockUses(*(arrays[f"blocks.{name}"] for name in _NAMES))
