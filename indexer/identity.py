"""Which releases are the same one, told by several sources: by their address, else by title, day and sender or by their text.

Two different releases must never become one: where it is not certain, both stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

from indexer.sources.addresses import canonical_address
from indexer.sources.corrections import without_correction
from search_service.analysis.normalize import normalize, xkey
from search_service.dates import BERLIN
from search_service.release import Release
from search_service.taxonomy import spelling_key

_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"^(?:presse|medien)(?:mitteilung|information|meldung|info)\b[^:–]{0,30}[:–]\s*", re.IGNORECASE)
BEGINNING = 15
"""Words of a text by which others are looked up that may be the same."""
SHORT = 30
"""Words; a shorter text says too little to be told by it alone."""
ALIKE, NEARLY_ALL = 0.8, 0.95
"""Share of the runs of three words of the shorter text that the longer one has: the same text with other standing blocks around it, and
the same text whatever stands above it."""
TOLD_BY_TITLE = 4
"""Words of a title; shorter ones (Termine, Presseeinladung) head many releases of a day."""


def keys_of(release: Release) -> tuple[int, ...]:
    """Numbers that releases which may be the same have in common: of the address, of title and day, of the beginning and day.

    The store keeps them in ``likenesses``, without a version: whatever changes them needs a migration that writes that table anew.
    """
    return tuple(_number(kind, text) for kind, text in _key_texts(release))


def _key_texts(release: Release) -> Iterator[tuple[str, str]]:
    day = release.published.astimezone(BERLIN).date().isoformat()
    if release.url:
        yield "address", canonical_address(release.url)
    if title := title_key(release.title):
        yield "title", f"{day} {title}"
    beginning = list(islice(_words(release), BEGINNING))
    if len(beginning) == BEGINNING:
        yield "beginning", f"{day} {xkey(' '.join(beginning))}"


def _number(kind: str, text: str) -> int:
    """63 bits: as many as a column of every database holds."""
    return int.from_bytes(blake2b(f"{kind} {text}".encode("utf-8", "replace"), digest_size=8).digest()) >> 1


def title_key(title: str) -> str:
    """Equal for a title with and without what press offices put before it: its number, and that it is a correction."""
    return spelling_key(without_correction(_NUMBERED.sub("", title)))


def _words(release: Release) -> Iterator[str]:
    texts = [block.text for block in release.body] or [release.teaser]
    return (word for text in texts for word in _WORD.findall(normalize(text)))


def are_same(one: Release, other: Release) -> bool:
    """Whether both are one release, told by two sources."""
    if one.url and other.url:
        return canonical_address(one.url) == canonical_address(other.url) and _may_be_same(one, other)
    return _day(one) == _day(other) and _say_the_same(one, other)


def _day(release: Release) -> str:
    return release.published.astimezone(BERLIN).date().isoformat()


def _may_be_same(one: Release, other: Release) -> bool:
    """An address can be that of a list: then neither title nor text agree."""
    return title_key(one.title) == title_key(other.title) or shared_share(one, other) >= ALIKE


def _say_the_same(one: Release, other: Release) -> bool:
    """Releases of one day, of which one has no address."""
    titles, shorter = title_key(one.title), min(map(_length, (one, other)))
    same_title = titles == title_key(other.title) and bool(titles)
    if shorter >= SHORT:
        return shared_share(one, other) >= (ALIKE if same_title and not _other_senders(one, other) else NEARLY_ALL)
    return same_title and len(titles.split()) >= TOLD_BY_TITLE and _same_sender(one, other)


def _length(release: Release) -> int:
    return sum(1 for _ in _words(release))


def _senders(release: Release) -> set[str]:
    return set(map(spelling_key, release.ministries))


def _same_sender(one: Release, other: Release) -> bool:
    return not _senders(one).isdisjoint(_senders(other))


def _other_senders(one: Release, other: Release) -> bool:
    return bool(_senders(one) and _senders(other)) and not _same_sender(one, other)


def shared_share(one: Release, other: Release) -> float:
    """The share of the runs of three words of the shorter text, teaser included, that the longer one has; 0 to 1."""
    shorter, longer = sorted((_runs(one), _runs(other)), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def _runs(release: Release) -> set[tuple[str, str, str]]:
    texts = [release.teaser, *(block.text for block in release.body)]
    words = [xkey(word) for text in texts for word in _WORD.findall(normalize(text))]
    return set(zip(words, words[1:], words[2:], strict=False))
