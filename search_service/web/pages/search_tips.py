"""Search tips, written by hand: what the query language can do, each with an example that finds something in this archive.

The first of a tip's examples with several hits is shown, else one with a single hit, else none: a tip is true without it, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.dates import format_date

from search_service.dates import BERLIN
from search_service.engines.base import Searcher
from search_service.messages import N_
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort, limit_each
from search_service.schema import QUERY_FIELDS
from search_service.web.i18n import gettext, language
from search_service.web.links import search_path
from search_service.web.pages.view_models import Offer, Tip

_TIPS = (
    (
        N_("All words are needed, each in any form: plural, compound, feminine."),
        ("Radwege Ausbau", "Schulen Sanierung", "Pflege Ausbildung", "Land Kommunen"),
    ),
    (
        N_("In quotation marks: exactly these words, next to each other."),
        ('"Tag der offenen Tür"', '"erneuerbare Energien"', '"Bürgerinnen und Bürger"', '"in diesem Jahr"'),
    ),
    (
        N_("With OR in capitals, one of the two is enough."),
        ("Freibad ODER Schwimmbad", "Kita ODER Schule", "Polizei ODER Feuerwehr", "Land ODER Stadt"),
    ),
    (
        N_("A minus leaves out all releases with the word after it."),
        ("Feuerwehr -Polizei", "Verkehr -Unfall", "Schule -Ferien", "Land -Stadt"),
    ),
    (
        N_("A star stands for any ending of the word."),
        ("Klima*", "Verkehrs*", "Bildungs*", "Landes*"),
    ),
    (
        N_("Write title: before a word to look for it in titles alone."),
        ("titel:Haushalt", "titel:Schule", "titel:Polizei", "titel:Land"),
    ),
    (
        N_("Dates can be written in words: a day, a month or a year."),
        ("Schule {month}", "Verkehr {month}", "Polizei {month}", "{month}"),
    ),
    (
        N_("Write since: or until: before a date to bound the period."),
        ("Haushalt seit:{year}", "Schule seit:{year}", "Polizei seit:{year}", "Land seit:{year}"),
    ),
)
"""Each with examples in German words and operators, the most telling first; ``{month}`` and ``{year}`` are those of the newest release."""
_ENGLISH = {" ODER ": " OR "} | {f"{field.german}:": f"{field.english}:" for field in QUERY_FIELDS}


@dataclass(frozen=True, slots=True)
class Example:
    """A query with ``total`` hits."""

    request: SearchRequest
    total: int


def find_examples(searcher: Searcher) -> tuple[Example | None, ...]:
    """What each tip shows on the published generation. Raises what ``Searcher.search`` raises."""
    newest = searcher.search(SearchRequest(size=1, highlight=False, limits=limit_each(0))).hits
    if not newest:
        return (None,) * len(_TIPS)
    day = newest[0].published.astimezone(BERLIN)
    month = format_date(day, "LLLL y", locale="de")
    return tuple(_best(searcher, (q.format(month=month, year=day.year) for q in examples)) for _, examples in _TIPS)


def tips(examples: Iterable[Example | None]) -> tuple[Tip, ...]:
    """The tips with those examples, in the words and operators of the reader's language."""
    return tuple(Tip(gettext(text), _offer(found) if found else None) for (text, _), found in zip(_TIPS, examples, strict=True))


def _best(searcher: Searcher, queries: Iterable[str]) -> Example | None:
    single = None
    for q in queries:
        request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE)
        total = searcher.total(request)
        if total > 1:
            return Example(request, total)
        single = single or (Example(request, total) if total else None)
    return single


def _offer(example: Example) -> Offer:
    q = example.request.q
    if language() == "en":
        for german, english in _ENGLISH.items():
            q = q.replace(german, english)
    return Offer(q, search_path(example.request.but(q=q)), example.total)
