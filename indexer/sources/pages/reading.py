"""A source that is one page, in HTML or as text: its bytes → text → draft → release. What is in a page, its module says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexer.sources.account import Account
from indexer.sources.addresses import without_tracking
from indexer.sources.base import Item, Source, read_of, rejection, repaired
from indexer.sources.draft import Draft, release_of
from indexer.sources.embargo import notes_in
from indexer.sources.encoding import decode
from search_service.errors import InvalidReleaseError

MAX_PAGE_BYTES = 10_000_000
"""A longer page is rejected: it has to be in memory as a whole, and lxml refuses a single text of more than 10 MB anyway."""

PageReader = Callable[[str, Source], tuple[Draft, Account]]
"""What a page says, and how that was found; raises InvalidReleaseError for what is no release."""


def read_page(source: Source, read: PageReader) -> Iterator[Item]:
    """The release of the page, or one rejection. A page that does not say its address has the one that it was fetched from."""
    data = source.stream.read(MAX_PAGE_BYTES + 1)
    try:
        if len(data) > MAX_PAGE_BYTES:
            raise InvalidReleaseError((f"longer than {MAX_PAGE_BYTES:,} bytes, which no page is; split the file",))
        decoded = decode(data)
        draft, account = read(decoded.text, source)
        release = release_of(replace(draft, url=draft.url or without_tracking(source.url)), source)
        yield read_of(release, source, account=account, notes=notes_in(decoded.text), own_id=release.id == draft.own_id)
        yield from repaired(source, decoded.repairs)
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
