"""The term dictionary read in place says what Whoosh's own reader says."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3Codec, W3TermsReader

from search_service.engines.whoosh.files.term_dictionary import TermDictionary
from search_service.engines.whoosh.files.viewfile import ViewFile, ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import release_schema

TERMS = {"body": [f"wort{number}" for number in range(700)] + ["äß", "x" * 300], "title": ["wort1", "zuletzt"]}


@pytest.fixture
def reader(tmp_path: Path) -> W3TermsReader:
    """Whoosh's reader of a dictionary with TERMS, each in document 0 alone, as Whoosh writes it."""
    storage, codec = ViewStorage(tmp_path), W3Codec()
    segment = codec.new_segment(storage, "MAIN")
    postings = [(field, term.encode(), 0, 1.0, b"\x00\x00\x00\x00") for field in sorted(TERMS) for term in sorted(TERMS[field])]
    writer = codec.field_writer(storage, segment)
    writer.add_postings(release_schema(), None, iter(postings))
    writer.close()
    data = Path(tmp_path, segment.make_filename(codec.TERMS_EXT)).read_bytes()
    return W3TermsReader(codec, ViewFile(memoryview(data), "terms"), len(data), ViewFile(memoryview(b""), "postings"))


def test_entries_are_found(reader: W3TermsReader) -> None:
    dictionary = TermDictionary(reader)
    for field, terms in TERMS.items():
        for term in terms:
            assert dictionary.entry(field, term) == reader._tindex[reader._keycoder(field, term.encode())]


@pytest.mark.parametrize(("field", "term"), [("title", "wort2"), ("body", "zuletzt"), ("body", ""), ("caption", "wort1"), ("body", "wort")])
def test_what_is_not_there(reader: W3TermsReader, field: str, term: str) -> None:
    assert TermDictionary(reader).entry(field, term) is None


def test_entries_in_order(reader: W3TermsReader) -> None:
    dictionary = TermDictionary(reader)
    for field in TERMS:
        pairs = [(term.decode(), dictionary.entry(field, term.decode())) for name, term in reader.terms() if name == field]
        assert list(dictionary.entries(field)) == pairs and [term for term, _ in pairs] == sorted(TERMS[field])
    assert list(dictionary.entries("caption")) == []


def test_entry_that_leaves_the_file_is_damage(reader: W3TermsReader) -> None:
    dictionary = TermDictionary(reader)
    data = bytearray(reader._tindex.dbfile.view())
    data[reader._tindex.startofdata + 4] = 0x7F  # the size of the first entry
    dictionary._data = memoryview(data)
    with pytest.raises(ValueError, match="leaves its file"):
        list(dictionary.entries("body"))
