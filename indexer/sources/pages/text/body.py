"""Chooses the runs of a page that are the text of its release: those around the most prose below the headline, without surroundings."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from lxml.html import HtmlElement

from indexer.sources.account import LeftOut
from indexer.sources.pages.text.outline import Outline, prose_of
from indexer.sources.pages.text.runs import Run, runs_of, text_of
from indexer.sources.pages.text.surroundings import Judge, Judgement, Verdict
from indexer.sources.pages.text.wording import begins_further_matter, is_caption_line, is_control_line
from search_service.release import BlockType

SHORTEST_LEAD = 50
"""Characters of prose of a text between the headline and the body."""
SHORTEST_SUBLINE = 25
SHORTEST_ABOVE = 100
"""Characters of a text above the headline; a shorter line there is no text of the release."""
FARTHEST_LEAD = 40
"""Runs between the headline and the body; with more there is a list or a menu between them."""
SIBLING_OF_THE_BODY = 0.2
"""What holds such a share of the body's prose beside it continues it."""
MOSTLY_LINKS = 0.6
"""Share of the characters of a run."""
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
    outline = Outline(runs, headline, judge)
    core = outline.core(page)
    reasons = _outside(outline, core)
    _leave_out_further_matter(outline, reasons)
    _leave_out_empty_headings(outline, reasons)
    taken = tuple(run for run, reason in zip(runs, reasons, strict=True) if not reason)
    return Body(
        runs=taken,
        scope=_scope(core, None if headline is None else runs[headline].element),
        left_out=tuple(LeftOut(run.text, reason) for run, reason in zip(runs, reasons, strict=True) if reason and reason != "headline"),
        found=sum(map(prose_of, taken)),
        on_the_page=sum(outline.weights),
    )


def described_body(container: HtmlElement, headline: HtmlElement | None, skip: Collection[HtmlElement], judge: Judge) -> Body:
    """The body in an element that a portal's entry names: all of it but ``skip``, navigation and controls."""
    runs = runs_of(container, skip=skip)
    reasons = [_no_text(run, container, judge) for run in runs]
    taken = tuple(run for run, reason in zip(runs, reasons, strict=True) if not reason)
    left_out = tuple(LeftOut(run.text, reason) for run, reason in zip(runs, reasons, strict=True) if reason)
    prose = sum(map(prose_of, taken))
    return Body(taken, _scope(container, headline), left_out, prose, prose, OF_THE_PORTAL)


def _no_text(run: Run, container: HtmlElement, judge: Judge) -> str:
    inner = takewhile(lambda each: each is not container, reversed(run.path))
    judged = [judge.of(each) for each in inner if each.tag in _NO_TEXT or judge.of(each).verdict is Verdict.OUTSIDE]
    return (judged[0].reason or "no text") if judged else ""


def _outside(outline: Outline, core: HtmlElement) -> list[str]:
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


def _is_above(outline: Outline, number: int) -> bool:
    """Whether a short line stands above the headline: a kicker, a date, the kind of text."""
    return outline.headline is not None and number < outline.headline and outline.weights[number] < SHORTEST_ABOVE


def _is_line_of(core: HtmlElement, run: Run) -> bool:
    """Whether an address stands as a paragraph of its own among those of the text."""
    return run.element.tag == "p" and run.element.getparent() is core and _ADDRESS.match(run.text) is not None


def _parts(outline: Outline, core: HtmlElement) -> frozenset[HtmlElement]:
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


def _lead(outline: Outline, core: HtmlElement) -> frozenset[int]:
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


def _can_lead(outline: Outline, number: int, around: frozenset[HtmlElement]) -> bool:
    run = outline.runs[number]
    inner = [each for each in run.path if each not in around]
    return not is_caption_line(run) and not any(each.tag == "article" or outline.judged(each).verdict for each in inner)


def _leave_out_further_matter(outline: Outline, reasons: list[str]) -> None:
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


def _is_heading_of_another_page(outline: Outline, number: int) -> bool:
    """A heading that is a link, with a few words below it; with more below it, it may be the link of an anchor."""
    run = outline.runs[number]
    if run.type is not BlockType.HEADING or run.linked <= MOSTLY_LINKS * len(run.text):
        return False
    below = takewhile(lambda each: outline.runs[each].type is not BlockType.HEADING, range(number + 1, len(outline.runs)))
    return sum(outline.weights[each] for each in below) < LONGEST_TEASER


def _leave_out_empty_headings(outline: Outline, reasons: list[str]) -> None:
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
