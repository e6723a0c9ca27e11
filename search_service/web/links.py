"""URLs of searches and releases: one canonical URL per state, what has its default value is left out.

Pages link by path; what leaves the site (JSON, canonical links) is absolute.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import current_app, request, url_for

from search_service.query.request import FACET_VALUES, SearchRequest, Sort
from search_service.query.rewrite import words_of

SITE_URL = "SITE_URL"
"""Key of the application's configuration that holds the public address, empty where the request names it."""
_DEFAULT = SearchRequest()


def search_path(search: SearchRequest) -> str:
    """The result page of a search."""
    return url_for("pages.search", **_parameters(search))


def release_path(release_id: str, *, q: str = "") -> str:
    """The page of a release; ``q`` is the query that led to it."""
    return url_for("pages.release", release_id=release_id, q=q or None)


def search_url(search: SearchRequest) -> str:
    """The result page of a search, absolute."""
    return absolute(search_path(search))


def release_url(release_id: str, *, q: str = "") -> str:
    """The page of a release, absolute."""
    return absolute(release_path(release_id, q=q))


def api_search_url(search: SearchRequest, *, fields: tuple[str, ...] = ()) -> str:
    """The JSON answer to a search, absolute; ``fields`` are those of a hit, none means all."""
    caps = {"topic": search.topic_values, "ministry": search.ministry_values}
    listed = [f"{name}:{cap}" for name, cap in caps.items() if cap not in (FACET_VALUES, None)]
    return absolute(
        url_for(
            "api.search",
            **_parameters(search),
            cursor=search.cursor,
            fields=",".join(fields) or None,
            facets=",".join(listed) or None,
            facet_query=search.facet_query or None,
            highlight=None if search.highlight else "false",
        )
    )


def api_release_url(release_id: str) -> str:
    """The JSON of a release, absolute."""
    return absolute(url_for("api.release", release_id=release_id))


def absolute(path: str) -> str:
    """A path of this site as a whole URL."""
    return urljoin(current_app.config[SITE_URL] or request.host_url, path)


def web_address(url: str) -> str:
    """The address if a reader may follow it (http, https), else nothing: releases come from outside."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:  # such as "http://[": no browser can open it either
        return ""
    return url if scheme in {"http", "https"} else ""


def default_sort(search: SearchRequest) -> Sort:
    return Sort.RELEVANCE if words_of(search.node) else Sort.NEWEST


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
