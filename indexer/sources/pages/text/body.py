"""Chooses the runs of a page that are the text of its release: those around the most prose below the headline, without surroundings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from lxml.html import HtmlElement

from indexer.sources.account import LeftOut
from indexer.sources.pages.facts.dateline import read_date_line
from indexer.sources.pages.text.runs import Run, runs_of, text_of
from indexer.sources.pages.text.surroundings import Judge, Judgement, Verdict
from indexer.sources.pages.text.wording import begins_comments, begins_further_matter, is_caption_line, is_control_line
from search_service.release import BlockType

SHORTEST_PROSE = 40
"""In characters outside of links; a shorter text says nothing about where the release stands."""
LONGEST_DATE_LINE = 80
SHORTEST_LEAD = 50
"""As above, of a text between the headline and the body."""
SHORTEST_SUBLINE = 25
SHORTEST_ABOVE = 100
"""Characters of a text above the headline; a shorter line there is no text of the release."""
FARTHEST_LEAD = 40
"""Runs between the headline and the body; with more there is a list or a menu between them."""
MUCH_OF_THE_PAGE, SOME_OF_THE_PAGE, LITTLE_OF_THE_PAGE = 0.5, 0.2, 0.15
"""Shares of the prose: what holds more than half is text whatever it looks like, if little is left without it."""
ENOUGH_PROSE = 100
MOST_OF_AN_ELEMENT = 0.6
"""The body is looked for in the child that holds so much of the prose, as long as there is one."""
SIBLING_OF_THE_BODY = 0.2
MOSTLY_LINKS = 0.6
LONGEST_TEASER = 200
"""In characters; more below a heading that is a link is no teaser of another page."""
OF_THE_PORTAL = "selector of the portal"
_NO_TEXT = frozenset({"nav", "aside", "header", "footer", "form", "button", "dialog", "menu"})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Body:
    """The runs of the text, the smallest element around them and the headline, and what was left out below that element."""

    runs: tuple[Run, ...]
    scope: HtmlElement
    left_out: tuple[LeftOut, ...]
    found: int
    """Characters of the prose that were taken."""
    on_the_page: int
    """Characters of the prose of the whole page."""
    rule: str = "the most prose below the headline"
    remarks: tuple[str, ...] = ()

    @property
    def is_described(self) -> bool:
        return self.rule == OF_THE_PORTAL


def find_body(page: HtmlElement, runs: Sequence[Run], headline: int | None, judge: Judge) -> Body:
    """The body of the release on a page that no portal's entry describes; ``headline`` is the number of its run."""
    outline = _Outline(runs, headline, judge)
    core = outline.core(page)
    reasons = _outside(outline, core)
    _leave_out_further_matter(outline, reasons)
    _leave_out_empty_headings(outline, reasons)
    taken = tuple(run for run, reason in zip(runs, reasons, strict=True) if not reason)
    return Body(
        runs=taken,
        scope=_scope(core, None if headline is None else runs[headline].element),
        left_out=tuple(LeftOut(run.text, reason) for run, reason in zip(runs, reasons, strict=True) if reason and reason != "headline"),
        found=sum(map(_prose, taken)),
        on_the_page=sum(outline.weights),
    )


def described_body(container: HtmlElement, headline: HtmlElement | None, skip: Collection[HtmlElement], judge: Judge) -> Body:
    """The body in an element that a portal's entry names: all of it but ``skip``, navigation and controls."""
    runs = runs_of(container, skip=skip)
    reasons = [_no_text(run, container, judge) for run in runs]
    taken = tuple(run for run, reason in zip(runs, reasons, strict=True) if not reason)
    left_out = tuple(LeftOut(run.text, reason) for run, reason in zip(runs, reasons, strict=True) if reason)
    prose = sum(map(_prose, taken))
    return Body(taken, _scope(container, headline), left_out, prose, prose, OF_THE_PORTAL)


def _no_text(run: Run, container: HtmlElement, judge: Judge) -> str:
    inner = takewhile(lambda each: each is not container, reversed(run.path))
    judged = [judge.of(each) for each in inner if each.tag in _NO_TEXT or judge.of(each).verdict is Verdict.OUTSIDE]
    return (judged[0].reason or "no text") if judged else ""


def _prose(run: Run) -> int:
    """The characters of a run that count as prose: none of headings, short lines and lists of links."""
    is_prose = run.type is not BlockType.HEADING and run.plain >= SHORTEST_PROSE and run.linked < len(run.text) / 2
    return run.plain if is_prose and not _is_about_the_date(run) else 0


def _any_text(run: Run) -> int:
    """The characters of a run on a page without prose: none of headings, date lines and items with links."""
    is_item = run.type is BlockType.LIST_ITEM and run.linked > 0
    return 0 if run.type is BlockType.HEADING or is_item or _is_about_the_date(run) else run.plain


def _is_about_the_date(run: Run) -> bool:
    if len(run.text) > LONGEST_DATE_LINE or not _YEAR.search(run.text):
        return False
    line = read_date_line(run.text)
    return line is not None and line.is_nothing_else


class _Outline:
    """The runs of a page, how much prose each and each element around them holds, and what they are judged to be."""

    def __init__(self, runs: Sequence[Run], headline: int | None, judge: Judge) -> None:
        self.runs, self.headline, self.judged = runs, headline, judge.of
        self.weights = [_prose(run) for run in runs]
        if not any(self.weights):
            self.weights = [_any_text(run) for run in runs]
        self._all = sum(self.weights) or 1
        self._held = _sums(zip(runs, self.weights, strict=True))
        self._above = frozenset(runs[headline].path) if headline is not None else frozenset()
        self._has_enough_else = self._enough_else()
        self.judgements = [self._judgement(run) for run in runs]
        comments = self._comments()
        self.judgements[comments:] = [each if each.verdict else _COMMENTS for each in self.judgements[comments:]]
        if not any(self._good_weights()):
            self.judgements = [each if each.verdict is Verdict.OUTSIDE or each is _COMMENTS else _TEXT for each in self.judgements]
        if not any(self._good_weights()):
            self.judgements = [_TEXT] * len(runs)
        self.good = _sums(zip(runs, self._good_weights(), strict=True))

    def core(self, page: HtmlElement) -> HtmlElement:
        """The smallest element that holds most of the prose of the element around it, and so on from the page inwards."""
        node = page
        while True:
            children = [(self.good[child], child) for child in node if child in self.good]
            most, child = max(children, key=lambda each: each[0], default=(0, node))
            if most < MOST_OF_AN_ELEMENT * self.good[node] or child is node or child.tag in ("p", "li", "blockquote", "td", "pre"):
                return node
            node = child

    def _good_weights(self) -> list[int]:
        return [0 if judged.verdict else weight for weight, judged in zip(self.weights, self.judgements, strict=True)]

    def _judgement(self, run: Run) -> Judgement:
        return next((judged for each in run.path if (judged := self.judged(each)).verdict and not self._is_pardoned(each)), _TEXT)

    def _comments(self) -> int:
        """Where the comments of readers begin: at a line that announces them, behind the headline and enough prose."""
        prose = 0
        for number in range(self.headline or 0, len(self.runs)):
            if prose >= ENOUGH_PROSE and begins_comments(self.runs[number]):
                return number
            prose += 0 if self.judgements[number].verdict else self.weights[number]
        return len(self.runs)

    def _is_pardoned(self, element: HtmlElement) -> bool:
        """What holds the headline and some of the text, or most of the text where little else is, cannot be surroundings."""
        share = self._held[element] / self._all
        if element in self._above and share > SOME_OF_THE_PAGE:
            return True
        return share > MUCH_OF_THE_PAGE and not self._has_enough_else and element.tag not in ("nav", "menu", "dialog")

    def _enough_else(self) -> bool:
        """Whether a text remains when everything that looks like surroundings is left out."""
        outside: Counter[HtmlElement] = Counter()
        remaining = 0
        for run, weight in zip(self.runs, self.weights, strict=True):
            above = (each for each in run.path if self.judged(each).verdict)
            holder = next((each for each in above if each not in self._above or self._held[each] <= SOME_OF_THE_PAGE * self._all), None)
            if holder is None:
                remaining += weight
            else:
                outside[holder] += weight
        return remaining >= ENOUGH_PROSE and remaining >= LITTLE_OF_THE_PAGE * max(outside.values(), default=0)


_TEXT = Judgement(Verdict.TEXT)
_COMMENTS = Judgement(Verdict.DOUBTFUL, "comments")


def _sums(weighed: Iterable[tuple[Run, int]]) -> Counter[HtmlElement]:
    held: Counter[HtmlElement] = Counter()
    for run, weight in weighed:
        if weight:
            for element in run.path:
                held[element] += weight
    return held


def _outside(outline: _Outline, core: HtmlElement) -> list[str]:
    """Why each run is no text; empty where it is."""
    parts = _parts(outline, core)
    lead = _lead(outline, core)
    return [
        "headline"
        if number == outline.headline
        else "above the headline"
        if _is_above(outline, number)
        else ""
        if number in lead
        else _reason(run, judged, parts, core)
        for number, (run, judged) in enumerate(zip(outline.runs, outline.judgements, strict=True))
    ]


def _reason(run: Run, judged: Judgement, parts: frozenset[HtmlElement], core: HtmlElement) -> str:
    if judged.verdict:
        return judged.reason
    if parts.isdisjoint(run.path):
        return "outside of the text"
    if run.linked > MOSTLY_LINKS * len(run.text) and run.type is not BlockType.HEADING and not _is_line_of(core, run):
        return "only links"
    return "control" if is_control_line(run) else "caption" if is_caption_line(run) else ""


def _is_above(outline: _Outline, number: int) -> bool:
    """Whether a short line stands above the headline: a kicker, a date, the kind of text."""
    return outline.headline is not None and number < outline.headline and outline.weights[number] < SHORTEST_ABOVE


def _is_line_of(core: HtmlElement, run: Run) -> bool:
    """Whether an address stands as a paragraph of its own among those of the text."""
    return run.element.tag == "p" and run.element.getparent() is core and _ADDRESS.match(run.text) is not None


def _parts(outline: _Outline, core: HtmlElement) -> frozenset[HtmlElement]:
    """The core and, on every level up to the headline, what continues it: elements of its kind, paragraphs, and much text."""
    parts, node = {core}, core
    while node.tag not in ("body", "main") and (parent := node.getparent()) is not None:
        for sibling in parent:
            if sibling is not node and sibling in outline.good and _continues(sibling, node, outline.good[sibling], outline.good[core]):
                parts.add(sibling)
        node = parent
    return frozenset(parts)


def _continues(sibling: HtmlElement, node: HtmlElement, prose: int, most: int) -> bool:
    is_alike = sibling.tag == node.tag and sibling.get("class") == node.get("class")
    continues = sibling.tag in ("p", "blockquote") or (is_alike and prose >= 60) or prose >= SIBLING_OF_THE_BODY * most
    return continues and not _leads_elsewhere(sibling) and "cookie" not in text_of(sibling).lower()


def _leads_elsewhere(element: HtmlElement) -> bool:
    """Whether a heading in it is a link, as in lists of other pages."""
    return any(heading.find(".//a[@href]") is not None or _is_in_a_link(heading, element) for heading in element.iter("h2", "h3", "h4"))


def _is_in_a_link(heading: HtmlElement, outer: HtmlElement) -> bool:
    return any(each.tag == "a" for each in takewhile(lambda each: each is not outer, heading.iterancestors()))


def _lead(outline: _Outline, core: HtmlElement) -> frozenset[int]:
    """The runs of prose between the headline and the core: subline and teaser, which often look like a teaser of another page."""
    first = next((number for number, run in enumerate(outline.runs) if core in run.path), 0)
    start = outline.headline
    if start is None or not 0 < first - start <= FARTHEST_LEAD:
        return frozenset()
    around = frozenset(outline.runs[start].path) & frozenset(outline.runs[first].path)
    between = range(start + 1, first)
    beside = outline.runs[start].path[-2:-1]
    return frozenset(
        number
        for number in between
        if (outline.weights[number] >= SHORTEST_LEAD or _is_subline(outline.runs[number], beside)) and _can_lead(outline, number, around)
    )


def _is_subline(run: Run, beside: Sequence[HtmlElement]) -> bool:
    """A short text in the element that holds the headline: neither a date line nor a name."""
    is_apart = run.element not in beside and any(each in run.path for each in beside)
    return is_apart and run.plain >= SHORTEST_SUBLINE and not _YEAR.search(run.text)


def _can_lead(outline: _Outline, number: int, around: frozenset[HtmlElement]) -> bool:
    run = outline.runs[number]
    inner = [each for each in run.path if each not in around]
    return not is_caption_line(run) and not any(each.tag == "article" or outline.judged(each).verdict for each in inner)


def _leave_out_further_matter(outline: _Outline, reasons: list[str]) -> None:
    """What follows a heading such as "Mehr zum Thema", up to the next heading or prose, or to the end of the element around it."""
    around: HtmlElement | None = None
    for number, run in enumerate(outline.runs):
        if reasons[number]:
            continue
        is_heading = run.type is BlockType.HEADING
        if begins_further_matter(run) or _is_heading_of_another_page(outline, number):
            around = run.path[-2] if len(run.path) > 1 else run.element
            reasons[number] = "further matter"
        elif around is not None:
            is_text = outline.weights[number] >= 100 and run.type is not BlockType.LIST_ITEM
            if around not in run.path or is_heading or is_text:
                around = None
            else:
                reasons[number] = "further matter"


def _is_heading_of_another_page(outline: _Outline, number: int) -> bool:
    """A heading that is a link, with a few words below it; with more below it, it may be the link of an anchor."""
    run = outline.runs[number]
    if run.type is not BlockType.HEADING or run.linked <= MOSTLY_LINKS * len(run.text):
        return False
    below = takewhile(lambda each: outline.runs[each].type is not BlockType.HEADING, range(number + 1, len(outline.runs)))
    return sum(outline.weights[each] for each in below) < LONGEST_TEASER


def _leave_out_empty_headings(outline: _Outline, reasons: list[str]) -> None:
    """Headings below which nothing was taken."""
    below = 0
    for number in reversed(range(len(reasons))):
        run = outline.runs[number]
        if reasons[number]:
            continue
        if run.type is not BlockType.HEADING:
            below = 8
        elif run.level >= below:
            reasons[number] = "heading without text"
        else:
            below = run.level


def _scope(core: HtmlElement, headline: HtmlElement | None) -> HtmlElement:
    """The smallest element around the core and the headline."""
    above = frozenset() if headline is None else frozenset((headline, *headline.iterancestors()))
    return next((each for each in (core, *core.iterancestors()) if not above or each in above), core)
