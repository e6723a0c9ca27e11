"""How a site looks other than ours: colours and font from the settings, and the theme folder's ``theme.css`` over both.

Settings become variables at the end of our stylesheet. ``theme.css`` is linked after it; a ``style.css`` there stands in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, send_from_directory

from search_service.config import Settings
from search_service.errors import SettingsError
from search_service.web.contrast import Variables, variables_of
from search_service.web.stylesheet import joined_parts

THEME = "theme.css"
FRESH_SECONDS = 3600


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
    try:
        return variables_of(file.read_text(encoding="utf-8"), over=own)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the theme {file} cannot be read ({error}); name a stylesheet in UTF-8") from error


def theme_file(settings: Settings) -> Path | None:
    """The ``theme.css`` of the theme folder, None without one."""
    file = settings.theme_folder / THEME if settings.theme_folder else None
    return file if file and file.is_file() else None


def theme_blueprint(folder: Path) -> Blueprint:
    """The operator's stylesheets, fonts and logo, served from our own origin."""
    blueprint = Blueprint("theme", __name__, url_prefix="/theme")
    blueprint.add_url_rule("/<path:name>", "file", lambda name: send_from_directory(folder, name, max_age=FRESH_SECONDS))
    return blueprint


def _root(values: Mapping[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in values.items())} }}"
