"""The style that stands in a page itself, so that its first answer can be painted at once: the parts of its kind, and the theme.

The whole stylesheet is linked at the end of the body, where nothing waits for it (``base.html``), and is kept for a year. So a first visit
needs one answer of the server for its first paint, not two: on a line with two seconds of latency 2.4 s instead of 4.4 s
(``python -m benchmarks.pages``). The policy of the site allows each of these styles by its hash, and no other (``security``).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from search_service.config import Settings
from search_service.web.stylesheet import FIRST_PARTS, compact, joined_parts
from search_service.web.theme import early_theme, replaces_ours, settings_css


@dataclass(frozen=True, slots=True)
class FirstStyles:
    """The style for each kind of page; none where a theme's ``style.css`` stands in the place of ours, which is linked in the head.

    Without ``has_theme`` the theme's file could not be taken in, and is linked in the head as well.
    """

    by_page: Mapping[str, Markup] = field(default_factory=dict)
    has_theme: bool = False

    @property
    def hashes(self) -> tuple[str, ...]:
        """As sources of a content security policy."""
        return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in self.by_page.values())


def first_styles(settings: Settings) -> FirstStyles:
    """The styles of a site with these settings. Raises SettingsError for a theme that cannot be read."""
    if replaces_ours(settings):
        return FirstStyles()
    theme = early_theme(settings)
    ending = f"{settings_css(settings)}{theme or ''}"
    styles = {page: Markup(compact(joined_parts(parts)) + ending) for page, parts in FIRST_PARTS.items()}
    return FirstStyles(styles, has_theme=theme is not None)
