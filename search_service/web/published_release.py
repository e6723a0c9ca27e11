"""The release that an address names, for pages, API and exports; what has none is an error of HTTP."""

from __future__ import annotations

from werkzeug.exceptions import Gone, NotFound

from search_service.archive import Archive, Withdrawn
from search_service.release import Release
from search_service.web.i18n import gettext


def published_release(archive: Archive, release_id: str) -> Release:
    """The release that anybody may see. Raises NotFound, or Gone for one that was withdrawn."""
    found = archive.get(release_id)
    if found is None:
        raise NotFound(gettext("There is no release with this id."))
    if isinstance(found, Withdrawn):
        raise Gone(gettext("This release was withdrawn."))
    return found
