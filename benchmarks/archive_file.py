"""Releases of an archive file, and larger archives grown from them; the file is read as the indexer reads it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from indexer.sources.base import Read
from indexer.sources.opening import read_source
from search_service.release import Block, Release

MAX_DAYS_MOVED = 365
"""Backwards, so that nothing comes to lie in the future, where it would not be visible."""


def read_archive(path: Path, *, limit: int | None = None) -> list[Release]:
    """The releases of JSON Lines (``.gz`` too) or of anything else that the indexer reads, rejected records left out.

    Raises UnreadableSourceError or OSError when it cannot be read at all.
    """
    return list(islice((item.release for item in read_source(path) if isinstance(item, Read)), limit))


def grow(releases: list[Release], size: int, *, seed: int) -> Iterator[Release]:
    """The first ``size`` releases of an endless archive: the real ones, then new ones made of their paragraphs.

    A new release keeps the title, topics and ministries of a real one and as many paragraphs as that has, but they come from all
    over the archive, every paragraph once a round; its date moves back by up to a year. The vocabulary does not grow, the length of
    posting lists does. The same arguments give the same releases, and a larger size begins with a smaller one's.
    """
    yield from islice(releases, size)
    made = len(releases)
    for number in range(1, -(-size // len(releases)) if releases else 0):
        for release in islice(_reshuffled(releases, number, random.Random(f"{seed}-{number}")), size - made):
            yield release
            made += 1


def _reshuffled(releases: list[Release], number: int, chance: random.Random) -> Iterator[Release]:
    blocks = [block for release in releases for block in release.body]
    chance.shuffle(blocks)
    supply = iter(blocks)
    for release in releases:
        body = tuple(islice(supply, len(release.body)))
        yield release.model_copy(
            update={
                "id": f"{release.id[:120]}.{number}",
                "url": f"{release.url}.{number}" if release.url else "",
                "published": release.published + timedelta(days=-chance.randint(0, MAX_DAYS_MOVED)),
                "teaser": _first_sentence(body, release.teaser),
                "body": body,
            }
        )


def _first_sentence(body: tuple[Block, ...], otherwise: str) -> str:
    """The teaser belongs to the text: the beginning of the first paragraph, as long as the old one."""
    return body[0].text[: max(80, len(otherwise))].rsplit(" ", 1)[0] if body else otherwise
