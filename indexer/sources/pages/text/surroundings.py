"""Tells which elements look like the surroundings of a text: by tag, role and class. Whether they are left out is decided in ``body``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from lxml.html import HtmlElement

from indexer.sources.pages.text.runs import HEADINGS, Run


class Verdict(IntEnum):
    """``DOUBTFUL`` is text after all where it holds much of the page's; ``OUTSIDE`` where it holds nearly all of it."""

    TEXT = 0
    DOUBTFUL = 1
    OUTSIDE = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and for people what it rests on ("class share")."""

    verdict: Verdict
    reason: str = ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TEXT = Judgement(Verdict.TEXT)
_OUTSIDE_TAGS = frozenset({"nav", "menu", "dialog"})
_DOUBTFUL_TAGS = frozenset({"aside", "footer", "figcaption"})
_OUTSIDE_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "banner", "contentinfo", "menu", "menubar", "toolbar", "complementary"}
)
_OUTSIDE_WORDS = _set(
    """
    ad addtoany ads adsense adv advert advertisement advertising anzeige anzeigen breadcrumb breadcrumbs brotkrumen consent cookie
    cookies datenschutz dsgvo gdpr mainnav menu menubar menue metanav nav navbar navi navigation navskip pagebrowser pager
    pagination paginator privacy reklame share sharer shares shariff sharing skip skiplink skiplinks sociable social sociallinks
    socialmedia submenu subnav werbung
    """
)
_DOUBTFUL_WORDS = _set(
    """
    abo attachments aural author authorbox autor backlink bewertung bildnachweis bildunterschrift bio byline caption citate
    citation comment commentlist comments contact copyright credit disqus download downloads drucken entrymeta feedback figcaption footer
    impressum imprint interessant interesting invisible kategorien keywords kommentar kommentare kontakt legende likes login
    marginal marginalia marginalspalte meistgelesen modal mostread mostviewed newreview newsletter nextread outbrain overlay
    plista poll popover popular popup postmeta print promo rating ratings recommend recommendations recommended recommends
    related relatedposts respond reviews rightcol rss saboxplugin schlagworte screenreader search searchform servicelinks sidebar
    sponsor subscribe subscription suche taboola tag tagcloud taglist tags teaserlist teasers toc toolbar tools tooltip toplink
    totop trackback trending verwandt visuallyhidden vote voting widget widgets zitieren
    """
)
_OUTSIDE_OF_AN_ARTICLE = frozenset({"related", "comment", "widget", "advert"})
_BOX_WORDS = _set(
    """
    banner box callout card cta cta3 infobox kasten linkbox nextread readmore teaser
    """
)
_LONGEST_BOX = 400
"""In characters; a longer box is part of the text."""
_META_WORDS = _set(
    """
    date dateline datum info meta metadata metadaten metainfo posted pubdate
    """
)
_LONGEST_META = 160
_OF_THE_PAGE = frozenset({"form", "footer", "aside", "figcaption", "hidden"}) | {
    f"class {word}" for word in ("footer", "byline", "author", "caption", *sorted(_META_WORDS))
}
_PICTURE_WORDS = frozenset({"img", "image", "bild", "picture", "photo", "foto"})
_WORDS_OF_A_CAPTION = frozenset({"caption", "description", "beschreibung", "legend", "copyright"})
_SAYS_NOTHING = re.compile(
    r"(?:category|tag|status|format|type|page-template|post|wp(?!-caption)|field-type|field-label|postid|has|no|with|template|is|js|col"
    r"|layout|view-mode|paragraph--type|ds|tx)[-_]|field--type|paragraph--|.*--(?:has|no|with)-|.*[-_](?:template|wrapper|wrap)$"
)
"""Class names that tell where a page stands and how it is laid out: ``category-newsletter`` on the body, ``has-sidebar``."""
_WORD = re.compile(r"[A-Z]?[a-zäöü]+|[A-Z]+(?![a-z])")
_FRAGMENT = re.compile(r"#([\w:.-]{1,200})$")


@lru_cache(maxsize=20_000)
def _words(name: str) -> frozenset[str]:
    """The words of one class name or id: ``news-related-wrap``, ``shareButtons``; none where it says nothing."""
    name = name[:100]
    return frozenset() if _SAYS_NOTHING.match(name) else frozenset(word.lower() for word in _WORD.findall(name))


_ACCORDION = frozenset({"accordion", "akkordeon", "collapsible", "faq"})


def words_of(element: HtmlElement) -> frozenset[str]:
    """The words of an element's class names and id."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:1000].split()
    return frozenset().union(*map(_words, names))


def controlled_ids(page: HtmlElement) -> frozenset[str]:
    """The ids of what buttons and links open: accordions and tabs, whose text is hidden until then."""
    return frozenset(_controlled(page))


def _controlled(page: HtmlElement) -> Iterator[str]:
    for control in page.iter("button", "a", "div", "h2", "h3", "h4", "summary", "li", "span"):
        yield from (control.get("aria-controls") or "").split()
        if control.get("data-toggle") or control.get("data-bs-toggle") or control.get("role") == "tab":
            target = control.get("data-target") or control.get("data-bs-target") or control.get("href") or ""
            if found := _FRAGMENT.search(target):
                yield found[1]


class Judge:
    """Tells what the elements of one page look like, each once; what stands around an element does not count."""

    def __init__(self, page: HtmlElement) -> None:
        self._controlled = controlled_ids(page)
        self._judged: dict[HtmlElement, Judgement] = {}

    def of(self, element: HtmlElement) -> Judgement:
        """What the element looks like."""
        judged = self._judged.get(element)
        if judged is None:
            judged = self._judged[element] = _judged(element, self._controlled)
        return judged

    def outside(self) -> frozenset[HtmlElement]:
        """The elements asked about so far that are no text of any release."""
        return frozenset(element for element, judged in self._judged.items() if judged.verdict is Verdict.OUTSIDE)

    def is_outside(self, run: Run) -> bool:
        """Whether a run stands in navigation or in something else that is no text of any release."""
        return any(self.of(each).verdict is Verdict.OUTSIDE for each in run.path)

    def is_of_another_page(self, run: Run, own: Collection[HtmlElement]) -> bool:
        """Whether a run stands in navigation, in comments or in a list of other pages; "date" and "meta" are the page's own.

        So is what stands in the same elements as the headline, ``own``.
        """
        judged = (self.of(each) for each in run.path if each not in own)
        return any(each.verdict and each.reason not in _OF_THE_PAGE for each in judged)


def _judged(element: HtmlElement, controlled: frozenset[str]) -> Judgement:
    tag = str(element.tag)
    if tag in ("body", "main", "h1", "html"):
        return _TEXT
    if tag in _OUTSIDE_TAGS:
        return Judgement(Verdict.OUTSIDE, tag)
    role = (element.get("role") or "").lower()
    if role in _OUTSIDE_ROLES:
        return Judgement(Verdict.OUTSIDE, f"role {role}")
    if tag == "button":
        return _button(element)
    if tag in _DOUBTFUL_TAGS and not _is_in_a_quotation(element):
        return Judgement(Verdict.DOUBTFUL, tag)
    if tag == "form" and next(element.iter("textarea", "input"), None) is not None:
        return Judgement(Verdict.DOUBTFUL, "form")
    if (element.get("id") or "") not in controlled and _is_hidden(element) and not _is_of_an_accordion(element):
        return Judgement(Verdict.DOUBTFUL, "hidden")
    return _by_words(element)


def _button(element: HtmlElement) -> Judgement:
    """Questions of accordions are buttons in a heading or buttons that open something."""
    if element.get("aria-controls") or any(each.tag in HEADINGS for each in element.iterancestors()):
        return _TEXT
    return Judgement(Verdict.OUTSIDE, "button")


def _is_in_a_quotation(element: HtmlElement) -> bool:
    """There footer and caption name the speaker."""
    if element.tag == "footer":
        return any(each.tag == "blockquote" for each in element.iterancestors())
    parent = element.getparent()
    return element.tag == "figcaption" and parent is not None and next(parent.iter("blockquote"), None) is not None


def _is_hidden(element: HtmlElement) -> bool:
    if (element.get("hidden") or "") == "until-found":
        return False
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _is_of_an_accordion(element: HtmlElement) -> bool:
    """Whether what stands before it opens it: a button that says so, or a heading in what is called an accordion."""
    before, parent = element.getprevious(), element.getparent()
    if before is None or parent is None or not isinstance(before.tag, str):
        return False
    if any(each.get("aria-expanded") for each in before.iter("a", "button", "div", "span", *HEADINGS)):
        return before.tag in HEADINGS
    return before.tag in HEADINGS and not words_of(parent).isdisjoint(_ACCORDION)


def _is_small_with_link(element: HtmlElement) -> bool:
    return next(element.iter("a"), None) is not None and _is_shorter(element, _LONGEST_BOX)


def _is_shorter(element: HtmlElement, longest: int) -> bool:
    """Whether the text of an element has fewer characters; a long one is not read to its end."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length >= longest:
            return False
    return True


def _by_words(element: HtmlElement) -> Judgement:
    words = words_of(element)
    if element.tag == "article":
        found = words & _OUTSIDE_OF_AN_ARTICLE
        if not found and words & _BOX_WORDS and _is_small_with_link(element):
            found = words & _BOX_WORDS
        return Judgement(Verdict.DOUBTFUL, f"class {min(found)}") if found else _TEXT
    if found := words & _OUTSIDE_WORDS:
        return Judgement(Verdict.OUTSIDE, f"class {min(found)}")
    if found := words & _DOUBTFUL_WORDS:
        return Judgement(Verdict.DOUBTFUL, f"class {min(found)}")
    if words & _BOX_WORDS and _is_small_with_link(element):
        return Judgement(Verdict.DOUBTFUL, f"box with a link, class {min(words & _BOX_WORDS)}")
    if words & _META_WORDS and _is_shorter(element, _LONGEST_META):
        return Judgement(Verdict.DOUBTFUL, f"class {min(words & _META_WORDS)}")
    if (words & _PICTURE_WORDS and words & _WORDS_OF_A_CAPTION) or "imagewrap" in words:
        return Judgement(Verdict.DOUBTFUL, "caption of a picture")
    return _TEXT
