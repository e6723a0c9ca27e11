"""Which documents were published when, by days of Berlin's calendar."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from search_service.dates import first_moment, last_moment
from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.engines.whoosh.evaluating.snapshot import Snapshot


def published_between(snapshot: Snapshot, first: date | None, last: date | None) -> Documents:
    """Live documents published from ``first`` to ``last``, both included, days in Berlin."""
    return snapshot.alive(np.flatnonzero(lies_between(snapshot.times.published, first, last)).astype(np.int32))


def lies_between(published: NDArray[np.int64], first: date | None, last: date | None) -> NDArray[np.bool_]:
    """Whether each of ``published`` int64 [n], in seconds since 1970, lies on the days from ``first`` to ``last``: bool [n]."""
    wanted = np.ones(len(published), np.bool_)
    if first is not None:
        wanted &= published >= first_moment(first).timestamp()
    if last is not None:
        wanted &= published <= last_moment(last).timestamp()
    return wanted
