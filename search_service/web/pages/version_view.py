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


def version_page(archive: Archive, release: Release, number: int, *, site_name: str) -> VersionPage | None:
    """Version ``number``, or None if the release has no such version that may be seen."""
    versions = archive.public_versions(release.id)
    place = next((place for place, version in enumerate(versions) if version.number == number), None)
    shown = None if place is None else archive.version(release.id, number)
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
