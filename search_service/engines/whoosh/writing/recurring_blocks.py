"""What is known to recur while releases are added: mostly right, so that few have to be taken in again when all are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, KeysView

from search_service.standing_blocks import least_uses

MOST_COUNTED = 500_000
"""Blocks that are counted at once, in 60 MB; then counting begins anew, and what is known stays."""


class RecurringBlocks:
    """The ``keys`` of blocks that recur: at first those of the generation before."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = set(keys)
        self._uses: Counter[int] = Counter()
        self._releases = 0

    def meet(self, keys: KeysView[int]) -> None:
        """Count the blocks of a release."""
        if len(self._uses) > MOST_COUNTED:
            self._uses.clear()
            self._releases = 0
        self._releases += 1
        self._uses.update(keys)
        least = least_uses(self._releases)
        self.keys.update(key for key in keys if self._uses[key] >= least)
