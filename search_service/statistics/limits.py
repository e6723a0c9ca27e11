"""From when on words are shown, and how much is kept."""

from __future__ import annotations

from dataclasses import dataclass

from search_service.config import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Words are shown of queries asked on ``days`` days, by ``sources`` sources on one of them.

    Counts are kept for ``kept_days``, of queries and of filters at most ``entries`` a table, one for each day.
    """

    days: int
    sources: int
    kept_days: int
    entries: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            days=settings.statistics_days,
            sources=settings.statistics_sources,
            kept_days=settings.statistics_kept_days,
            entries=settings.statistics_entries,
        )
