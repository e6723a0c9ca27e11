"""The runs that were chosen as the body → teaser and blocks: without parts that are stored apart, date lines and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.sources.account import LeftOut
from indexer.sources.pages.facts.dateline import LineKind, is_label, is_number_line
from indexer.sources.pages.facts.page_facts import fuller
from indexer.sources.pages.layout import Layout
from indexer.sources.pages.text.runs import Run
from search_service.release import Block, BlockType

LONGEST_TEASER = 900
"""In characters; what is marked as a teaser and longer is the text."""
FEW_WORDS = 20
"""Letters beside date and label; farther from the headline a line with more is a sentence."""
NEAR_THE_HEADLINE = 12
"""Runs behind the headline in which a line with a date alone is that of the release."""


@dataclass(frozen=True, slots=True)
class TeaserAndBody:
    """``left_out`` are the runs of the page that became neither, with the reason."""

    teaser: str
    body: tuple[Block, ...]
    left_out: tuple[LeftOut, ...]


def teaser_and_body(teaser: str, layout: Layout) -> TeaserAndBody:
    """A teaser that the page shows apart is no part of the body, nor is a first paragraph that the metadata repeat as its teaser."""
    taken, parts = set(), layout.parts
    if parts.teaser is not None and teaser == parts.facts.teaser:
        taken = {parts.teaser}
    lines = frozenset(_lines_about_the_date(layout))
    kept, left_out = [], list(layout.body.left_out)
    for run in layout.body.runs:
        if reason := _apart(run, layout, lines):
            left_out.append(LeftOut(run.text, reason))
        elif taken.isdisjoint(run.path):
            kept.append(run)
    body = tuple(run.block for run in kept)
    if teaser and body and body[0].type is BlockType.PARAGRAPH and fuller(teaser, body[0].text) == body[0].text:
        return TeaserAndBody(body[0].text, body[1:], tuple(left_out))
    return TeaserAndBody(teaser, body, tuple(left_out))


def _apart(run: Run, layout: Layout, lines: frozenset[Run]) -> str:
    """Why a run of the body is stored apart; empty where it is text."""
    if not layout.parts.taken.isdisjoint(run.path):
        return "stored apart"
    if run in lines:
        return "date"
    return "headline" if _repeats_headline(run, layout) else ""


def _repeats_headline(run: Run, layout: Layout) -> bool:
    """The headline once more, or its kicker; a heading may hold it together with a date and a topic."""
    title = layout.parts.facts.title
    holds_it = bool(title) and run.type is BlockType.HEADING and title in run.text and len(run.text) < 2 * len(title) + 40
    return holds_it or run.text in (title, *layout.parts.facts.topics)


def _lines_about_the_date(layout: Layout) -> Iterator[Run]:
    """Lines with the date of the release or of its change, alone or with a few words, and the label before them."""
    for each in layout.lines:
        run = layout.runs[each.number]
        is_beside = each.distance is None or -NEAR_THE_HEADLINE <= each.distance <= NEAR_THE_HEADLINE
        if not each.line.is_nothing_else or run.type is BlockType.LIST_ITEM:
            continue
        if is_beside or (each.line.kind is not LineKind.BARE and each.line.beside <= FEW_WORDS):
            yield run
            if each.number and is_label(layout.runs[each.number - 1].text):
                yield layout.runs[each.number - 1]
    start = layout.headline or 0
    yield from (run for run in layout.runs[max(0, start - 3) : start + 4] if is_number_line(run.text))
