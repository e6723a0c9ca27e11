"""What two kept libraries say of a page: trafilatura of its text, htmldate of its date. Asked only where our own reading is in doubt.

Both get the parsed tree: a text that begins with "http" they would take for an address and fetch it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.dating import SaidDate, readable
from indexer.sources.pages.text.body import Body
from indexer.sources.pages.text.runs import Run, text_of
from search_service.dates import full_dates

TOO_SHORT = 250
"""In characters of prose; a shorter body is doubtful."""
LITTLE_OF_THE_PAGE, LITTLE_OF_AN_ARTICLE = 0.3, 0.6
MOST_RUNS = 10_000
"""Of a page that the libraries are asked about; they take quadratic time. Of 600 real pages the largest has 3,000."""
MUCH_MORE, WORTH_IT = 1.5, 100
"""Another reading is taken if it has so many times and so many characters more."""

for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # they log what they did not find, page by page; the report says it once


def checked(body: Body, page: HtmlElement, runs: Sequence[Run], article_text: str) -> Body:
    """The body, or where it is in doubt that of the extractor, or of JSON-LD's articleBody, if they find much more of it.

    What remains doubtful carries a remark.
    """
    is_doubtful = body.found < TOO_SHORT or body.found < LITTLE_OF_THE_PAGE * body.on_the_page
    if is_doubtful and len(runs) < MOST_RUNS:
        body = _better(body, runs, extracted_text(page), "trafilatura")
    if len(article_text) * LITTLE_OF_AN_ARTICLE > sum(len(run.text) for run in body.runs):
        body = _better(body, runs, article_text, "the text in JSON-LD")
    return replace(body, remarks=tuple(_remarks(body, article_text)))


def _better(body: Body, runs: Sequence[Run], text: str, rule: str) -> Body:
    """The runs that a text repeats, if they hold much more than those of the body."""
    said = _squeezed(text)
    found = tuple(run for run in runs if len(run.text) > 20 and _squeezed(run.text) in said)
    held, ours = sum(run.plain for run in found), sum(run.plain for run in body.runs)
    is_better = held > MUCH_MORE * ours and held - ours > WORTH_IT
    return replace(body, runs=found, found=held, rule=rule) if is_better else body


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _remarks(body: Body, article_text: str) -> Iterator[str]:
    found = sum(len(run.text) for run in body.runs)
    if body.found < LITTLE_OF_THE_PAGE * body.on_the_page:
        yield f"only {body.found:,} of {body.on_the_page:,} characters of prose were taken as the text; see `news-indexer preview`"
    if found < LITTLE_OF_AN_ARTICLE * len(article_text):
        yield f"only {found:,} characters of text were found, JSON-LD has {len(article_text):,}; see `news-indexer preview`"


def extracted_text(page: HtmlElement) -> str:
    """The text of the page as trafilatura reads it, a line per block; empty where it finds none."""
    try:
        found = bare_extraction(deepcopy(page), fast=True, with_metadata=False, include_comments=False, include_formatting=False)
    except ValueError:  # as below
        return ""
    text = found.text if isinstance(found, Document) else None
    return "\n".join(filter(None, map(clean_text, (text or "").splitlines())))


def found_date(page: HtmlElement, modified: datetime, lists: Iterable[HtmlElement]) -> Iterator[SaidDate]:
    """The day of publication as htmldate finds it, not after the page was fetched (``modified``, aware); nothing if it finds none.

    It knows no ``lists`` of other pages, so a day that stands in one of them does not count.
    """
    latest = (modified + timedelta(days=1)).strftime("%Y-%m-%d")
    try:
        day = find_date(page, original_date=True, extensive_search=False, max_date=latest)
    except ValueError:  # it moves texts within the tree, and lxml refuses to write control characters that it has read
        return
    foreign = {named.isoformat() for box in lists for _, _, named in full_dates(" ".join(_written(box)))}
    yield from readable([day] if day and day not in foreign else [], "htmldate")


def _written(box: HtmlElement) -> Iterator[str]:
    yield text_of(box)
    yield from (time.get("datetime") or "" for time in box.iter("time"))
