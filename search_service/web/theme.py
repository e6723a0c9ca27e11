"""How a site looks other than ours: colours and font from the settings, and the theme folder's ``theme.css`` over both.

Settings become variables at the end of our stylesheet. ``theme.css`` comes after it; a ``style.css`` there stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, send_from_directory

from search_service.config import Settings
from search_service.errors import SettingsError
from search_service.web.contrast import Variables, variables_of
from search_service.web.stylesheet import joined_parts

THEME = "theme.css"
STYLE = "style.css"
FRESH_SECONDS = 3600
EARLY_BYTES = 8000
"""A theme of variables and few rules has less; a larger one would weigh on every page."""
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_NOT_EARLY = re.compile(r"url\(|@import|@charset|@namespace|</", re.IGNORECASE)
"""What loads something, or means something at the beginning of a file alone, or would end the element around it."""


def settings_css(settings: Settings) -> str:
    """The colours and the font that the settings name, as variables; light colours leave the dark ones as they are."""
    parts = [_root({"font": settings.font})] if settings.font else []
    parts += [f"@media not (prefers-color-scheme: dark) {{ {_root(settings.colors)} }}"] if settings.colors else []
    parts += [f"@media (prefers-color-scheme: dark) {{ {_root(settings.dark_colors)} }}"] if settings.dark_colors else []
    return "\n".join(parts)


def variables_in_force(settings: Settings, theme: Path | None = None) -> Variables:
    """What the variables are with the settings and a theme's file over ours; without ``theme`` that of the theme folder, if it has one.

    Raises SettingsError for a file that cannot be read.
    """
    ours = variables_of(joined_parts())
    own = Variables({**ours.light, **settings.colors}, {**ours.dark, **settings.dark_colors})
    file = theme or theme_file(settings)
    if file is None:
        return own
    return variables_of(_text_of(file), over=own)


def early_theme(settings: Settings) -> str | None:
    """What of ``theme.css`` can stand in a page: all but its fonts, which come with the file. Empty without one.

    None for a file that is too large or loads more than fonts. Raises SettingsError for one that cannot be read.
    """
    file = theme_file(settings)
    if file is None:
        return ""
    text = _FONT_FACE.sub("", _text_of(file))
    return None if len(text) > EARLY_BYTES or _NOT_EARLY.search(text) else text


def replaces_ours(settings: Settings) -> bool:
    """Whether the theme folder has a stylesheet of its own in the place of ours."""
    return settings.theme_folder is not None and (settings.theme_folder / STYLE).is_file()


def theme_file(settings: Settings) -> Path | None:
    """The ``theme.css`` of the theme folder, None without one."""
    file = settings.theme_folder / THEME if settings.theme_folder else None
    return file if file and file.is_file() else None


def theme_blueprint(folder: Path) -> Blueprint:
    """The operator's stylesheets, fonts and logo, served from our own origin."""
    blueprint = Blueprint("theme", __name__, url_prefix="/theme")
    blueprint.add_url_rule("/<path:name>", "file", lambda name: send_from_directory(folder, name, max_age=FRESH_SECONDS))
    return blueprint


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the theme {file} cannot be read ({error}); name a stylesheet in UTF-8") from error


def _root(values: Mapping[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in values.items())} }}"
