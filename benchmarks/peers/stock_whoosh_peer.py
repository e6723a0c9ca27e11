"""Whoosh as its documentation uses it: LanguageAnalyzer("de"), groupedby for facets, highlights, one searcher a thread.

All matches are scored (``limit=None``): with a limit Whoosh's result is not always the best ten, and grouping ignores it anyway.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from whoosh import columns, fields, index, qparser, query, sorting
from whoosh.analysis import LanguageAnalyzer
from whoosh.analysis.analyzers import Analyzer
from whoosh.highlight import Formatter, WholeFragmenter
from whoosh.searching import Hit as WhooshHit
from whoosh.searching import Results
from whoosh.searching import Searcher as WhooshSearcher

from benchmarks.peers.answering import Filter, Found, PeerSearcher, Plan, active_filters, counting_groups, month_of
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import Hit, Snippet, SnippetPart
from search_service.schema import FIELD_WEIGHTS, FacetName, Field, field_texts

NAME = "stock Whoosh"
WRITER_MEGABYTES = 256
FRAGMENTS = 2
_COLUMNS = {Filter.TOPIC: "topic", Filter.MINISTRY: "ministry", Filter.DATE: "month"}
_START, _END = "\x02", "\x03"
Groups = dict[Filter, dict[str, int]]


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release."""
    build_with(LanguageAnalyzer("de"), map(document_of, releases), folder)


def build_with(analyzer: Analyzer, documents: Iterable[dict[str, Any]], folder: Path) -> None:
    """The same with another analysis of the text fields, for comparing writers."""
    folder.mkdir(parents=True)
    writer = index.create_in(folder, _schema(analyzer)).writer(limitmb=WRITER_MEGABYTES)
    for document in documents:
        writer.add_document(**document)
    writer.commit()


def add(release: Release, folder: Path) -> None:
    """One release more; its id must be new."""
    writer = index.open_dir(folder).writer()
    writer.add_document(**document_of(release))
    writer.commit()


def open_searcher(folder: Path) -> StockWhooshSearcher:
    return StockWhooshSearcher(folder)


def _schema(analyzer: Analyzer) -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        facts=fields.STORED(),
        **{field.value: fields.TEXT(analyzer, stored=True, phrase=True) for field in Field},
        topic=fields.KEYWORD(commas=True, stored=True, sortable=columns.RefBytesColumn()),
        ministry=fields.KEYWORD(commas=True, stored=True, sortable=columns.RefBytesColumn()),
        month=fields.ID(sortable=columns.RefBytesColumn()),
        day=fields.NUMERIC(sortable=True),
    )


def document_of(release: Release) -> dict[str, Any]:
    """What Whoosh's writer takes of a release."""
    return {
        "id": release.id,
        "facts": (release.url, release.published.isoformat()),
        "topic": ",".join(map(_value, release.topics)),
        "ministry": ",".join(map(_value, release.ministries)),
        "month": month_of(release),
        "day": release.published.toordinal(),
        **{field.value: text for field, text in field_texts(release).items()},
    }


def _value(text: str) -> str:
    """Whoosh's keywords are separated by commas."""
    return text.replace(",", " ")


class StockWhooshSearcher(PeerSearcher):
    """One Whoosh searcher a thread, because they are not safe to share; each holds its own copy of the index in memory."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._thread = threading.local()
        self._opened: list[WhooshSearcher] = []

    def close(self) -> None:
        for searcher in self._opened:
            searcher.close()
        self._index.close()

    def _searcher(self) -> WhooshSearcher:
        searcher: WhooshSearcher | None = getattr(self._thread, "searcher", None)
        if searcher is None or not searcher.up_to_date():
            searcher = self._thread.searcher = self._index.searcher()
            self._opened.append(searcher)
        return searcher

    def find(self, plan: Plan, request: SearchRequest) -> Found:
        searcher = self._searcher()
        words = self._words(plan)
        passing = {each: set(searcher.docs_for_query(_filter(each, request))) for each in active_filters(request)}
        counts: Groups = {}
        results: Results | None = None
        for applied, facets in counting_groups(request).items():
            found = _grouped(searcher, words, [passing[each] for each in applied], facets)
            counts |= {facet: _separate(found.groups(_COLUMNS[facet])) for facet in facets}
            results = found if applied == active_filters(request) else results
        if results is None:
            results = _grouped(searcher, words, list(passing.values()), [])
        hits = tuple(_hit(hit, request) for hit in results[: request.size])
        return Found(len(results), hits, counts[Filter.TOPIC], counts[Filter.MINISTRY], counts[Filter.DATE])

    def _words(self, plan: Plan) -> query.Query:
        parser = qparser.MultifieldParser(
            [field.value for field in Field],
            self._index.schema,
            fieldboosts={field.value: weight for field, weight in FIELD_WEIGHTS.items()},
            plugins=[qparser.WhitespacePlugin(), qparser.PhrasePlugin()],
            group=qparser.OrGroup if plan.any_word else qparser.AndGroup,
        )
        return parser.parse(" ".join([*plan.words, *(f'"{phrase}"' for phrase in plan.phrases)]))


def _filter(name: Filter, request: SearchRequest) -> query.Query:
    """Each is evaluated once for a request; over the column of days it takes half the time of a NumericRange."""
    if name is Filter.DATE:
        low, high = (request.first or date.min).toordinal(), (request.last or date.max).toordinal()
        return query.ColumnQuery("day", lambda day: low <= day <= high)
    chosen = request.values_of(FacetName.TOPIC if name is Filter.TOPIC else FacetName.MINISTRY)
    return query.Or([query.Term(_COLUMNS[name], _value(value)) for value in chosen])


def _grouped(searcher: WhooshSearcher, words: query.Query, filters: list[set[int]], facets: list[Filter]) -> Results:
    passing = set.intersection(*filters) if filters else None
    groups = [_COLUMNS[facet] for facet in facets] or None
    return searcher.search(words, limit=None, filter=passing, groupedby=groups, maptype=sorting.Count)


def _separate(groups: Mapping[str, int]) -> dict[str, int]:
    """Counts of single values from those of whole columns such as "Kultur,Bildung".

    Whoosh's own way for several values (``allow_overlap``) reads the postings of the whole field for every search, 10 ms at 3,000
    releases.
    """
    counts: Counter[str] = Counter()
    for values, count in groups.items():
        for value in filter(None, values.split(",")):
            counts[value] += count
    return counts


class _Marks(Formatter):  # type: ignore[misc]  # Whoosh ships no types
    """Matches between two signs that no text has."""

    between = "…"

    def format_token(self, text: str, token: Any, replace: bool = False) -> str:  # noqa: FBT001, FBT002 - Whoosh's signature
        return f"{_START}{text[token.startchar : token.endchar]}{_END}"


def _hit(hit: WhooshHit, request: SearchRequest) -> Hit:
    stored: Mapping[str, Any] = hit.fields()
    url, published = stored["facts"]
    return Hit(
        id=stored["id"],
        url=url,
        title=stored["title"],
        teaser=stored["teaser"],
        published=datetime.fromisoformat(published),
        facet_values={
            FacetName.TOPIC: tuple(filter(None, stored["topic"].split(","))),
            FacetName.MINISTRY: tuple(filter(None, stored["ministry"].split(","))),
        },
        score=hit.score,
        snippets=_snippets(hit) if request.highlight else (),
    )


def _snippets(hit: WhooshHit) -> tuple[Snippet, ...]:
    hit.results.formatter = _Marks()
    body = hit.highlights(Field.BODY.value, top=FRAGMENTS)
    hit.results.fragmenter, usual = WholeFragmenter(), hit.results.fragmenter
    title = hit.highlights(Field.TITLE.value)
    hit.results.fragmenter = usual
    return tuple(Snippet(field, _parts(text)) for field, text in ((Field.TITLE, title), (Field.BODY, body)) if text)


def _parts(marked: str) -> tuple[SnippetPart, ...]:
    before, *others = marked.split(_START)
    parts = [SnippetPart(before, match=False)]
    for piece in others:
        match, _, after = piece.partition(_END)
        parts += [SnippetPart(match, match=True), SnippetPart(after, match=False)]
    return tuple(part for part in parts if part.text)
