"""One version of a release against the one before it."""

from __future__ import annotations

from collections.abc import Sequence

from search_service.archive import Archive, Version
from search_service.release import Release
from search_service.web.i18n import gettext, long_date
from search_service.web.links import permanent_url, release_path
from search_service.web.pages.differences import differences
from search_service.web.pages.release_models import VersionPage
from search_service.web.pages.release_view import version_views
from search_service.web.pages.view_models import Link


def public_versions(archive: Archive, release: Release) -> tuple[Version, ...]:
    """The versions that anybody could see at some time: an embargo also covers what was changed before it ended."""
    versions = archive.versions(release.id)
    replaced = [each.first_seen for each in versions[1:]]
    shown = [
        version
        for version, end in zip(versions, replaced, strict=False)
        if (content := archive.version(release.id, version.number)) and content.visible_from < end
    ]
    return (*shown, *versions[-1:])


def version_page(archive: Archive, release: Release, number: int, *, site_name: str) -> VersionPage | None:
    """Version ``number``, or None if the release has no such version that may be seen."""
    versions = public_versions(archive, release)
    place = next((place for place, version in enumerate(versions) if version.number == number), None)
    shown = archive.version(release.id, number)
    if place is None or shown is None:
        return None
    before = _content(archive, release, versions[:place])
    heading = gettext("Version %(number)s of %(total)s", number=place + 1, total=len(versions))
    return VersionPage(
        title=f"{heading}: {shown.title} – {site_name}",
        heading=heading,
        language=shown.language,
        number=place + 1,
        total=len(versions),
        day=long_date(versions[place].first_seen),
        compared=place if before else 0,
        passages=differences(before, shown) if before else (),
        back=Link(release.title, release_path(release.id)),
        versions=version_views(release.id, versions, shown=number),
        canonical=permanent_url(release.id),
    )


def _content(archive: Archive, release: Release, earlier: Sequence[Version]) -> Release | None:
    """The last of the earlier versions."""
    return archive.version(release.id, earlier[-1].number) if earlier else None
