"""Pages: single ones that are watched, and those behind a list. Only what is new, changed or due is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.fetch import Fetched, Validators
from indexer.sources.base import Item, Listed, Read, Rejection
from indexer.sources.opening import read_fetched
from indexer.watching.completing import told_together
from indexer.watching.portions import Mark, Portion, of_thing
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FeedSource, PagesSource, SitemapSource
from search_service.errors import SourceRefusedError, UnreadableSourceError

LONGEST_RETRY = 6 * 3600.0
"""Seconds before a page that could not be had is asked for again: the interval of its source, doubled each time, up to this."""
IN_VAIN = 3
"""Pages in a row that cannot be had: the server is down, the others can wait."""
_FOR_NOW = frozenset({408, 425, 429})

WebSource = FeedSource | SitemapSource | PagesSource


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page; ``stamp`` is what a list says of its state, ``items`` what the list already has of the release.

    Where the stamp tells every change (``is_told``) the page is not asked for again until it does.
    """

    url: str
    stamp: str = ""
    items: tuple[Item, ...] = ()
    is_told: bool = False


def watched_pages(source: PagesSource, tools: Tools) -> Iterator[Portion]:
    """The pages of the source, each asked for at every run."""
    visits = _Visits(source, tools)
    marks = tools.memory.marks(source.name, source.urls)
    for url in source.urls:
        if tools.ended():
            break
        yield of_thing(visits.portion(Wanted(url), marks.get(url)), url)
    visits.give_up(after=len(source.urls))


def pages_behind(source: FeedSource | SitemapSource, pages: Sequence[Wanted], tools: Tools) -> Iterator[Portion]:
    """What stands on those pages that are new, that changed by their stamp, or that are due; what is left asks for another run.

    Each page is a portion with all that is known of its release. Raises UnreadableSourceError when page after page cannot be had.
    """
    visits = _Visits(source, tools)
    marks = tools.memory.marks(source.name, [page.url for page in pages])
    asked = 0
    for page in pages:
        known = marks.get(page.url)
        if known and known.stamp == page.stamp and not 0 < known.due_at <= tools.now():
            continue
        if asked == source.most_pages or tools.ended():
            yield Portion(again_in=0.0)
            return
        asked += 1
        yield of_thing(visits.portion(page, known), page.url)
        visits.give_up(after=IN_VAIN)


class _Visits:
    """The visits of one run, with how many in a row were in vain."""

    def __init__(self, source: WebSource, tools: Tools) -> None:
        self._source = source
        self._tools = tools
        self._in_vain = 0
        self._last_error: UnreadableSourceError | None = None

    def portion(self, page: Wanted, known: Mark | None) -> Portion:
        """What the list and the page say, and when the page is to be looked at again."""
        due_at = 0.0 if page.is_told else self._tools.now() + self._source.recheck
        mark = replace(known or Mark(key=page.url), stamp=page.stamp, due_at=due_at, failures=0)
        try:
            fetched = self._visit(page.url, known)
        except UnreadableSourceError as error:
            return self._failed(error, page, known, mark)
        self._in_vain = 0
        if fetched is None:
            return Portion(marks=(mark,))
        on_page = tuple(_read(fetched, self._tools))
        if any(isinstance(item, Read) for item in on_page):  # of what could not be read nothing is known
            mark = replace(mark, etag=fetched.validators.etag, modified=fetched.validators.modified)
        return Portion(items=told_together(page.items, on_page), marks=(mark,))

    def give_up(self, *, after: int) -> None:
        """Raises the last error when so many pages in a row could not be had."""
        if self._in_vain >= after and self._last_error:
            raise self._last_error

    def _visit(self, url: str, known: Mark | None) -> Fetched | None:
        """With what was heard of the page, in another source if not in this one; never with that of an attempt in vain."""
        heard = known if known and (known.etag or known.modified) else self._tools.memory.validators(url)
        validators = Validators(etag=heard.etag, modified=heard.modified) if heard else Validators()
        limits = self._source.limits(private_addresses=self._tools.visitor.private_addresses)
        return self._tools.visitor.visit(url, limits, validators)

    def _failed(self, error: UnreadableSourceError, page: Wanted, known: Mark | None, mark: Mark) -> Portion:
        """A page that is refused for good, or again and again, is reported; it is asked for again, later and later.

        What the list says is stored as long as nothing was read on the page; a page that was read says it better, when it is back.
        """
        problem = Rejection(mark.key, None, str(error))
        news = page.items if known is None or (known.failures and known.stamp != page.stamp) else ()
        if isinstance(error, SourceRefusedError) and 400 <= error.status < 500 and error.status not in _FOR_NOW:
            return Portion(items=(*news, problem), marks=(mark,))
        self._in_vain += 1
        self._last_error = error
        failures = known.failures + 1 if known else 1
        wait = min(self._source.interval * 2.0 ** min(failures - 1, 30), max(self._source.interval, LONGEST_RETRY))
        kept = tuple(item for item in news if not isinstance(item, Rejection))  # the page may say yet what the list does not
        reported = (problem,) if failures == IN_VAIN else ()
        stamp = known.stamp if known and not news else page.stamp
        later = replace(mark, stamp=stamp, failures=failures, due_at=self._tools.now() + wait)
        return Portion(items=(*kept, *reported), marks=(later,))


def _read(fetched: Fetched, tools: Tools) -> Iterator[Item]:
    """What a page holds; a list of pages behind a list is not gone into."""
    for item in read_fetched(fetched, portals=tools.way.portals):
        if isinstance(item, Listed):
            yield Rejection(fetched.url, None, "is a list of pages, not a page; watch it as a source of its own")
            return
        yield item
