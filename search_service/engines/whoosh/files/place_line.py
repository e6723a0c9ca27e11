"""The line of places of a segment: every field of every document has a stretch on it, far from the others. No tokens are kept here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.files.token_stream import TokenStream
from search_service.ranges import offsets_of

FIELD_GAP = 32
"""Places between the last word of a field and the first of the next: more than any window looks over."""
_GAP_BITS = FIELD_GAP.bit_length() - 1
MOST_PLACES = (1 << 30) - 1
"""Of a segment: twice as many, and one, are numbered by int32."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Where the fields of a segment stand on its line; slots are document * fields + field.

    begins int32 [slots + 1]          where each field of each document begins
    before int32 [length / GAP + 1]   the slot of every ``FIELD_GAP``-th place
    """

    begins: NDArray[np.int32]
    before: NDArray[np.int32]

    @classmethod
    def of(cls, stream: TokenStream) -> PlaceLine:
        """Raises OverflowError when the line would be too long."""
        begins = offsets_of(stream.spans() + FIELD_GAP)
        if begins[-1] > MOST_PLACES:
            raise OverflowError(f"a segment holds at most {MOST_PLACES:,} places, not {begins[-1]:,}")
        marks = np.arange(0, int(begins[-1]) + 1, FIELD_GAP)
        return cls(begins.astype(np.int32), (np.searchsorted(begins, marks, side="right") - 1).astype(np.int32))

    def slots_of(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """The slot of each of ``places`` int32 [n]: between two marks at most one field begins, so that one comparison tells."""
        slots: NDArray[np.int32] = self.before[places >> _GAP_BITS]
        slots += self.begins[1:][slots] <= places
        return slots


def places_of(stream: TokenStream) -> NDArray[np.int32]:
    """The place of each token: int32 [tokens]; what its field begins with plus its position."""
    places = stream.steps.all()
    np.cumsum(places, out=places)
    places += np.repeat(np.arange(len(stream.starts) - 1, dtype=np.int32) * np.int32(FIELD_GAP) - np.int32(1), np.diff(stream.starts))
    return places


def places_needed(stream: TokenStream) -> int:
    """How long the line of places of a stream is; exact, and read from its steps alone: they add up to the lengths of its fields."""
    return stream.steps.total() + (len(stream.starts) - 1) * FIELD_GAP
