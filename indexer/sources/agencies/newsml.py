"""NewsML-G2 (IPTC) → drafts: one news item, or all of a message. Notes to editors are not read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lxml.etree import _Element as Element

from indexer.sources.agencies.ninjs import WITHDRAWN_STATES
from indexer.sources.agencies.nitf import markup_in
from indexer.sources.base import Item, Source, rejection, repaired
from indexer.sources.corrections import CORRECTED_STATES
from indexer.sources.draft import Draft, items_of_drafts
from indexer.sources.markup import Markup, markup_of
from indexer.sources.xml_parsing import children, descendants, local_name, text_in, xml_text, xml_tree
from search_service.errors import InvalidReleaseError
from search_service.release import Image

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEASERS = ("summary", "teaser", "leadin", "lead", "")
LONGEST_CODE = 3
"""Letters of the code of a desk ("pl", "vm"), which some agencies write where the name of a subject belongs."""
_PLACES_AND_PERSONS = ("geoarea", "person", "organisation", "poi", "event")
"""Kinds of concepts (cpnat) that a release speaks about, but that are no topics."""


def read_newsml(source: Source) -> Iterator[Item]:
    """A release of each news item with a text; a package only lists items. XML that cannot be read is a rejection."""
    try:
        decoded = xml_text(source)
        root = xml_tree(decoded.text)
        found = [root] if local_name(root) == "newsItem" else list(descendants(root, "newsItem"))
        if not found:
            raise InvalidReleaseError((f"holds no news item, only a {local_name(root)}",))
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    for item in found:
        yield from items_of_drafts([partial(_draft, item)], source, item.sourceline)
    yield from repaired(source, decoded.repairs)


def _draft(item: Element) -> Draft:
    """Raises InvalidReleaseError for what is no text: a picture has a caption, but that is no release."""
    meta, content = _child(item, "itemMeta"), _child(item, "contentMeta")
    if (kind := _code(_child(meta, "itemClass"))) not in ("", "text", "composite"):
        raise InvalidReleaseError((f"of class {kind}, not a text",))
    body = _body(item)
    return Draft(
        key=item.get("guid", ""),
        url=_address(meta),
        title=_with_role(content, "headline", ("main", "hld", "")) or _text(content, "headline") or _text(meta, "title"),
        topics=tuple(_topics(content)),
        ministries=tuple(filter(None, (_sender(item, meta),))),
        published=(_text(meta, "firstCreated"), _text(content, "contentCreated"), _text(meta, "versionCreated")),
        updated=(_text(meta, "versionCreated"),),
        embargo_until=_text(meta, "embargoed"),
        teaser=_with_role(content, "description", _TEASERS),
        body=body.blocks,
        images=(*body.images, *_images(item)),
        attachments=body.attachments,
        language=_language(item, content),
        withdrawn=_code(_child(meta, "pubStatus")) in WITHDRAWN_STATES,
        correction=any(_code(each) in CORRECTED_STATES for each in (() if meta is None else children(meta, "signal"))),
    )


def _body(item: Element) -> Markup:
    """The text, as XHTML or NITF inside the item, or as data."""
    for part in descendants(item, "inlineXML", "inlineData"):
        found = markup_of(part.text or "") if local_name(part) == "inlineData" else markup_in(part)
        if found.blocks:
            return found
    return Markup()


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next(children(element, name), None)


def _text(element: Element | None, name: str) -> str:
    return text_in(_child(element, name))


def _code(element: Element | None) -> str:
    """The last part of a qcode or uri: ``stat:canceled``."""
    written = "" if element is None else element.get("qcode") or element.get("uri") or ""
    return written.replace("/", ":").rpartition(":")[2].lower()


def _with_role(element: Element | None, name: str, roles: tuple[str, ...]) -> str:
    """The text of the child with the first of these roles that is there."""
    found = [] if element is None else list(children(element, name))
    by_role = {(each.get("role") or "").rpartition(":")[2].lower(): text_in(each) for each in reversed(found)}
    return next((by_role[role] for role in roles if by_role.get(role)), "")


def _sender(item: Element, meta: Element | None) -> str:
    """Whose text it is, not who transmits it."""
    rights = _child(item, "rightsInfo")
    for holder in (_child(rights, "copyrightHolder"), _child(_child(item, "contentMeta"), "infoSource"), _child(meta, "provider")):
        if holder is not None and (name := _text(holder, "name") or holder.get("literal") or ""):
            return name
    return ""


def _topics(content: Element | None) -> Iterator[str]:
    for subject in () if content is None else children(content, "subject"):
        if (subject.get("type") or "").rpartition(":")[2].lower() not in _PLACES_AND_PERSONS:
            names = list(children(subject, "name"))
            german = [each for each in names if (each.get(_LANGUAGE) or "").startswith("de")]
            name = text_in(next(iter([*german, *names]), None))
            if len(name) > LONGEST_CODE or not name.islower():
                yield name


def _language(item: Element, content: Element | None) -> str:
    stated = _child(content, "language")
    return (stated.get("tag") or "" if stated is not None else "") or item.get(_LANGUAGE, "")


def _address(meta: Element | None) -> str:
    links = [] if meta is None else list(children(meta, "link"))
    return next(
        (each.get("href", "") for each in links if "html" in each.get("contenttype", "") or each.get("rel", "").endswith("web")), ""
    )


def _images(item: Element) -> Iterator[Image]:
    for each in descendants(item, "remoteContent"):
        if each.get("contenttype", "").startswith("image/"):
            yield Image(url=each.get("href", ""))
