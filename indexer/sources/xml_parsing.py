"""XML of strangers: no entity is expanded or fetched, no declaration of an encoding believed. It knows no format."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from indexer.sources.base import Source
from indexer.sources.encoding import Decoded, decode
from search_service.errors import InvalidReleaseError

MAX_XML_BYTES = 50_000_000
"""The longest sitemap that the protocol allows; feeds and news items are far shorter."""

LONGEST_TAG = 50_000
"""Characters of the attributes of one element, outside of HTML inside of XML."""

_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{LONGEST_TAG}}}")
DEEPEST = 2_000
"""Elements that are open at once, or were never closed: HTML inside of XML forgets some."""

_TAGS = re.compile(r"<(/?)(?!(?:br|img|hr|p|li)\b)[A-Za-z][^<>]*?(/?)>")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_ROOT = re.compile(r"<[A-Za-z_]")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def xml_text(source: Source) -> Decoded:
    """The text of a source, from its first "<" on. Raises InvalidReleaseError for one that is too long or declares entities."""
    data = source.stream.read(MAX_XML_BYTES + 1)
    if len(data) > MAX_XML_BYTES:
        raise InvalidReleaseError((f"longer than {MAX_XML_BYTES:,} bytes, which no feed or sitemap is; split the file",))
    decoded = decode(data)
    text = decoded.text[max(0, decoded.text.find("<")) :]
    root = _ROOT.search(text)
    if "<!ENTITY" in text[: root.start() if root else None].upper():
        raise InvalidReleaseError(("declares entities, which can name other files or grow without bounds; remove its DOCTYPE",))
    return Decoded(text, decoded.repairs)


def check_shape(text: str) -> None:
    """Raises InvalidReleaseError for more attributes or a deeper nesting than any has; feedparser needs minutes for both."""
    markup = _CDATA.sub("", text)
    if _LONG_TAG.search(markup):
        raise InvalidReleaseError((f"an element has attributes of more than {LONGEST_TAG:,} characters, which none needs",))
    depth = 0
    for tag in _TAGS.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + (not tag[2])
        if depth > DEEPEST:
            raise InvalidReleaseError((f"elements are nested deeper than {DEEPEST:,}, which no feed needs",))


def xml_tree(text: str) -> Element:
    """The root element. Raises InvalidReleaseError, with the line, for what is not well-formed."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    readable = _NOT_XML.sub("", _NAMED.sub(_character, _DECLARATION.sub("", text, count=1)))
    try:
        return etree.fromstring(readable.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise InvalidReleaseError((f"not well-formed XML: {error}",)) from error


def children(element: Element, *names: str) -> Iterator[Element]:
    """The child elements with these local names, whatever their namespace."""
    return (each for each in element.iterchildren(tag=etree.Element) if local_name(each) in names)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements below with these local names, in the order of the document."""
    return (each for each in element.iterdescendants(tag=etree.Element) if local_name(each) in names)


def local_name(element: Element) -> str:
    return etree.QName(element).localname


def text_in(element: Element | None) -> str:
    """All text in an element; nothing of none."""
    return "" if element is None else "".join(element.itertext()).strip()


def _character(reference: re.Match[str]) -> str:
    """What HTML means by a name that XML does not know."""
    return reference.group() if reference[1] in _OF_XML else html.unescape(reference.group())
