"""Finds the parts of a release beside its text (kicker, teaser, pictures, files, further releases) by the selectors of its portal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.credits import bare_credit, split_credit
from indexer.sources.pages.facts.page_facts import PageFacts, absolute_url
from indexer.sources.pages.portals import Portal, Selector
from indexer.sources.pages.text.runs import text_of
from search_service.release import Attachment, Image, RelatedRelease

Elements = frozenset[HtmlElement]
_LOGO = re.compile(r"logo|startseite|\bicon|sprite|pixel|spacer", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageParts:
    """``facts`` as the page shows them; ``taken`` are the elements that hold them and everything else that is no body.

    ``lists`` of them are those of further releases. ``teaser`` is apart: where a page's metadata name another teaser, the one shown
    belongs to the body.
    """

    facts: PageFacts
    related: tuple[RelatedRelease, ...]
    attachments: tuple[Attachment, ...]
    taken: Elements
    teaser: HtmlElement | None
    lists: Elements


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the page before its parts are looked for.

    ``text`` are the elements around headline and paragraphs of the body, which no list of further releases can hold, ``foreign``
    elements that belong to other pages, ``lists`` those below a heading that announces other pages, ``last`` the last paragraph.
    """

    text: Elements = frozenset()
    foreign: Elements = frozenset()
    lists: tuple[HtmlElement, ...] = ()
    last: HtmlElement | None = None


def page_parts(scope: HtmlElement, portal: Portal, base: str, around: Around) -> PageParts:
    """The parts of the release in and, by selectors that begin with ``//``, around an element.

    ``base`` is the address that relative links start from.
    """
    further = _further(scope, portal, base, around)
    outside = frozenset(further).union(portal.skip.all_elements(scope), around.foreign)
    files = {box: links for box in _inside(scope, portal.attachments, outside) if (links := tuple(_attachments(box, base)))}
    topics = _inside(scope, portal.topics, outside)
    ministries = _inside(scope, portal.ministries, outside)
    dates = _inside(scope, portal.published, outside)
    title = _first_with_text(_inside(scope, portal.title, outside))
    teaser = _first_with_text(_inside(scope, portal.teaser, outside))
    boxes = _beside_the_text(scope, _outermost(_inside(scope, portal.images, outside)), around)
    pictures = {box: images for box in boxes if (images := tuple(_images(box, portal, base)))}
    facts = PageFacts(
        place="the page",
        title=text_of(title, skip=topics) if title is not None else "",
        teaser=text_of(teaser) if teaser is not None else "",
        published=tuple(written for element in dates for written in _dates(element)),
        topics=_texts(topics),
        senders=_texts(ministries) or ((portal.ministry,) if portal.ministry else ()),
        images=tuple(chain.from_iterable(pictures.values())),
    )
    return PageParts(
        facts=facts,
        related=tuple(dict.fromkeys(chain.from_iterable(further.values()))),
        attachments=tuple({each.url: each for each in chain.from_iterable(files.values())}.values()),
        taken=outside.union(_without_links(files), topics, ministries, dates, pictures, [] if title is None else [title]) - around.text,
        teaser=teaser,
        lists=frozenset(further),
    )


def _further(scope: HtmlElement, portal: Portal, base: str, around: Around) -> dict[HtmlElement, tuple[RelatedRelease, ...]]:
    """The boxes of the first selector that finds entries outside of the text, else the lists below headings."""
    lists = [*around.lists] if portal.related.expressions else []
    for found in (*portal.related.found(scope), lists):
        boxes = {box: entries for box in found if box not in around.text and (entries := tuple(_related(box, portal, base)))}
        if boxes:
            return boxes
    return {}


def _inside(scope: HtmlElement, selector: Selector, outside: Elements) -> list[HtmlElement]:
    """What the selector finds apart from elements in ``outside``."""
    found = selector.elements(scope)
    return [each for each in found if each not in outside and outside.isdisjoint(each.iterancestors())]


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    known = frozenset(elements)
    return [each for each in elements if known.isdisjoint(each.iterancestors())]


def _beside_the_text(scope: HtmlElement, boxes: list[HtmlElement], around: Around) -> list[HtmlElement]:
    """The pictures up to the last paragraph of the text, and those behind it that stand among its paragraphs, without logos."""
    if around.last is None:
        return boxes
    place = {element: number for number, element in enumerate(scope.iter())}
    end = place.get(around.last, len(place))
    shown = [box for box in boxes if not all(_is_logo(picture) for picture in box.iter("img"))]
    return [box for box in shown if place.get(box, 0) <= end or box.getparent() is around.last.getparent()]


def _is_logo(picture: HtmlElement) -> bool:
    return _LOGO.search(f"{picture.get('alt') or ''} {picture.get('class') or ''} {picture.get('src') or ''}") is not None


def _without_links(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Only boxes of links are no text; a single link stands in a sentence."""
    return [each for each in elements if each.tag != "a"]


def _first_with_text(elements: list[HtmlElement]) -> HtmlElement | None:
    return next((each for each in elements if text_of(each)), None)


def _texts(elements: list[HtmlElement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in elements if (text := text_of(each).lstrip("•· "))))


def _dates(element: HtmlElement) -> Iterator[str]:
    yield from filter(None, (element.get("datetime"), element.get("content"), text_of(element)))


def _related(box: HtmlElement, portal: Portal, base: str) -> Iterator[RelatedRelease]:
    for item in _outermost(portal.related_item.elements(box)):
        topics = portal.related_topic.elements(item)
        titles = (text_of(element, skip=topics) for element in portal.related_title.elements(item))
        links = (absolute_url(link.get("href") or "", base) for link in item.iter("a"))
        if title := next(filter(None, titles), ""):
            yield RelatedRelease(title=title, topic=", ".join(_texts(topics)), url=next(filter(None, links), ""))


def _attachments(box: HtmlElement, base: str) -> Iterator[Attachment]:
    for link in box.iter("a"):
        if url := absolute_url(link.get("href") or "", base):
            yield Attachment(title=text_of(link) or clean_text(link.get("title") or ""), url=url)


def _images(box: HtmlElement, portal: Portal, base: str) -> Iterator[Image]:
    """The pictures in a box; caption and credit belong to the first. A lone picture without any text is decoration."""
    credits = portal.image_credit.elements(box)
    captions = (text_of(element, skip=credits) for element in portal.image_caption.elements(box))
    caption, credit_in_caption = split_credit(next(filter(None, captions), ""))
    credit = next(filter(None, (bare_credit(text_of(element)) for element in credits)), "") or credit_in_caption
    for picture in (each for each in box.iter("img") if each is box or not _is_logo(each)):
        alt, credit_in_alt = split_credit(clean_text(picture.get("alt") or ""))
        image = Image(alt=alt, caption=caption, credit=credit or credit_in_alt, url=_address(picture, base))
        if image.alt or image.caption or image.credit or (picture is not box and image.url):
            yield image
        caption = credit = ""


def _address(picture: HtmlElement, base: str) -> str:
    """Of a picture that is loaded late, ``src`` is a placeholder."""
    links = (picture.get(name) or "" for name in ("data-src", "src"))
    return next(filter(None, (absolute_url(link, base) for link in links if link)), "")
