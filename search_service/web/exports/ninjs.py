"""Releases in ninjs 3.1, the JSON of news agencies (IPTC): a release as an item, a search as a composite of its newest hits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from search_service.release import Image, Release
from search_service.schema import Role, facet_values, in_role
from search_service.web.exports.feed_title import feed_title
from search_service.web.exports.feeds import Found
from search_service.web.exports.kinds import ExportKind
from search_service.web.links import export_url, release_url, search_url, web_address


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Standard(_Part):
    name: str = "ninjs"
    version: str = "3.1"
    schema_: Annotated[str, Field(serialization_alias="schema")] = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"


class Text(_Part):
    """A headline, a description or a body."""

    value: str
    role: str = "main"
    content_type: str = "text/plain"


class Body(Text):
    char_count: int
    word_count: int


class Named(_Part):
    """A subject or a source of information."""

    name: str
    rel: str | None = None
    role: str | None = None


class Rendition(_Part):
    name: str
    href: str
    content_type: str | None = None


class AltId(_Part):
    role: str
    value: str


class Item(_Part):
    """A news object; ``name`` and ``rel`` are those of an associated one. What is None or empty is left out."""

    uri: str
    name: str | None = None
    rel: str | None = None
    standard: Standard | None = None
    type: Literal["text", "picture", "composite"]
    first_created: datetime | None = None
    version_created: datetime | None = None
    content_created: datetime | None = None
    embargoed_until: datetime | None = None
    pub_status: Literal["usable"] = "usable"
    copyright_notice: str | None = None
    language: str | None = None
    title: str | None = None
    by: str | None = None
    headlines: tuple[Text, ...] | None = None
    descriptions: tuple[Text, ...] | None = None
    bodies: tuple[Body, ...] | None = None
    subjects: tuple[Named, ...] | None = None
    info_sources: tuple[Named, ...] | None = None
    renditions: tuple[Rendition, ...] | None = None
    associations: tuple[Item, ...] | None = None
    alt_ids: tuple[AltId, ...] | None = None


def release_ninjs(release: Release) -> Response:
    return _response(_item(release).model_copy(update={"standard": Standard()}))


def search_ninjs(found: Found) -> Response:
    title = feed_title(found.search)
    items = tuple(
        _item(release).model_copy(update={"name": f"hit-{number}", "rel": "hit"}) for number, release in enumerate(found.releases, 1)
    )
    composite = Item(
        uri=export_url(ExportKind.NINJS, found.search),
        standard=Standard(),
        type="composite",
        version_created=found.built_at,
        title=title,
        headlines=(Text(value=title),),
        renditions=(Rendition(name="web", href=search_url(found.search), content_type="text/html"),),
        associations=items,
    )
    return _response(composite)


def _item(release: Release) -> Item:
    page = release_url(release.id)
    text, values = release.body_text, facet_values(release)
    issuers = in_role(values, Role.ISSUER)
    return Item(
        uri=page,
        type="text",
        first_created=release.published,
        version_created=release.updated or release.published,
        content_created=release.published,
        embargoed_until=release.embargo_until,
        language=release.language,
        title=release.title,
        by=", ".join(issuers) or None,
        headlines=(Text(value=release.title),),
        descriptions=(Text(value=release.teaser, role="summary"),) if release.teaser else None,
        bodies=(Body(value=text, char_count=len(text), word_count=len(text.split())),) if text else None,
        subjects=tuple(Named(name=topic, rel="about") for topic in in_role(values, Role.SUBJECT)) or None,
        info_sources=tuple(Named(name=name, role="issuer") for name in issuers) or None,
        renditions=(Rendition(name="web", href=page, content_type="text/html"),),
        associations=tuple(_picture(number, image) for number, image in enumerate(release.images, 1) if web_address(image.url)) or None,
        alt_ids=(AltId(role="id", value=release.id),),
    )


def _picture(number: int, image: Image) -> Item:
    texts = (("caption", image.caption), ("alt", image.alt))
    return Item(
        uri=image.url,
        name=f"picture-{number}",
        type="picture",
        copyright_notice=image.credit or None,
        descriptions=tuple(Text(value=value, role=role) for role, value in texts if value) or None,
        renditions=(Rendition(name="original", href=image.url),),
    )


def _response(item: Item) -> Response:
    return Response(item.model_dump_json(by_alias=True, exclude_none=True), mimetype="application/json")
