"""What Whoosh is told about a release: schema, analyzers and posting format; and the form in which a release enters the index.

Whoosh pickles the classes of this module by name into every index: renaming one makes older indexes unreadable.
"""

from __future__ import annotations

import json
import math
import pickle
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whoosh import columns, fields, formats
from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer

from search_service.analysis.tokenizer import index_terms
from search_service.errors import InvalidReleaseError
from search_service.explain.stored_document import StoredDocument
from search_service.release import Release
from search_service.schema import FACETS, FacetValues, Field
from search_service.standing_blocks import block_key

VALUE_SEPARATOR = "\x1f"
"""Between the values of a facet, which contain commas and blanks themselves (the ASCII unit separator)."""
FACET_FIELDS = tuple(facet.name.value for facet in FACETS)
STANDING_FIELD = "standing"
"""The standing blocks of bodies, each a value as a whole: no word of theirs is a term."""
VALUE_FIELDS = ("id", *FACET_FIELDS, STANDING_FIELD)
"""Fields whose terms are whole values, without positions."""
NUMBER_COLUMNS = ("published", "visible_from")
NUMBERS = columns.NumericColumn("q", default=0)
STORED_COMPRESSION = 0
"""The level of zlib for stored fields, in which Whoosh wraps them: none. To read the ten of a page took a twentieth of the time of a search
never asked before; they are 6 % of an index more."""


class IndexTermAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """Text → index terms with positions. With ``tokenize=False`` the text is one token as it is, as Whoosh's parsers ask for."""

    def __call__(
        self,
        value: str,
        *,
        positions: bool = False,
        chars: bool = False,
        removestops: bool = True,
        mode: str = "",
        start_pos: int = 0,
        tokenize: bool = True,
        **options: Any,
    ) -> Iterator[Token]:
        token = Token(positions, chars, removestops=removestops, mode=mode, **options)
        terms, places = index_terms(value) if tokenize else ([value], [0])
        for token.text, place in zip(terms, places, strict=True):  # one object for all tokens: Whoosh's convention
            token.pos = start_pos + place
            yield token


class SeparatedValuesAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """``"A\\x1fB"`` → the tokens A and B, unchanged."""

    def __call__(self, value: str, *, positions: bool = False, tokenize: bool = True, **options: Any) -> Iterator[Token]:
        token = Token(positions, **options)
        for token.pos, token.text in enumerate(value.split(VALUE_SEPARATOR) if tokenize else [value]):
            if token.text:
                yield token


class PackedPositions(formats.Positions):  # type: ignore[misc]  # Whoosh ships no types
    """Positions of a posting as little-endian uint32, one after another; Whoosh's own format pickles a list for each posting."""

    def encode(self, positions: Sequence[int]) -> bytes:
        return struct.pack(f"<{len(positions)}I", *positions)

    def decode_positions(self, value: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(value) // 4}I", value))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


def release_schema() -> fields.Schema:
    """The Whoosh schema of an index of releases.

    Dates are columns alone: as a searchable NUMERIC each would be indexed in eight precisions, which nothing reads.
    """
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        document=fields.STORED(),
        **{field.value: _text_field() for field in Field},
        **{name: fields.KEYWORD(analyzer=SeparatedValuesAnalyzer()) for name in (*FACET_FIELDS, STANDING_FIELD)},
        **{name: fields.COLUMN(NUMBERS) for name in NUMBER_COLUMNS},
    )


def _text_field() -> fields.TEXT:
    field = fields.TEXT(analyzer=IndexTermAnalyzer(), phrase=True)
    field.format = PackedPositions()
    return field


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A release as the index takes it in: nothing can be wrong with it any more.

    ``values`` in the order of VALUE_FIELDS, ``texts`` in that of ``Field``; ``numbers`` for each of NUMBER_COLUMNS, in seconds since
    1970; ``stored`` is the row of Whoosh's stored fields from which StoredDocument is read; ``recurring`` tells for the key of each of
    its blocks whether it was known to recur.
    """

    values: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    facet_values: FacetValues
    numbers: tuple[int, ...]
    stored: bytes
    recurring: Mapping[int, bool]


def index_document(release: Release, recurring: Set[int] = frozenset()) -> IndexDocument:
    """Everything that indexing computes from a release and the keys of the blocks that recur in the archive.

    Raises InvalidReleaseError for text that no index can hold.
    """
    numbers = math.floor(release.published.timestamp()), math.ceil(release.visible_from.timestamp())
    return document_of(StoredDocument.of(release, recurring), numbers, recurring)


def document_of(stored: StoredDocument, numbers: tuple[int, ...], recurring: Set[int]) -> IndexDocument:
    """The same from what is stored of a release, with its ``numbers``."""
    values = stored.facet_values
    separated = [facet.attribute for facet in FACETS if any(VALUE_SEPARATOR in value for value in values[facet.name])]
    if separated:
        raise InvalidReleaseError((f"release {stored.id}: take the control character U+001F out of its {', '.join(separated)}",))
    standing = tuple(dict.fromkeys(block.replace(VALUE_SEPARATOR, " ") for _, block in stored.standing))
    return IndexDocument(
        values=((stored.id,), *(values[facet.name] for facet in FACETS), standing),
        texts=tuple(stored.texts.values()),
        facet_values=values,
        numbers=numbers,
        stored=_packed(stored),
        recurring={key: key in recurring for block in stored.blocks if (key := block_key(block))},
    )


def _packed(stored: StoredDocument) -> bytes:
    try:
        return pack_stored({"id": stored.id, "document": stored_record(stored)})
    except UnicodeEncodeError as error:
        raise InvalidReleaseError((f"release {stored.id}: take half characters (lone surrogates) out of its text",)) from error


def stored_record(stored: StoredDocument) -> str:
    """The stored field ``document``: JSON text, not bytes, which Whoosh's pickles of protocol 2 would hold as an escaped string."""
    values = (stored.facet_values[facet.name] for facet in FACETS)
    record = [stored.url, *stored.texts.values(), *values, stored.standing, stored.published.isoformat()]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def pack_stored(stored_fields: dict[str, str]) -> bytes:
    """A row of Whoosh's column of stored fields as Whoosh packs it. Raises UnicodeEncodeError for lone surrogates."""
    for text in stored_fields.values():
        text.encode()  # pickle lets them through, but nothing could send such a hit
    return zlib.compress(pickle.dumps(stored_fields, 2), STORED_COMPRESSION)


def unpack_stored(row: bytes) -> StoredDocument:
    """The document of a row. Raises zlib.error, ValueError or KeyError when it is something else."""
    packed = zlib.decompress(row)
    try:
        stored_fields = pickle.loads(packed)
    except (pickle.UnpicklingError, EOFError, TypeError, AttributeError, ImportError, NameError) as error:
        raise ValueError(f"what should be pickled is not ({type(error).__name__}: {error})") from error
    if not isinstance(stored_fields, dict) or not isinstance(stored_fields["document"], str):
        raise ValueError("a stored document has not its form")
    url, title, teaser, body, caption, *values, standing, published = json.loads(stored_fields["document"])
    return StoredDocument(
        id=stored_fields["id"],
        url=url,
        title=title,
        teaser=teaser,
        body=body,
        caption=caption,
        facet_values={facet.name: tuple(of_facet) for facet, of_facet in zip(FACETS, values, strict=True)},
        published=datetime.fromisoformat(published),
        standing=tuple((place, block) for place, block in standing),
    )
