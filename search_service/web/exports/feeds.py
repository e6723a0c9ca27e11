"""Any search as a feed: Atom 1.0 (RFC 4287) and JSON Feed 1.1, the newest hits first, each with its whole text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address
from typing import Annotated
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for
from pydantic import BaseModel, Field

from search_service.query.request import SearchRequest
from search_service.release import Block, Release
from search_service.schema import Role, facet_values, in_role
from search_service.web.exports.feed_title import feed_title
from search_service.web.exports.kinds import ExportKind
from search_service.web.i18n import language
from search_service.web.links import absolute, export_url, release_url, search_url

FEED_SIZE = 20
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG_YEAR = "2026"
"""RFC 4151 wants a day on which the host was the archive's own; it never changes, or every entry would be new."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a feed is made of: the search, how much it found, the newest of it, and since when that is so."""

    search: SearchRequest
    total: int
    releases: tuple[Release, ...]
    built_at: datetime
    site_name: str


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """What the template gets; no text holds a character that XML forbids."""

    id: str
    title: str
    subtitle: str
    language: str
    updated: str
    total: int
    self_url: str
    html_url: str
    description_url: str
    entries: tuple[AtomEntry, ...]


@dataclass(frozen=True, slots=True)
class AtomEntry:
    id: str
    url: str
    title: str
    language: str
    published: str
    updated: str
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    teaser: str
    body: tuple[Block, ...]


class _Author(BaseModel):
    name: str


class _Item(BaseModel):
    id: str
    url: str
    external_url: str | None
    title: str
    summary: str | None
    content_text: str
    date_published: datetime
    date_modified: datetime
    authors: tuple[_Author, ...]
    tags: tuple[str, ...]
    language: str


class _JsonFeed(BaseModel):
    version: str = "https://jsonfeed.org/version/1.1"
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    items: Annotated[tuple[_Item, ...], Field(max_length=FEED_SIZE)]


def atom(found: Found) -> Response:
    entries = tuple(_atom_entry(release) for release in found.releases)
    feed = AtomFeed(
        id=f"tag:{_host()},{_TAG_YEAR}:{request.path.lstrip('/')}?{_canonical_query(found.search)}",
        title=_xml(feed_title(found.search)),
        subtitle=_xml(found.site_name),
        language=language(),
        updated=max((_changed(release) for release in found.releases), default=found.built_at).isoformat(timespec="seconds"),
        total=found.total,
        self_url=export_url(ExportKind.ATOM, found.search),
        html_url=search_url(found.search),
        description_url=absolute(url_for("discovery.opensearch")),
        entries=entries,
    )
    return Response(render_template("feeds/atom.xml", feed=feed), mimetype="application/atom+xml")


def json_feed(found: Found) -> Response:
    feed = _JsonFeed(
        title=feed_title(found.search),
        home_page_url=search_url(found.search),
        feed_url=export_url(ExportKind.JSON_FEED, found.search),
        description=found.site_name,
        language=language(),
        items=tuple(_item(release) for release in found.releases),
    )
    return Response(feed.model_dump_json(exclude_none=True), mimetype="application/feed+json")


def tag_uri(release_id: str) -> str:
    """The name of a release in feeds, the same under every search and for all time."""
    return f"tag:{_host()},{_TAG_YEAR}:releases/{release_id}"


def _atom_entry(release: Release) -> AtomEntry:
    values = facet_values(release)
    return AtomEntry(
        id=tag_uri(release.id),
        url=release_url(release.id),
        title=_xml(release.title),
        language=release.language,
        published=release.published.isoformat(timespec="seconds"),
        updated=_changed(release).isoformat(timespec="seconds"),
        authors=tuple(_xml(name) for name in in_role(values, Role.ISSUER)),
        subjects=tuple(_xml(subject) for subject in in_role(values, Role.SUBJECT)),
        teaser=_xml(release.teaser),
        body=tuple(block.model_copy(update={"text": _xml(block.text)}) for block in release.body),
    )


def _item(release: Release) -> _Item:
    values = facet_values(release)
    return _Item(
        id=tag_uri(release.id),
        url=release_url(release.id),
        external_url=release.url or None,
        title=release.title,
        summary=release.teaser or None,
        content_text=release.body_text or release.teaser or release.title,
        date_published=release.published,
        date_modified=_changed(release),
        authors=tuple(_Author(name=name) for name in in_role(values, Role.ISSUER)),
        tags=in_role(values, Role.SUBJECT),
        language=release.language,
    )


def _changed(release: Release) -> datetime:
    return release.updated or release.published


def _host() -> str:
    """The host of the public address as a name, without its port: tags have no other form (RFC 4151), so IPv6 takes its reverse one."""
    host = urlsplit(absolute("/")).hostname or ""
    return IPv6Address(host).reverse_pointer if ":" in host else host


def _canonical_query(search: SearchRequest) -> str:
    return export_url(ExportKind.ATOM, search).partition("?")[2]


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
