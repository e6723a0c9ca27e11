"""What a page marks as microdata (schema.org) of an article: for many content management systems the only marks there are."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.page_facts import PageFacts
from indexer.sources.pages.text.runs import text_of

_ARTICLES = ("Article", "BlogPosting", "Report")


def microdata_facts(page: HtmlElement, headline: HtmlElement | None) -> PageFacts:
    """What the article around the headline says of itself; without a headline the first article of the page."""
    article = _article(page, headline)
    if article is None:
        return PageFacts("microdata")
    said = {name: tuple(_values(article, name)) for name in ("datePublished", "dateModified", "author", "publisher", "articleSection")}
    return PageFacts(
        place="microdata",
        published=said["datePublished"],
        updated=said["dateModified"],
        topics=said["articleSection"],
        senders=said["publisher"] + said["author"],
    )


def _article(page: HtmlElement, headline: HtmlElement | None) -> HtmlElement | None:
    if headline is not None:
        return next((each for each in headline.iterancestors() if _is_article(each)), None)
    return next(filter(_is_article, page.iter("div", "article", "section", "main", "body")), None)


def _is_article(element: HtmlElement) -> bool:
    return (element.get("itemtype") or "").rstrip("/").endswith(_ARTICLES)


def _values(article: HtmlElement, name: str) -> Iterator[str]:
    """The values of a property of this article, not of another one inside it."""
    for element in article.iterfind(f".//*[@itemprop='{name}']"):
        holder = next((each for each in element.iterancestors() if each.get("itemscope") is not None), None)
        if holder is article:
            yield from filter(None, _value(element))


def _value(element: HtmlElement) -> tuple[str, ...]:
    if element.get("itemscope") is not None:
        names = element.iterfind(".//*[@itemprop='name']")
        return tuple(clean_text(each.get("content") or "") or text_of(each) for each in names)[:1]
    return (clean_text(element.get("content") or element.get("datetime") or "") or text_of(element),)
