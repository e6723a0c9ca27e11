"""Small indexes for tests: written by our writer and by Whoosh's own, and everything in them as Whoosh's own reader sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.reading import IndexReader

from search_service.engines.whoosh.files.whoosh_schema import NUMBER_COLUMNS, VALUE_SEPARATOR, index_document, release_schema, stored_record
from search_service.engines.whoosh.writing.bulk_writer import SEGMENT_PLACES, BulkWriter
from search_service.engines.whoosh.writing.token_runs import RUN_TOKENS
from search_service.explain.stored_document import StoredDocument
from search_service.release import Release
from search_service.schema import Field, field_texts


def bulk_index(folder: Path, releases: Iterable[Release], *, run_tokens: int = RUN_TOKENS, segment_places: int = SEGMENT_PLACES) -> Path:
    folder.mkdir(exist_ok=True)
    with BulkWriter(folder, run_tokens=run_tokens, segment_places=segment_places) as writer:
        for release in releases:
            writer.add(index_document(release))
    return folder


def stock_index(folder: Path, releases: Iterable[Release]) -> Path:
    """The same index, written by Whoosh's SegmentWriter."""
    folder.mkdir()
    writer = index.create_in(str(folder), release_schema()).writer()
    for release in releases:
        document = index_document(release)
        texts = {field.value: text for field, text in field_texts(release).items()}
        values = {name.value: VALUE_SEPARATOR.join(of_facet) for name, of_facet in document.facet_values.items()}
        numbers = dict(zip(NUMBER_COLUMNS, document.numbers, strict=True))
        writer.add_document(id=release.id, document=stored_record(StoredDocument.of(release)), **values, **numbers, **texts)
    writer.commit()
    return folder


def contents(folder: Path) -> dict[str, Any]:
    """All that an index of one segment holds, as Whoosh's own classes read it from a folder opened with open_dir."""
    reader = index.open_dir(str(folder)).reader()
    documents = range(reader.doc_count_all())
    found = {
        "postings": {term: list(postings(reader, *term)) for term in reader.all_terms()},
        "facts": {term: facts(reader, *term) for term in reader.all_terms()},
        "stored": [reader.stored_fields(number) for number in documents],
        "numbers": [list(reader.column_reader(name)) for name in NUMBER_COLUMNS],
        "lengths": [[reader.doc_field_length(number, field.value) for number in documents] for field in Field],
        "total lengths": [reader.field_length(field.value) for field in Field],
    }
    reader.close()
    return found


def postings(reader: IndexReader, field: str, term: bytes) -> Iterator[tuple[Any, ...]]:
    """(document, weight, frequency, positions) of each posting."""
    matcher = reader.postings(field, term)
    while matcher.is_active():
        positions = tuple(matcher.value_as("positions")) if matcher.supports("positions") else ()
        yield matcher.id(), matcher.weight(), matcher.value_as("frequency"), positions
        matcher.next()


def facts(reader: IndexReader, field: str, term: bytes) -> tuple[float, ...]:
    """What Whoosh knows about a term without its postings."""
    info = reader.term_info(field, term)
    lengths = (info.min_length(), info.max_length())
    return (info.weight(), info.doc_frequency(), *lengths, info.max_weight(), info.min_id(), info.max_id())
