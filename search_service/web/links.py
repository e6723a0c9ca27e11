"""URLs of searches and releases: one canonical URL per state, what has its default value is left out.

Pages link by path; what leaves the site (JSON, canonical links) is absolute, with the host in ASCII, as headers need it. Flask is asked
for the path of each rule once, because an answer has dozens of links: ``url_for`` for each of them took a third of the time of a search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

from flask import Flask, current_app, request, url_for

from search_service.query.request import SearchRequest, default_sort
from search_service.schema import FacetName
from search_service.web.exports.kinds import ExportKind
from search_service.web.i18n import asked_language

_INSTALLED = "news_search_links"
_HERE = "news_search.here"
_MOST_PATHS = 256
"""Rules times places that the application is mounted at."""
_DEFAULT = SearchRequest()
_ANY_ID = "-._.-"
"""An id in the place of all: they have no sign that would be quoted in a path."""
_UNQUOTED = "!$'()*,/:;?@"
"""As in the URLs that Flask builds (https://url.spec.whatwg.org/#percent-encoded-bytes)."""

_Query = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Here:
    """What all links of an answer share: where the application was asked, and in which language if the request names one.

    A whole URL is ``base`` and what of a path lies below ``inside_base`` characters.
    """

    base: str
    inside_base: int
    script_root: str
    language: str | None
    built_path: Callable[..., str]


def install_links(app: Flask, site_url: str) -> None:
    """Let an application make links; ``site_url`` is its public address, empty where the request names it.

    A path of that address stands in the place of the one that the application is mounted below, if it has any.
    """
    has_path = bool(urlsplit(site_url).path)
    built_path = lru_cache(maxsize=_MOST_PATHS)(_built_path)

    def here() -> _Here:
        root = request.script_root
        base = site_url or f"{request.scheme}://{request.host}"
        return _Here(base, len(root) if has_path else 0, root, asked_language(), built_path)

    app.extensions[_INSTALLED] = here
    app.jinja_env.globals["url_for"] = path_of


def path_of(endpoint: str, **values: str | None) -> str:
    """What ``url_for`` answers, kept from request to request: for what an application has few of. ``endpoint`` names its blueprint."""
    here = _here()
    return here.built_path(here.script_root, here.language, endpoint, **values)


def search_path(search: SearchRequest) -> str:
    """The result page of a search."""
    return _page_url(_path("pages.search"), _of_search(search))


def subscribe_path(search: SearchRequest) -> str:
    """The page that says how a search is followed and taken along."""
    return _page_url(_path("pages.subscribe"), _filters(search))


def advanced_path(search: SearchRequest) -> str:
    """The form with a field for each wish, filled from a search."""
    return _page_url(_path("pages.advanced"), _filters(search))


def tidy_search_path(pairs: list[tuple[str, str]]) -> str:
    """The result page with these parameters, which are whatever somebody sent, in their order."""
    return _url(_path("pages.search"), [(_quoted(name), value) for name, value in pairs])


def release_path(release_id: str, *, q: str = "", search: SearchRequest | None = None) -> str:
    """The page of a release; ``q`` is the query that led to it, ``search`` the whole result page, so that one can go back there."""
    return _page_url(_path("pages.release", release_id), _of_search(search, any_page=True) if search else _given(q=q))


def hit_path(search: SearchRequest, release_id: str) -> str:
    """A result page at the place of one of its hits."""
    return f"{search_path(search)}#hit-{release_id}"


def version_path(release_id: str, number: int) -> str:
    """A version of a release against the one before it."""
    return _page_url(_path("pages.release", release_id), [("version", str(number))])


def download_path(release_id: str, suffix: str) -> str:
    """A release as a citation; ``suffix`` names the format."""
    return _page_url(_path("pages.download", release_id, suffix=suffix), [])


def permanent_url(release_id: str) -> str:
    """The address of a release that citations and other sites name: absolute, in whatever language its reader prefers."""
    return absolute(_path("pages.release", release_id))


def search_url(search: SearchRequest) -> str:
    """The result page of a search, absolute."""
    return absolute(search_path(search))


def release_url(release_id: str, *, q: str = "") -> str:
    """The page of a release, absolute."""
    return absolute(release_path(release_id, q=q))


def api_search_url(search: SearchRequest, *, fields: tuple[str, ...] = (), facets: str = "") -> str:
    """The JSON answer to a search, absolute; ``fields`` are those of a hit, none means all, ``facets`` as the parameter has it."""
    special = _given(
        cursor=search.cursor,
        fields=",".join(fields),
        facets=facets,
        facet_query=search.facet_query,
        highlight="" if search.highlight else "false",
    )
    return absolute(_url(_path("api.search"), _of_search(search) + special))


def export_url(kind: ExportKind, search: SearchRequest, *, language: str | None = None) -> str:
    """A search as a feed or an export, absolute; ``language`` is that of a table's columns."""
    return absolute(_url(_path("exports.search", kind=kind), [*_filters(search), *_given(lang=language)]))


def api_release_url(release_id: str, *, version: int | None = None) -> str:
    """The JSON of a release, absolute."""
    return absolute(_url(_path("api.release", release_id), _given(version=None if version is None else str(version))))


def absolute(path: str) -> str:
    """A path of this site, from its root on, as a whole URL."""
    here = _here()
    return here.base + path[here.inside_base :]


def release_urls(*, q: str = "") -> Callable[[str], tuple[str, str]]:
    """Makes the URLs of many releases: ``api_release_url`` and ``release_url`` of an id."""
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


def _here() -> _Here:
    """Kept with the request: to ask Flask for each link anew would take longer than to write it."""
    environ = request.environ
    if _HERE not in environ:
        environ[_HERE] = current_app.extensions[_INSTALLED]()
    here: _Here = environ[_HERE]
    return here


def _path(endpoint: str, release_id: str = "", **variables: str) -> str:
    """The path of a rule, without a language."""
    if release_id:
        return path_of(endpoint, release_id=_ANY_ID, lang=None, **variables).replace(_ANY_ID, release_id)
    return path_of(endpoint, lang=None, **variables)


def _built_path(_script_root: str, _language: str | None, endpoint: str, **values: Any) -> str:  # as ``url_for`` takes them
    """What an application keeps for each of its mounts and languages, which Flask takes from the current request."""
    return url_for(endpoint, **values)


def _page_url(path: str, query: _Query) -> str:
    """The URL of a page in the language that the request names, if it does."""
    asked = _here().language
    return _url(path, [*query, ("lang", asked)] if asked else query)


def _url(path: str, query: _Query) -> str:
    return f"{path}?{'&'.join([f'{name}={_quoted(value)}' for name, value in query])}" if query else path


@lru_cache(maxsize=1024)
def _quoted(value: str) -> str:
    """Kept, because the links of an answer share most of their values."""
    return quote_plus(value, safe=_UNQUOTED)


def _of_search(search: SearchRequest, *, any_page: bool = False) -> _Query:
    """The parameters of a search; with ``any_page`` the first page is named too."""
    query = _filters(search)
    if search.sort is not default_sort(search.node):
        query.append(("sort", search.sort.value))
    if any_page or search.page != _DEFAULT.page:
        query.append(("page", str(search.page)))
    if search.size != _DEFAULT.size:
        query.append(("size", str(search.size)))
    if search.spelling:
        query.append(("spelling", search.spelling.value))
    return query


def _filters(search: SearchRequest) -> _Query:
    query = _given(q=search.q)
    query += [(facet.value, value) for facet in FacetName for value in sorted(search.values_of(facet))]
    if search.first:
        query.append(("from", search.first.isoformat()))
    if search.last:
        query.append(("to", search.last.isoformat()))
    if search.match is not _DEFAULT.match:
        query.append(("match", search.match.value))
    return query


def _given(**values: str | None) -> _Query:
    """The parameters that have a value."""
    return [(name, value) for name, value in values.items() if value]
