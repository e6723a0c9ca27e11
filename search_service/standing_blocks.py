"""Which blocks of bodies an archive repeats: contact data, notes about the sender. A pure function of all its releases.

Such a block is found by exact quotes alone: its words are no words of the release, whatever the engine. Titles and teasers are none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set
from itertools import groupby

from search_service.explain.sentences import is_contact, letters
from search_service.release import Release

LEAST_RELEASES = 20
MOST_RELEASES_A_USE = 500
"""A block recurs when one release in so many has it (0.2 %), and LEAST_RELEASES have."""
MOST_WORDS_OF_LABEL = 3
"""Up to so many words a block may be a heading or an entry of a list (the name of a district) that says what a release is about."""

Standing = tuple[tuple[int, str], ...]
"""The standing blocks of a body, each with its place among all its blocks, ascending."""


def blocks_of(release: Release) -> list[str]:
    """The texts of all blocks of a body: the lines of ``body_text``."""
    return release.body_text.split("\n") if release.body else []


def block_key(text: str) -> int:
    """Names a block: 63 bits of a hash of its letters and digits; 0 if it has none.

    White space, case and punctuation do not tell blocks apart. Digits do: the figures of a series are content ("Neuinfektionen: 120").
    """
    compared = letters(text)
    if not compared:
        return 0
    return int.from_bytes(hashlib.blake2b(compared.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def least_uses(releases: int) -> int:
    """In how many of so many ``releases`` a block has to stand to recur."""
    return max(LEAST_RELEASES, -(-releases // MOST_RELEASES_A_USE))


def standing_flags(blocks: Sequence[str], recurring: Set[int]) -> tuple[bool, ...]:
    """Which of the ``blocks`` of a body stand there as everywhere, by the keys of the blocks that recur in the archive.

    A label ("Pankow", "Pressekontakt", a name) does so only in a run of recurring blocks of which one is more than that. A release of
    which nothing would be left has said it all in these words: nothing of it does.
    """
    flags: list[bool] = []
    for recurs, run in groupby(blocks, key=lambda block: block_key(block) in recurring) if recurring else ():
        of_run = list(run)
        flags += [recurs and not all(map(_is_label, of_run))] * len(of_run)
    return (False,) * len(blocks) if all(flags) else tuple(flags)


def _is_label(block: str) -> bool:
    return len(block.split()) <= MOST_WORDS_OF_LABEL and not is_contact(block)


def parted(blocks: Sequence[str], recurring: Set[int]) -> tuple[str, Standing]:
    """The text of a body, a line each block, without those that stand; and these."""
    flags = standing_flags(blocks, recurring)
    own = "\n".join(block for block, stands in zip(blocks, flags, strict=True) if not stands)
    return own, tuple((place, block) for place, (block, stands) in enumerate(zip(blocks, flags, strict=True)) if stands)


def joined(own: str, standing: Standing) -> list[str]:
    """All blocks of a body that was ``parted``."""
    blocks = own.split("\n") if own else []
    for place, block in standing:
        blocks.insert(place, block)
    return blocks
