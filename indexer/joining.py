"""One release made of what several sources tell of it: the fuller and newer text, with the fields that it lacks from the others.

What comes out depends on what was told, not on which source was read first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indexer.sources.cut_texts import begins, is_cut
from search_service.release import Release

WHOLE = 0.7
"""Share of the longest text from which on a text is no teaser: standing blocks of a mail are a quarter of short releases."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_KEPT = ("url", "topics", "ministries", "images", "related", "attachments", "updated", "embargo_until")


@dataclass(frozen=True, slots=True)
class Told:
    """What one source tells: ``given`` is the id there, ``revision`` how often its text has changed since it was first read."""

    given: str
    kind: str
    release: Release
    revision: int


def joined(told: Sequence[Told]) -> Release:
    """The release, under the id of none in particular: whoever stores it gives it its own."""
    longest = max((_length(each.release) for each in told if not each.release.cut), default=0)
    first, *others = sorted(told, key=lambda each: _rank(each, longest), reverse=True)
    best, more = first.release, [each.release for each in others]
    kept: dict[str, Any] = {name: _first_said(name, best, more) for name in _KEPT}
    kept["teaser"] = best.teaser or _teaser(best, more)
    if best.published_from != "page":
        stated = [each for each in more if each.published_from == "page"]
        kept |= {"published": stated[0].published, "published_from": "page"} if stated else {}
    return best.model_copy(update=kept)


def _rank(told: Told, longest: int) -> tuple[bool, bool, int, datetime, bool, int, str, str]:
    """Greatest is best: a whole text, a correction, one that has changed, the newest, one with an address, the longest."""
    release = told.release
    is_whole = not release.cut and _length(release) >= WHOLE * longest
    newest = release.updated or _NEVER
    return is_whole, release.correction, told.revision, newest, bool(release.url), _length(release), told.given, told.kind


def _length(release: Release) -> int:
    """Letters of teaser and body."""
    return len(release.teaser) + sum(len(block.text) for block in release.body)


def _first_said(name: str, best: Release, others: Sequence[Release]) -> Any:  # of the field's own type
    return next((value for each in (best, *others) if (value := getattr(each, name))), getattr(best, name))


def _teaser(best: Release, others: Sequence[Release]) -> str:
    """A teaser that says something of its own: neither cut nor the beginning of the text."""
    text = best.body[0].text if best.body else ""
    return next((each.teaser for each in others if each.teaser and not is_cut(each.teaser) and not begins(each.teaser, text)), "")
