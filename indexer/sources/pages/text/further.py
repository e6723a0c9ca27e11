"""Finds the lists of other pages that stand below headings such as "Weitere Meldungen" or "Mehr zum Thema"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from indexer.sources.pages.text.runs import Run
from indexer.sources.pages.text.wording import announces_other_pages

MOST_HEADINGS, NEAREST = 20, 10
"""So many headings are looked at, and so many elements behind each."""
_LISTS = ("ul", "ol", "div", "section")


def lists_of_other_pages(runs: Sequence[Run], text: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    """The smallest elements around such a heading and links, without those in ``text``, which are around the release itself.

    Where the heading stands among the paragraphs of the release, the next list behind it counts. ``runs`` are those behind the
    headline.
    """
    for run in islice(filter(announces_other_pages, runs), MOST_HEADINGS):
        box = _around(run.element, text)
        yield from [box] if box is not None else _behind(run.element, text)


def _around(heading: HtmlElement, text: Collection[HtmlElement]) -> HtmlElement | None:
    for element in heading.iterancestors():
        if element in text or element.tag in ("body", "main"):
            return None
        if next(element.iter("a"), None) is not None and element.tag not in ("a", "p", "span"):
            return element
    return None


def _behind(heading: HtmlElement, text: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    siblings = (each for each in islice(heading.itersiblings(), NEAREST) if each.tag in _LISTS and each not in text)
    yield from islice((each for each in siblings if next(each.iter("a"), None) is not None), 1)
