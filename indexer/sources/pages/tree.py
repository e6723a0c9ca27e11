"""A page as text → a tree, within bounds; what is no page is an error."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from search_service.errors import InvalidReleaseError

MOST_ELEMENTS = 250_000
"""Of 600 real pages the largest has 20,000."""
MOST_ATTRIBUTES = 1_000
"""Of one element; the parser compares each of them with all before it."""
_COUNT = etree.XPath("count(//*)")
_LONG_TAG = 20_000
"""In characters; only in longer ones attributes are counted."""
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def parsed(html: str) -> HtmlElement:
    """The page as a tree; encoded again because the declaration of another encoding no longer holds.

    Raises InvalidReleaseError for what is no page or far larger than any.
    """
    if _has_too_many_attributes(html):
        raise InvalidReleaseError((f"an element has more than {MOST_ATTRIBUTES:,} attributes, which no page needs; save it again",))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InvalidReleaseError((f"not a page ({error}); save it again",)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the parser stops there and drops the rest
        raise InvalidReleaseError(("elements are nested deeper than 256, which no page needs; save it again",))
    if _COUNT(page) > MOST_ELEMENTS:
        raise InvalidReleaseError((f"the page has more than {MOST_ELEMENTS:,} elements; save the release alone",))
    return page


def _has_too_many_attributes(html: str) -> bool:
    """Looked at before parsing; scripts, in which long lines are usual, do not count."""
    if not any(len(piece) > _LONG_TAG for piece in html.split(">")):
        return False
    tags = (piece.rpartition("<")[2] for piece in _SCRIPT.sub("", html).split(">") if len(piece) > _LONG_TAG)
    return any(len(_QUOTED.sub("", tag).split()) > MOST_ATTRIBUTES for tag in tags if tag[:1].isalpha() and "=" in tag)


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
