"""What stands around every page as data: names and footer from the settings, languages, and the addresses of files."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from flask import request

from search_service.config import Settings
from search_service.legal_pages import LEGAL_PAGES, address_of
from search_service.schema import FACETS
from search_service.web.assets import Assets
from search_service.web.first_style import FirstStyles
from search_service.web.i18n import LANGUAGES, gettext, language
from search_service.web.links import path_of
from search_service.web.pages.filter_models import Link
from search_service.web.pages.view_models import LanguageLink, SiteView, SuggestedFacet
from search_service.web.theme import STYLE, THEME, replaces_ours, theme_file

MAX_ADDRESS = 8192
"""Bytes of parameters that a link to another language repeats; no search that pages lead to has more."""


def site_views(settings: Settings, assets: Assets, styles: FirstStyles) -> Callable[[], SiteView]:
    """Makes the view of a request."""
    sheets = _sheets(settings, assets, styles)

    def site_view() -> SiteView:
        early, late = sheets()
        return SiteView(
            name=settings.site_name,
            authority=settings.authority,
            language=language(),
            first_styles=styles.by_page,
            early_sheets=early,
            late_sheets=late,
            script=assets.address("search.js"),
            release_script=assets.address("release.js"),
            editor_script=assets.address("editors.js"),
            editor_tools=settings.editor_tools,
            icon=assets.address("icon.svg"),
            logo=path_of("theme.file", name=settings.logo) if settings.theme_folder and settings.logo else "",
            languages=tuple(LanguageLink(code, name, _in_language(code), code == language()) for code, name in LANGUAGES.items()),
            facets=tuple(SuggestedFacet(facet.attribute, gettext(facet.plural), facet.name) for facet in FACETS),
            footer_links=_footer_links(settings),
        )

    return site_view


def _sheets(settings: Settings, assets: Assets, styles: FirstStyles) -> Callable[[], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Makes the addresses of stylesheets for the head of a page and for its end, each in the order of the cascade.

    A theme of which no part stands in the page is in both: what comes at the end must not win over it.
    """
    own = settings.theme_folder / STYLE if settings.theme_folder and replaces_ours(settings) else None
    added = theme_file(settings)
    own_hash, added_hash = (_hash(file) if file else "" for file in (own, added))

    def sheets() -> tuple[tuple[str, ...], tuple[str, ...]]:
        theme = (path_of("theme.file", name=THEME, v=added_hash),) if added_hash else ()
        if own_hash:
            return (path_of("theme.file", name=STYLE, v=own_hash), *theme), ()
        return () if styles.has_theme else theme, (assets.address(STYLE), *theme)

    return sheets


def _footer_links(settings: Settings) -> tuple[Link, ...]:
    """The operator's own links, then what the law asks for, each as soon as its address is set."""
    own = tuple(Link(label, address) for label, address in settings.footer_links.items())
    return own + tuple(Link(gettext(page.label), address) for page in LEGAL_PAGES if (address := address_of(page, settings)))


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def _in_language(code: str) -> str:
    """This page in another language, every other parameter as it is, if there is an end to them."""
    if request.endpoint is None or not request.endpoint.startswith("pages."):
        return path_of("pages.start", lang=code)
    short = len(request.query_string) <= MAX_ADDRESS
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"] if short else []
    path = path_of(request.endpoint, **(request.view_args or {}), lang=code)
    return f"{path}&{urlencode(others)}" if others else path
