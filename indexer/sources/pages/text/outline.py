"""How much prose each run of a page and each element around it holds, and what they are judged to be in the light of that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from indexer.sources.pages.facts.dateline import read_date_line
from indexer.sources.pages.text.runs import Run
from indexer.sources.pages.text.surroundings import Judge, Judgement, Verdict
from indexer.sources.pages.text.wording import begins_comments
from search_service.release import BlockType

SHORTEST_PROSE = 40
"""In characters outside of links; a shorter text says nothing about where the release stands."""
MUCH_OF_THE_PAGE, SOME_OF_THE_PAGE, LITTLE_OF_THE_PAGE = 0.5, 0.2, 0.15
"""Shares of the prose: what holds more than half is text whatever it looks like, if little is left without it."""
ENOUGH_PROSE = 100
MOST_OF_AN_ELEMENT = 0.6
"""The body is looked for in the child that holds so much of the prose, as long as there is one."""
LONGEST_DATE_LINE = 80
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_TEXT = Judgement(Verdict.TEXT)
_COMMENTS = Judgement(Verdict.DOUBTFUL, "comments")


def prose_of(run: Run) -> int:
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


class Outline:
    """The runs of a page, how much prose each and each element around them holds, and what they are judged to be."""

    def __init__(self, runs: Sequence[Run], headline: int | None, judge: Judge) -> None:
        self.runs, self.headline, self.judged = runs, headline, judge.of
        self.weights = [prose_of(run) for run in runs]
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


def _sums(weighed: Iterable[tuple[Run, int]]) -> Counter[HtmlElement]:
    held: Counter[HtmlElement] = Counter()
    for run, weight in weighed:
        if weight:
            for element in run.path:
                held[element] += weight
    return held
