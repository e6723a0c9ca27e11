"""Words that a line end had divided ("Pressemit- teilung"), joined where somebody has the joined word; no rule guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from indexer.sources.base import Item, Read, Repaired
from indexer.sources.encoding import Repair
from search_service.release import Block, Release

_DIVIDED = re.compile(r"(?<![\w-])(?P<first>[^\W\d_]{2,})-\s(?P<second>[^\W\d_A-ZÄÖÜ][^\W\d_]+)(?![\w-])")
_AT_LINE_END = re.compile(r"-\s")  # searched for first: ten times as fast
_ELLIPSIS = frozenset({"und", "oder", "bzw", "bis", "sowie", "noch", "als", "wie", "statt", "auch", "and", "or"})
"""Words behind the hyphen of an ellipsis: "Bus- und Bahnverkehr"."""
_WORD = re.compile(r"[^\W\d_]{4,}")


class KnownWords(Protocol):
    """Tells whether a word is in use, whatever its case."""

    def __contains__(self, word: str, /) -> bool: ...


class OwnWords:
    """The words of one text alone."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def __contains__(self, word: str, /) -> bool:
        return word.casefold() in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        """Asked of few releases: most hyphens are those of ellipses."""
        return frozenset(word.casefold() for text in self._texts for word in _WORD.findall(text))


NO_WORDS: KnownWords = OwnWords()


def joined_words(release: Release, archive: KnownWords = NO_WORDS) -> tuple[Release, int]:
    """The release with divided words joined that its own text or the archive has, and how many those are.

    The id stays: what an archive knows grows, and the same source must stay the same release.
    """
    texts = (release.title, release.teaser, *(block.text for block in release.body))
    if not _AT_LINE_END.search(" ".join(texts)):
        return release, 0
    mending = _Mending((OwnWords(*texts), archive))
    title, teaser, *body = map(mending.mended, texts)
    if not mending.count:
        return release, 0
    blocks = tuple(Block(type=block.type, text=text) for block, text in zip(release.body, body, strict=True))
    return release.model_copy(update={"title": title, "teaser": teaser, "body": blocks}), mending.count


def with_joined_words(items: Iterable[Item], archive: KnownWords = NO_WORDS) -> Iterator[Item]:
    """The same items; a release in which words were joined is followed by how many."""
    for item in items:
        if not isinstance(item, Read):
            yield item
            continue
        release, count = joined_words(item.release, archive)
        yield replace(item, release=release) if count else item
        if count:
            yield Repaired(item.source, Repair.HYPHENATION, count)


class _Mending:
    """Joins, and counts."""

    def __init__(self, known: tuple[KnownWords, ...]) -> None:
        self._known = known
        self.count = 0

    def mended(self, text: str) -> str:
        return _DIVIDED.sub(self._joined, text)

    def _joined(self, divided: re.Match[str]) -> str:
        word = divided["first"] + divided["second"]
        if divided["second"] in _ELLIPSIS or not any(word in words for words in self._known):
            return divided.group()
        self.count += 1
        return word
