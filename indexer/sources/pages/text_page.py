"""A page as plain text, as copied from a browser, → a draft."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from indexer.sources.account import Account, Choice
from indexer.sources.base import Item, Source
from indexer.sources.draft import Draft
from indexer.sources.pages.facts.dating import BEHIND_HEADLINE, dated, impossible_dates, place_and_date, readable
from indexer.sources.pages.reading import read_page
from indexer.sources.pages.text_layout import text_parts
from search_service.errors import InvalidReleaseError


def read_text(source: Source) -> Iterator[Item]:
    """The release of one text. What is no text, or has no headline or nothing below it, is a rejection."""
    return read_page(source, _read)


def _read(text: str, source: Source) -> tuple[Draft, Account]:
    parts = text_parts(text)
    if not parts.title or not (parts.teaser or parts.body):
        missing = "text below the headline" if parts.title else "headline"
        raise InvalidReleaseError((f"no {missing} was found; empty lines must separate the parts of a page as text",))
    said = readable([parts.published] if parts.published else [], "line of the text")
    begins = chain.from_iterable(map(place_and_date, [parts.teaser, *(block.text for block in parts.body[:1])]))
    when = dated(chain(said, begins), [parts.teaser, *(block.text for block in parts.body)], source.modified)
    draft = Draft(
        title=parts.title,
        topics=tuple(parts.topics),
        ministries=tuple(parts.ministries),
        published=(when.moment,),
        published_from=when.origin,
        teaser=parts.teaser,
        body=tuple(parts.body),
        images=tuple(parts.images),
        related=tuple(parts.related),
    )
    choices = (Choice("title", "line that looks like a headline"), Choice("published", when.by))
    return draft, Account(choices, remarks=tuple(impossible_dates(text.split("\n", BEHIND_HEADLINE)[:BEHIND_HEADLINE])))
