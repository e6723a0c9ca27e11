"""What changed between two versions of a release, in words: passage by passage, unchanged paragraphs left out.

A page shows a bounded part of what changed, and how much it left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from search_service.release import Release
from search_service.schema import FACETS, facet_values
from search_service.web.i18n import gettext, long_date
from search_service.web.pages.alignment import stretches
from search_service.web.pages.release_models import DiffKind, DiffPart, Passage

MAX_PASSAGES = 200
MAX_LETTERS = 60_000
"""Letters of both versions that a page compares word by word; the longest of 13,000 releases has 25,000."""
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Differences:
    """The changed passages in the order of the page; ``left_out`` counts those that did not fit."""

    passages: tuple[Passage, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Change:
    label: str
    before: str
    after: str
    unchanged: int = 0

    @property
    def letters(self) -> int:
        return len(self.before) + len(self.after)


def differences(before: Release, after: Release) -> Differences:
    """What changed from one version to the other, as much of it as a page shows."""
    changes = [*_facts(before, after), *_body(before, after), *_lists(before, after)]
    letters = accumulate(change.letters for change in changes[:MAX_PASSAGES])
    fitting = sum(total <= MAX_LETTERS for total in letters)
    passages = (Passage(each.label, word_differences(each.before, each.after), each.unchanged) for each in changes[:fitting])
    return Differences(tuple(passages), left_out=len(changes) - fitting)


def word_differences(before: str, after: str) -> tuple[DiffPart, ...]:
    """Both texts as one: words of the first alone are removed ones, words of the second alone added ones."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[DiffPart] = []
    for same, (first, end), (other_first, other_end) in stretches(old, new):
        removed, added = "".join(old[first:end]), "".join(new[other_first:other_end])
        if same:
            pieces.append(DiffPart(removed, DiffKind.SAME))
        else:
            pieces.extend(_pieces((removed, DiffKind.REMOVED), (added, DiffKind.ADDED)))
    return tuple(pieces)


def _pieces(*texts: tuple[str, DiffKind]) -> tuple[DiffPart, ...]:
    return tuple(DiffPart(text, kind) for text, kind in texts if text)


def _facts(before: Release, after: Release) -> Iterator[_Change]:
    for (label, old), (_, new) in zip(_labelled(before), _labelled(after), strict=True):
        if old != new:
            yield _Change(label, old, new)


def _labelled(release: Release) -> list[tuple[str, str]]:
    values = facet_values(release)
    return [
        (gettext("Date"), long_date(release.published)),
        *((gettext(row.label), ", ".join(values[row.name])) for row in FACETS),
        (gettext("Title"), release.title),
        (gettext("Teaser"), release.teaser),
    ]


def _body(before: Release, after: Release) -> Iterator[_Change]:
    old, new = ([block.text for block in release.body] for release in (before, after))
    unchanged = 0
    for same, (first, end), (other_first, other_end) in stretches(old, new):
        if same:
            unchanged += end - first
            continue
        for was, now in zip_longest(old[first:end], new[other_first:other_end], fillvalue=""):
            yield _Change(gettext("Text"), was, now, unchanged)
            unchanged = 0


def _lists(before: Release, after: Release) -> Iterator[_Change]:
    """Images, attachments and further releases, an entry each."""
    for label, old, new in (
        (gettext("Images"), _image_texts(before), _image_texts(after)),
        (gettext("Attachments"), _attachment_texts(before), _attachment_texts(after)),
        (gettext("Further releases"), [each.title for each in before.related], [each.title for each in after.related]),
    ):
        kept = {*old} & {*new}
        yield from (_Change(label, entry, "") for entry in old if entry not in kept)
        yield from (_Change(label, "", entry) for entry in new if entry not in kept)


def _image_texts(release: Release) -> list[str]:
    return [" · ".join(filter(None, (image.caption, image.alt, image.credit))) for image in release.images]


def _attachment_texts(release: Release) -> list[str]:
    return [attachment.title or attachment.url for attachment in release.attachments]
