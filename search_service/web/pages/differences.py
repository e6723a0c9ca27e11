"""What changed between two versions of a release, in words: passage by passage, unchanged paragraphs left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from search_service.release import Release
from search_service.schema import FACETS, facet_values
from search_service.web.i18n import gettext, long_date
from search_service.web.pages.release_models import DiffKind, DiffPart, Passage

MAX_WORDS = 3_000
"""Longer passages are shown as removed and added: comparing takes quadratic time."""
_WORD = re.compile(r"\S+\s*|\s+")


def differences(before: Release, after: Release) -> tuple[Passage, ...]:
    """The changed passages in the order of the page."""
    facts = [
        Passage(label, word_differences(old, new))
        for (label, old), (_, new) in zip(_facts(before), _facts(after), strict=True)
        if old != new
    ]
    return (*facts, *_body(before, after), *_lists(before, after))


def word_differences(before: str, after: str) -> tuple[DiffPart, ...]:
    """Both texts as one: words of the first alone are removed ones, words of the second alone added ones."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MAX_WORDS:
        return _pieces((before, DiffKind.REMOVED), (after, DiffKind.ADDED))
    pieces: list[DiffPart] = []
    for kind, first, end, other_first, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = "".join(old[first:end]), "".join(new[other_first:other_end])
        if kind == "equal":
            pieces.append(DiffPart(removed, DiffKind.SAME))
        else:
            pieces.extend(_pieces((removed, DiffKind.REMOVED), (added, DiffKind.ADDED)))
    return tuple(pieces)


def _pieces(*texts: tuple[str, DiffKind]) -> tuple[DiffPart, ...]:
    return tuple(DiffPart(text, kind) for text, kind in texts if text)


def _facts(release: Release) -> list[tuple[str, str]]:
    values = facet_values(release)
    return [
        (gettext("Date"), long_date(release.published)),
        *((gettext(row.label), ", ".join(values[row.name])) for row in FACETS),
        (gettext("Title"), release.title),
        (gettext("Teaser"), release.teaser),
    ]


def _body(before: Release, after: Release) -> Iterator[Passage]:
    old, new = ([block.text for block in release.body] for release in (before, after))
    unchanged = 0
    for kind, first, end, other_first, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            unchanged += end - first
            continue
        for was, now in zip_longest(old[first:end], new[other_first:other_end], fillvalue=""):
            yield Passage(gettext("Text"), word_differences(was, now), unchanged)
            unchanged = 0


def _lists(before: Release, after: Release) -> Iterator[Passage]:
    """Images, attachments and further releases, an entry each."""
    for label, old, new in (
        (gettext("Images"), _image_texts(before), _image_texts(after)),
        (gettext("Attachments"), _attachment_texts(before), _attachment_texts(after)),
        (gettext("Further releases"), [each.title for each in before.related], [each.title for each in after.related]),
    ):
        yield from (Passage(label, piece) for piece in _entries(old, new))


def _image_texts(release: Release) -> list[str]:
    return [" · ".join(filter(None, (image.caption, image.alt, image.credit))) for image in release.images]


def _attachment_texts(release: Release) -> list[str]:
    return [attachment.title or attachment.url for attachment in release.attachments]


def _entries(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[DiffPart, ...]]:
    yield from (_pieces((entry, DiffKind.REMOVED)) for entry in old if entry not in new)
    yield from (_pieces((entry, DiffKind.ADDED)) for entry in new if entry not in old)
