"""When the releases of a snapshot were published and may be seen, as arrays over its documents; deleted ones count for nothing."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search_service.engines.calendar import month_numbers
from search_service.engines.scoring import recency


class ReleaseTimes:
    """``published`` and ``visible_from`` int64 [documents] in seconds since 1970; ``live`` bool [documents] or None: all are."""

    def __init__(self, published: NDArray[np.int64], visible_from: NDArray[np.int64], live: NDArray[np.bool_] | None) -> None:
        self.published = published
        self.visible_from = visible_from
        self._of_live = visible_from if live is None else visible_from[live]
        self._last_visible = int(self._of_live.max()) if len(self._of_live) else 0
        self._recency: tuple[int | None, NDArray[np.float32]] = None, np.empty(0, np.float32)

    @cached_property
    def months(self) -> NDArray[np.int32]:
        """Months since year 0 in Berlin's calendar: int32 [documents]."""
        return month_numbers(self.published)

    def recency(self, day: int) -> NDArray[np.float32]:
        """The factor for newer releases on ``day`` (UTC, days since 1970): float32 [documents]."""
        known = self._recency
        if known[0] != day:
            known = self._recency = day, recency(self.published, day)
        return known[1]

    def visible(self, moment: float) -> NDArray[np.bool_] | None:
        """bool [documents]: what may be seen at ``moment``, in seconds since 1970; None when that is everything."""
        return None if self._last_visible <= moment else self.visible_from <= moment

    def visible_count(self, moment: float) -> int:
        """Live releases that may be seen at ``moment``."""
        if self._last_visible <= moment:
            return len(self._of_live)
        return int(np.searchsorted(self._in_order, int(moment), side="right"))

    @cached_property
    def _in_order(self) -> NDArray[np.int64]:
        return np.sort(self._of_live)
