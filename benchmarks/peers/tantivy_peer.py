"""tantivy, a native engine: German stemmer and stop words, boosted fields, fast columns for the facets' term aggregations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from benchmarks.analyzers import tantivy_german
from benchmarks.peers.answering import Filter, Found, PeerSearcher, Plan, active_filters, counting_groups, month_of
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import Hit, Snippet, SnippetPart
from search_service.schema import FIELD_WEIGHTS, FacetName, Field, field_texts

NAME = "tantivy"
WRITER_BYTES = 256_000_000
SNIPPET_CHARACTERS = 240
EVERY_VALUE = 10_000
_TOKENIZER = "german"
_COLUMNS = {Filter.TOPIC: "topic", Filter.MINISTRY: "ministry", Filter.DATE: "month"}


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release, its merges done. One thread writes faster than two here and leaves fewer segments."""
    folder.mkdir(parents=True)
    _write(tantivy.Index(_schema(), str(folder)), releases)


def add(release: Release, folder: Path) -> None:
    """One release more, in place of the one with the same id."""
    _write(tantivy.Index.open(str(folder)), [release])


def open_searcher(folder: Path) -> TantivySearcher:
    return TantivySearcher(folder)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facts", stored=True, tokenizer_name="raw", index_option="basic")
    for field in Field:
        builder.add_text_field(field.value, stored=True, tokenizer_name=_TOKENIZER)
    for column in _COLUMNS.values():
        builder.add_text_field(column, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def _write(index: tantivy.Index, releases: Iterable[Release]) -> None:
    index.register_tokenizer(_TOKENIZER, tantivy_german())
    writer = index.writer(WRITER_BYTES, 1)
    for release in releases:
        writer.delete_documents_by_term("id", release.id)
        writer.add_document(_document(release))
    writer.commit()
    writer.wait_merging_threads()


def _document(release: Release) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", release.id)
    facts = [release.url, release.published.isoformat(), release.topics, release.ministries]
    document.add_text("facts", json.dumps(facts, ensure_ascii=False))
    for field, text in field_texts(release).items():
        document.add_text(field.value, text)
    for topic in release.topics:
        document.add_text("topic", topic)
    for ministry in release.ministries:
        document.add_text("ministry", ministry)
    document.add_text("month", month_of(release))
    document.add_integer("day", release.published.toordinal())
    return document


class TantivySearcher(PeerSearcher):
    """One index, opened once; tantivy's own searchers are cheap and made for every search."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer(_TOKENIZER, tantivy_german())
        self._index.reload()
        self._schema = self._index.schema

    def close(self) -> None:
        del self._index

    def find(self, plan: Plan, request: SearchRequest) -> Found:
        searcher = self._index.searcher()
        words = self._words(plan)
        filters = self._filters(request)
        query = _all_of(words, filters, active_filters(request))
        best = searcher.search(query, request.size, count=True)
        counts = {facet: counted for facets in self._counts(searcher, words, filters, request) for facet, counted in facets.items()}
        snippets = _Snippets(searcher, words, self._schema) if request.highlight else None
        hits = tuple(_hit(searcher.doc(address), score, snippets) for score, address in best.hits)
        total = int(best.count)  # type: ignore[attr-defined]  # missing from its type stubs
        return Found(total, hits, counts[Filter.TOPIC], counts[Filter.MINISTRY], counts[Filter.DATE])

    def _words(self, plan: Plan) -> Query:
        text = " ".join([*plan.words, *(f'"{phrase}"' for phrase in plan.phrases)])
        boosts = {field.value: weight for field, weight in FIELD_WEIGHTS.items()}
        query, _ = self._index.parse_query_lenient(text, list(boosts), boosts, conjunction_by_default=not plan.any_word)
        return query

    def _filters(self, request: SearchRequest) -> dict[Filter, Query]:
        low, high = (request.first or date.min).toordinal(), (request.last or date.max).toordinal()
        return {
            Filter.TOPIC: self._any_of("topic", request.values_of(FacetName.TOPIC)),
            Filter.MINISTRY: self._any_of("ministry", request.values_of(FacetName.MINISTRY)),
            Filter.DATE: Query.range_query(self._schema, "day", tantivy.FieldType.Integer, low, high),
        }

    def _any_of(self, column: str, values: Sequence[str]) -> Query:
        """A ``term_set_query`` takes ten times as long for one value."""
        return Query.boolean_query([(Occur.Should, Query.term_query(self._schema, column, value)) for value in values])

    def _counts(
        self, searcher: tantivy.Searcher, words: Query, filters: Mapping[Filter, Query], request: SearchRequest
    ) -> Iterable[dict[Filter, dict[str, int]]]:
        for applied, facets in counting_groups(request).items():
            asked = {facet.value: {"terms": {"field": _COLUMNS[facet], "size": EVERY_VALUE}} for facet in facets}
            answer = searcher.aggregate(_all_of(words, filters, applied), asked)
            yield {facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet.value]["buckets"]} for facet in facets}


def _all_of(words: Query, filters: Mapping[Filter, Query], applied: frozenset[Filter]) -> Query:
    """The words, restricted by filters that do not score."""
    restrictions = [(Occur.Must, Query.const_score_query(filters[each], 0.0)) for each in sorted(applied)]
    return Query.boolean_query([(Occur.Must, words), *restrictions]) if restrictions else words


class _Snippets:
    """tantivy's own snippets of title and body."""

    def __init__(self, searcher: tantivy.Searcher, query: Query, schema: tantivy.Schema) -> None:
        self._generators = {
            field: tantivy.SnippetGenerator.create(searcher, query, schema, field.value) for field in (Field.TITLE, Field.BODY)
        }
        for generator in self._generators.values():
            generator.set_max_num_chars(SNIPPET_CHARACTERS)

    def of(self, document: tantivy.Document) -> tuple[Snippet, ...]:
        made = ((field, generator.snippet_from_doc(document)) for field, generator in self._generators.items())
        return tuple(
            Snippet(field, _parts(snippet.fragment().encode(), [(mark.start, mark.end) for mark in snippet.highlighted()]))
            for field, snippet in made
            if snippet.fragment()
        )


def _parts(fragment: bytes, marks: Sequence[tuple[int, int]]) -> tuple[SnippetPart, ...]:
    """tantivy counts bytes of UTF-8."""
    parts, at = [], 0
    for start, end in marks:
        parts += [SnippetPart(fragment[at:start].decode(), match=False), SnippetPart(fragment[start:end].decode(), match=True)]
        at = end
    parts.append(SnippetPart(fragment[at:].decode(), match=False))
    return tuple(part for part in parts if part.text)


def _hit(document: tantivy.Document, score: float, snippets: _Snippets | None) -> Hit:
    url, published, topics, ministries = json.loads(document.get_first("facts") or "")
    return Hit(
        id=document.get_first("id") or "",
        url=url,
        title=document.get_first(Field.TITLE.value) or "",
        teaser=document.get_first(Field.TEASER.value) or "",
        published=datetime.fromisoformat(published),
        facet_values={FacetName.TOPIC: tuple(topics), FacetName.MINISTRY: tuple(ministries)},
        score=score,
        snippets=snippets.of(document) if snippets else (),
    )
