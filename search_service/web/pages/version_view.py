"""One version of a release: its text in full, and what changed against another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search_service.archive import Archive, Version
from search_service.release import Release
from search_service.standing_blocks import blocks_of
from search_service.web.i18n import gettext, long_date
from search_service.web.links import permanent_url, release_path
from search_service.web.pages.differences import Differences, differences
from search_service.web.pages.filter_models import Link
from search_service.web.pages.marks import MarkedRelease
from search_service.web.pages.release_models import VersionPage
from search_service.web.pages.release_view import text_blocks, version_views
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.shown_release import shown_on_a_page

Standing = Callable[[Sequence[str]], tuple[bool, ...]]
"""Tells of each block of a body whether the archive repeats it."""


def version_page(
    archive: Archive, release: Release, number: int, *, compare: int, standing: Standing, site_name: str
) -> VersionPage | None:
    """Version ``number`` against ``compare`` or, if there is no such one, the one before it.

    None if the release has no version of this number that may be seen.
    """
    versions = archive.public_versions(release.id)
    places = {version.number: place for place, version in enumerate(versions)}
    found = archive.version(release.id, number) if number in places else None
    if found is None:
        return None
    place, other = places[number], _other_place(versions, number, compare)
    shown, left_out = shown_on_a_page(found)
    changed = _changes(archive, release.id, versions, place, other) if other is not None else Differences((), 0)
    heading = gettext("Version %(number)s of %(total)s", number=place + 1, total=len(versions))
    views = version_views(release.id, versions, shown=number)
    marked = MarkedRelease(shown, {}, address="")
    return VersionPage(
        title=f"{heading}: {shown.title} – {site_name}",
        form=plain_form(),
        heading=heading,
        language=shown.language,
        number=number,
        day=long_date(versions[place].first_seen),
        compared=None if other is None else views[-1 - other],
        passages=changed.passages,
        passages_left_out=changed.left_out,
        name=marked.title,
        published=long_date(shown.published),
        teaser=marked.teaser,
        blocks=text_blocks(shown, marked.blocks, standing(blocks_of(shown))),
        left_out=left_out,
        back=Link(release.title, release_path(release.id)),
        address=release_path(release.id),
        versions=views,
        canonical=permanent_url(release.id),
    )


def _other_place(versions: Sequence[Version], number: int, compare: int) -> int | None:
    """The place of the version to compare with: the one asked for, else the one before; None for the first one alone."""
    numbers = [version.number for version in versions]
    if compare in numbers and compare != number:
        return numbers.index(compare)
    return numbers.index(number) - 1 if number != numbers[0] else None


def _changes(archive: Archive, release_id: str, versions: Sequence[Version], place: int, other: int) -> Differences:
    """From the earlier to the later of two versions."""
    earlier, later = (archive.version(release_id, versions[each].number) for each in sorted((place, other)))
    return differences(earlier, later) if earlier and later else Differences((), 0)
