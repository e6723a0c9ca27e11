"""What the peers share: our request as an AND of words and phrases with filters, and their counts as our facets."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from search_service.engines.base import Searcher
from search_service.engines.cache import SizedT
from search_service.errors import EngineUnavailableError, InvalidRequestError, ParameterProblem
from search_service.query.nodes import And, Node, Phrase, Words
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import (
    AbbreviationEntry,
    Also,
    Bucket,
    CacheStatus,
    Completions,
    Facet,
    Facets,
    FacetValue,
    Hit,
    IndexStatus,
    Interval,
    ResultPage,
    VocabularyStatus,
    YearValue,
)
from search_service.schema import FacetName, Field

FACET_SEPARATOR = "\x1f"
_BUILT = datetime(2024, 1, 1, tzinfo=UTC)
_SIGNS = re.compile(r"[^\w\s-]|(?<!\w)-|-(?!\w)")


class Filter(StrEnum):
    """A facet, and the filter that its selection is."""

    TOPIC = "topic"
    MINISTRY = "ministry"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Plan:
    """Words and phrases, free of signs that a query language could mean something by; with ``any_word`` one of them is enough."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    any_word: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a peer found; a facet's counts are over all matches that pass the other facets' filters, months as "2024-03"."""

    total: int
    hits: tuple[Hit, ...]
    topics: Mapping[str, int]
    ministries: Mapping[str, int]
    months: Mapping[str, int]


class PeerSearcher(ABC):
    """Our Searcher contract, as far as the benchmarks ask for it: relevance order, first page, three facets."""

    name: str

    @abstractmethod
    def find(self, plan: Plan, request: SearchRequest) -> Found:
        """Hits and facet counts; safe from any thread."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files."""

    def also(self, request: SearchRequest, *, total: int) -> tuple[Also, ...]:
        """Nothing: see ``Searcher.also``."""
        return ()

    def kept(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """Made anew each time."""
        return compute()

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Searcher.search``; as promised there, the closest partial matches when no release has all words."""
        started = time.perf_counter()
        plan = plan_of(request.node)
        found = self.find(plan, request)
        partial = found.total == 0 and len(plan.words) > 1
        if partial:
            found = self.find(Plan(plan.words, plan.phrases, any_word=True), request)
        return ResultPage(
            request=request,
            parsed=request.parsed,
            total=0 if partial else found.total,
            hits=found.hits,
            facets=Facets() if partial else _facets(found, request),
            generation=1,
            visible=found.total,
            took_ms=(time.perf_counter() - started) * 1000,
            partial=partial,
        )

    def spellings(self, word: str, *, size: int = 3) -> tuple[str, ...]:
        """The peers offer none, which costs them nothing."""
        return ()

    def names_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """The peers know none."""
        return ()

    def total(self, request: SearchRequest) -> int:
        """None: the peers offer no other searches, which costs them nothing."""
        return 0

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        """As ``total``."""
        return [0] * len(requests)

    def hit_ids(self, request: SearchRequest) -> Sequence[str]:
        raise self._searches_only()

    def timeline(self, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
        """Nothing, as ``total``."""
        return ()

    def similar(self, *, release_id: str | None = None, text: str | None = None, size: int = 5) -> tuple[Hit, ...]:
        raise self._searches_only()

    def suggest(self, prefix: str, *, size: int = 8) -> Completions:
        raise self._searches_only()

    def abbreviations(self) -> tuple[AbbreviationEntry, ...]:
        raise self._searches_only()

    def marks(self, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
        raise self._searches_only()

    def standing(self, blocks: Sequence[str]) -> tuple[bool, ...]:
        """None: the peers know no standing blocks."""
        return (False,) * len(blocks)

    def status(self) -> IndexStatus:
        """Always the same: what the application makes its ETags of; the peers are not asked how many releases they hold."""
        return IndexStatus(self.name, generation=1, releases=0, sequence=0, built_at=_BUILT, vocabulary=VocabularyStatus(0, 0, 0))

    def cache_status(self) -> CacheStatus:
        raise self._searches_only()

    def _searches_only(self) -> EngineUnavailableError:
        return EngineUnavailableError(f"{self.name} is here to be measured and answers searches alone; serve the product's engine")


def plan_of(node: Node) -> Plan:
    """Raises InvalidRequestError for anything but words and phrases, all required: the benchmarks ask nothing else."""
    words, phrases = [], []
    for part in node.parts if isinstance(node, And) else (node,):
        match part:
            case Words(text):
                words += plain(text).split()
            case Phrase(text):
                phrases.append(plain(text))
            case _:
                raise InvalidRequestError((ParameterProblem("q", str(part), "the peers answer words and phrases; leave this out"),))
    return Plan(tuple(words), tuple(phrases))


def plain(text: str) -> str:
    """Letters, digits and inner hyphens; every other sign is a blank."""
    return " ".join(_SIGNS.sub(" ", text).split())


def active_filters(request: SearchRequest) -> frozenset[Filter]:
    chosen = {
        Filter.TOPIC: bool(request.values_of(FacetName.TOPIC)),
        Filter.MINISTRY: bool(request.values_of(FacetName.MINISTRY)),
        Filter.DATE: request.first is not None or request.last is not None,
    }
    return frozenset(each for each, is_set in chosen.items() if is_set)


def counting_groups(request: SearchRequest) -> dict[frozenset[Filter], list[Filter]]:
    """Filters to apply → facets to count under them: each facet ignores its own selection, most share one pass."""
    active = active_filters(request)
    groups: dict[frozenset[Filter], list[Filter]] = {}
    for facet in Filter:
        groups.setdefault(active - {facet}, []).append(facet)
    return groups


def month_of(release: Release) -> str:
    return f"{release.published:%Y-%m}"


def _facets(found: Found, request: SearchRequest) -> Facets:
    return Facets(
        {
            name: _facet(counts, request.values_of(name), request.limit_of(name))
            for name, counts in ((FacetName.TOPIC, found.topics), (FacetName.MINISTRY, found.ministries))
        },
        year=_years(found.months, request.selected_periods),
    )


def _facet(counts: Mapping[str, int], selected: Iterable[str], limit: int | None) -> Facet:
    chosen = [FacetValue(value, counts.get(value, 0), selected=True) for value in selected]
    rest = sorted((item for item in counts.items() if item[0] not in {each.value for each in chosen}), key=lambda item: (-item[1], item[0]))
    listed = rest[:limit]
    return Facet((*chosen, *(FacetValue(value, count) for value, count in listed)), others=len(rest) - len(listed))


def _years(counts: Mapping[str, int], selected: frozenset[str]) -> tuple[YearValue, ...]:
    months: dict[str, list[FacetValue]] = {}
    for month in sorted(counts, reverse=True):
        months.setdefault(month[:4], []).append(FacetValue(month, counts[month], month in selected))
    return tuple(YearValue(year, sum(each.count for each in of), year in selected, tuple(of)) for year, of in months.items())


def as_searcher(peer: PeerSearcher) -> Searcher:
    """The peer as the web application takes it; the type checker proves the contract here."""
    return peer
