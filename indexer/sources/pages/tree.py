"""A page as text → a tree, within bounds; what is no page is an error."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from search_service.errors import InvalidReleaseError

MOST_ELEMENTS = 200_000
"""Of 600 real pages the largest has 20,000."""
MOST_ATTRIBUTES = 1_000
"""Of one element; lxml looks for each of them in the whole list."""


def parsed(html: str) -> HtmlElement:
    """The page as a tree; encoded again because the declaration of another encoding no longer holds.

    Raises InvalidReleaseError for what is no page or far larger than any.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InvalidReleaseError((f"not a page ({error}); save it again",)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the parser stops there and drops the rest
        raise InvalidReleaseError(("elements are nested deeper than 256, which no page needs; save it again",))
    return page


def body_of(page: HtmlElement) -> HtmlElement:
    """What a browser shows of the page."""
    body = page.find("body")
    return page if body is None else body


def base_of(page: HtmlElement, url: str) -> str:
    """The address that relative links start from; empty where nothing tells."""
    try:
        return urljoin(url, next((base.get("href") or "" for base in page.iter("base")), ""))
    except ValueError:  # brackets that are no IPv6 address
        return url
