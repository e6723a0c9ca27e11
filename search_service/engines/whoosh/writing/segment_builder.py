"""Writes one new segment: rows and runs of tokens as they come, then token stream and posting lists, then Whoosh's compound file.

It takes rows, tokens and values as they are, from new documents or from older segments; who decides is the bulk writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, W3FieldWriter, W3Segment
from whoosh.columns import VarBytesColumn
from whoosh.fields import Schema
from whoosh.filedb.compound import CompoundStorage

from search_service.array_file import ArrayWriter
from search_service.engines.whoosh.files.block_uses import BlockUses, write_uses
from search_service.engines.whoosh.files.inverted import FacetPairs
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.engines.whoosh.files.postings import write_field
from search_service.engines.whoosh.files.segment import INDEX_NAME, LENGTHS
from search_service.engines.whoosh.files.term_lists import ListedStream
from search_service.engines.whoosh.files.token_stream import TOKENS_EXTENSION
from search_service.engines.whoosh.files.viewfile import ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import NUMBER_COLUMNS, NUMBERS, VALUE_FIELDS
from search_service.engines.whoosh.writing.inversion import Inversion, invert_pairs
from search_service.engines.whoosh.writing.token_runs import TokenRuns
from search_service.schema import FIELDS, Field


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a segment keeps of one document besides postings.

    ``stored``: packed as by pack_stored; ``numbers``: one for each of NUMBER_COLUMNS.
    """

    stored: bytes
    numbers: Sequence[int]


class SegmentBuilder:
    """One segment being written; end with ``finish`` or ``abandon``."""

    def __init__(self, storage: ViewStorage, schema: Schema) -> None:
        self._storage = storage
        self._schema = schema
        self._codec = W3Codec()
        self._segment: W3Segment = self._codec.new_segment(storage, INDEX_NAME)
        self._rows = self._codec.per_document_writer(storage, self._segment)
        self._stored = self._rows._get_column("_stored")._child
        self.tokens = TokenRuns(self._path(TOKENS_EXTENSION))
        self.documents = 0

    def add(self, row: DocumentRow) -> None:
        """Append a document; its number is what ``documents`` was."""
        self._rows.start_doc(self.documents)
        for name, number in zip(NUMBER_COLUMNS, row.numbers, strict=True):
            self._rows.add_column_value(name, NUMBERS, number)
        VarBytesColumn.Writer.add(self._stored, self.documents, row.stored)  # the row is packed already
        self._rows.finish_doc()
        self.documents += 1

    def finish(self, values: Mapping[str, FacetPairs], blocks: BlockUses) -> W3Segment:
        """Complete the segment; ``tokens``, ``values`` of each of VALUE_FIELDS and ``blocks`` are those of all documents."""
        listed = self.tokens.join()
        lengths = listed.stream.lengths()
        for field, of_field in zip(FIELDS, lengths.T, strict=True):
            self._write_lengths(field, of_field)
        self._rows.close()
        self._segment.set_doc_count(self.documents)
        with ArrayWriter(self._path(TOKENS_EXTENSION), more=True) as file:
            write_uses(file, blocks)
        postings = self._codec.field_writer(self._storage, self._segment)
        try:
            self._write_postings(postings, listed, values)
        finally:
            postings.close()
        self._assemble()
        return self._segment

    def _write_lengths(self, field: Field, lengths: NDArray[np.int64]) -> None:
        """The number of terms of each document in a field, int64 [documents], as W3PerDocWriter.add_field keeps them."""
        name = f"_{field.value}_len"
        for document, byte in enumerate(length_bytes(lengths).tolist()):
            if byte:
                self._rows._docnum = document
                self._rows.add_column_value(name, LENGTHS_COLUMN, byte)
        self._rows._fieldlengths[field.value] = int(lengths.sum())

    def abandon(self) -> None:
        """Close all files; what they hold is removed with the next clean-up."""
        self.tokens.abandon()
        self._rows.close()

    def _write_postings(self, writer: W3FieldWriter, listed: ListedStream, values: Mapping[str, FacetPairs]) -> None:
        """All fields in the order of their names, as Whoosh's own writer has them."""
        terms, lengths = listed.stream.encoded_terms(), length_bytes(listed.stream.lengths())
        inversion = Inversion(listed.lists, PlaceLine.of(listed.stream))
        no_lengths = np.zeros(self.documents, np.uint8)
        for name in sorted((*FIELDS, *VALUE_FIELDS)):
            if name in VALUE_FIELDS:
                pairs = values[name]
                encoded = [value.encode() for value in pairs.values]
                write_field(writer, name, self._schema[name], encoded, [invert_pairs(pairs)], no_lengths)
            else:
                field = Field(name)
                write_field(writer, name, self._schema[name], terms, inversion.postings(field), lengths[:, FIELDS.index(field)])

    def _assemble(self) -> None:
        """What Whoosh's create_compound_file does, but for the token stream, which stays beside it."""
        names = [name for name in self._segment.list_files(self._storage) if not name.endswith(TOKENS_EXTENSION)]
        CompoundStorage.assemble(self._segment.create_file(self._storage, self._segment.COMPOUND_EXT), self._storage, names)
        for name in names:
            self._storage.delete_file(name)
        self._segment.compound = True

    def _path(self, extension: str) -> Path:
        return Path(self._storage.folder, self._segment.make_filename(extension))


def length_bytes(lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Field lengths as Whoosh quantises them (whoosh.util.numeric.length_to_byte): any shape, uint8."""
    return np.minimum(np.searchsorted(LENGTHS, lengths, side="left"), 255).astype(np.uint8)
