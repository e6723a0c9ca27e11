"""NITF and XHTML inside other formats → blocks: elements without their namespaces, under the names that HTML has for them."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from indexer.sources.markup import Markup, markup_of
from indexer.sources.xml_parsing import descendants, local_name, xml_tree
from search_service.errors import InvalidReleaseError

_HTML_NAMES = {"hl2": "h2", "body.content": "div", "block": "div", "media": "figure"}


def markup_of_nitf(text: str) -> Markup:
    """The text of a whole NITF document; one that is not well-formed is read as HTML."""
    try:
        return markup_in(xml_tree(text[max(0, text.find("<")) :]))
    except InvalidReleaseError:
        return markup_of(text)


def markup_in(element: Element) -> Markup:
    """What the body in an element holds."""
    inner = next(descendants(element, "body.content"), None)
    inner = next(descendants(element, "body"), element) if inner is None else inner
    for each in inner.iter(tag=etree.Element):
        name = local_name(each)
        each.tag = _HTML_NAMES.get(name, name)
    etree.cleanup_namespaces(inner)
    return markup_of(etree.tostring(inner, encoding="unicode", method="html", with_tail=False))
