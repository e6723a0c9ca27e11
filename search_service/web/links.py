"""URLs of searches and releases: one canonical URL per state, what has its default value is left out.

Pages link by path; what leaves the site (JSON, canonical links) is absolute.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from search_service.query.nodes import Node
from search_service.query.request import SearchRequest, Sort
from search_service.query.rewrite import words_of

SITE_URL = "SITE_URL"
"""Key of the application's configuration that holds the public address, empty where the request names it."""
_DEFAULT = SearchRequest()
_ANY_ID = "-._.-"


def search_path(search: SearchRequest) -> str:
    """The result page of a search."""
    return url_for("pages.search", **_parameters(search))


def release_path(release_id: str, *, q: str = "", search: SearchRequest | None = None) -> str:
    """The page of a release; ``q`` is the query that led to it, ``search`` the whole result page, so that one can go back there."""
    parameters = {**_parameters(search), "page": search.page} if search else {"q": q or None}
    return url_for("pages.release", release_id=release_id, **parameters)


def hit_path(search: SearchRequest, release_id: str) -> str:
    """A result page at the place of one of its hits."""
    return f"{search_path(search)}#hit-{release_id}"


def version_path(release_id: str, number: int) -> str:
    """A version of a release against the one before it."""
    return url_for("pages.release", release_id=release_id, version=number)


def citation_path(release_id: str, suffix: str) -> str:
    """A release as a citation; ``suffix`` names the format."""
    return url_for("pages.citation", release_id=release_id, suffix=suffix)


def permanent_url(release_id: str) -> str:
    """The address of a release that citations and other sites name: absolute, in whatever language its reader prefers."""
    return absolute(url_for("pages.release", release_id=release_id, lang=None))


def search_url(search: SearchRequest) -> str:
    """The result page of a search, absolute."""
    return absolute(search_path(search))


def release_url(release_id: str, *, q: str = "") -> str:
    """The page of a release, absolute."""
    return absolute(release_path(release_id, q=q))


def api_search_url(search: SearchRequest, *, fields: tuple[str, ...] = (), facets: str = "") -> str:
    """The JSON answer to a search, absolute; ``fields`` are those of a hit, none means all, ``facets`` as the parameter has it."""
    return absolute(
        url_for(
            "api.search",
            **_parameters(search),
            cursor=search.cursor,
            fields=",".join(fields) or None,
            facets=facets or None,
            facet_query=search.facet_query or None,
            highlight=None if search.highlight else "false",
        )
    )


def export_url(kind: str, search: SearchRequest) -> str:
    """A search as a feed or an export, absolute; ``kind`` is what follows /search: ``atom``, ``json-feed``, ``csv``, ``jsonl``, …"""
    filters = search.but(sort=default_sort(search), page=_DEFAULT.page, size=_DEFAULT.size)
    return absolute(url_for("exports.search", kind=kind, **_parameters(filters)))


def api_release_url(release_id: str, *, version: int | None = None) -> str:
    """The JSON of a release, absolute."""
    return absolute(url_for("api.release", release_id=release_id, version=version))


def absolute(path: str) -> str:
    """A path of this site, from its root on, as a whole URL."""
    scheme, _, site = (current_app.config[SITE_URL] or request.host_url).partition("://")
    return f"{scheme}://{site.partition('/')[0]}{path}"


def release_urls(*, q: str = "") -> Callable[[str], tuple[str, str]]:
    """Makes the URLs of many releases, ``api_release_url`` and ``release_url`` of an id, five times as fast: ids need no quoting."""
    json, _, _ = api_release_url(_ANY_ID).partition(_ANY_ID)
    html, _, query = release_url(_ANY_ID, q=q).partition(_ANY_ID)
    return lambda release_id: (json + release_id, html + release_id + query)


def web_address(url: str) -> str:
    """The address if a reader may follow it (http, https), else nothing: releases come from outside."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:  # such as "http://[": no browser can open it either
        return ""
    return url if scheme in {"http", "https"} else ""


def default_sort(search: SearchRequest) -> Sort:
    return _default_sort(search.node)


@lru_cache(maxsize=256)
def _default_sort(node: Node) -> Sort:
    """Kept, because every link of a page asks it of the same node."""
    return Sort.RELEVANCE if words_of(node) else Sort.NEWEST


def _parameters(search: SearchRequest) -> dict[str, Any]:  # what url_for takes: None is left out, lists are repeated
    return {
        "q": search.q or None,
        "topic": sorted(search.topics),
        "ministry": sorted(search.ministries),
        "from": search.first and search.first.isoformat(),
        "to": search.last and search.last.isoformat(),
        "sort": None if search.sort is default_sort(search) else search.sort.value,
        "page": None if search.page == _DEFAULT.page else search.page,
        "size": None if search.size == _DEFAULT.size else search.size,
    }
