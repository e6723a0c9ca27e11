"""A table (CSV, TSV, with any delimiter) → releases: a row each, columns named in German, in English, or by settings."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO

from indexer.sources.base import Item, Rejection, Source, read_of, rejection, repaired, with_raw
from indexer.sources.encoding import Repair, decode_line
from indexer.sources.lines import MAX_LINE_BYTES, numbered_lines
from indexer.sources.records import Record, release_of_record
from search_service.errors import InvalidReleaseError

DELIMITERS = (";", ",", "\t", "|")
MOST_LINES = 5_000
"""Lines of one row; more follow only where a quotation mark was forgotten."""

_NAMES = {
    "id": ("id", "kennung"),
    "url": ("url", "quelle", "link", "adresse", "webadresse", "permalink"),
    "title": ("title", "titel", "überschrift", "schlagzeile", "headline", "betreff"),
    "topics": ("topics", "topic", "thema", "themen", "rubrik", "kategorie", "kategorien", "schlagworte", "schlagwörter", "tags"),
    "ministries": ("ministries", "ministry", "ministerium", "ministerien", "ressort", "absender", "herausgeber", "behörde", "institution"),
    "published": ("published", "date", "datum", "veröffentlicht", "veröffentlichungsdatum", "erschienen", "publikationsdatum"),
    "updated": ("updated", "aktualisiert", "geändert", "stand"),
    "teaser": ("teaser", "vorspann", "anriss", "anreißer", "kurztext", "zusammenfassung", "beschreibung", "description", "summary"),
    "body": ("body", "text", "inhalt", "volltext", "fließtext", "content", "meldung", "meldungstext"),
    "language": ("language", "sprache"),
    "status": ("status",),
    "embargo_until": ("embargo_until", "sperrfrist", "embargo"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_LISTS = frozenset({"topics", "ministries"})
_BETWEEN = re.compile(r"\s*[|;\n]\s*")
_SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)
"""A line with which a spreadsheet tells its delimiter; the header tells it too."""
_FORMULA = re.compile(r"'(?=[=+@\t\r-])")
"""What spreadsheets and our own export put before a cell that would be computed."""


def delimiter_of(header: str, columns: Mapping[str, str] | None = None) -> str | None:
    """The delimiter of a line that names a title and a date among its columns; None for any other line."""
    for delimiter in DELIMITERS:
        try:
            names = set(_fields(_cells(header, delimiter), columns or {}))
        except csv.Error:
            return None
        if {"title", "published"} <= names:
            return delimiter
    return None


def _cells(row: str, delimiter: str) -> list[str]:
    return next(csv.reader(StringIO(row.rstrip("\r\n"), newline=""), delimiter=delimiter), [])


def read_csv(source: Source) -> Iterator[Item]:
    """A release of each row, or all that is wrong with it in one rejection; empty rows do not count."""
    csv.field_size_limit(MAX_LINE_BYTES)  # of the module, for all; the default cuts nothing but raises at 131,072 characters
    rows = _rows(source)
    header = next(rows, None)
    if not isinstance(header, _Row):
        yield header or Rejection(source.name, None, "an empty table")
        return
    delimiter = delimiter_of(header.text, source.columns)
    if delimiter is None:
        known = "; ".join(names[1] if len(names) > 1 else names[0] for names in _NAMES.values())
        reason = f"its first line names no title and no date; name the columns in the setting csv_columns, or write {known}"
        yield Rejection(source.name, header.line, reason)
        return
    names = _cells(header.text, delimiter)
    repairs: Counter[Repair] = Counter(header.repairs)
    is_empty = True
    for row in rows:
        is_empty = False
        if isinstance(row, Rejection):
            yield with_raw(replace(row, raw=""), header.whole(row.raw)) if row.raw else row
        else:
            repairs.update(row.repairs)
            yield from (with_raw(item, header.whole(row.text)) for item in _item(row, names, delimiter, source))
    if is_empty:
        yield Rejection(source.name, None, "an empty table: it names its columns, and no row follows")
    yield from repaired(source, repairs)


@dataclass(frozen=True, slots=True)
class _Row:
    """The text of a row, with the line breaks in its cells, and the line where it begins."""

    line: int
    text: str
    repairs: Mapping[Repair, int]

    def whole(self, row: str) -> str:
        """A table of this header and one row."""
        return f"{self.text.rstrip()}\n{row}"


def _rows(source: Source) -> Iterator[_Row | Rejection]:
    """A row ends where its quotation marks are even; one that never does costs its first line only."""
    lines = _Lines(source)
    while first := lines.take():
        number, data = first
        if data is None:
            yield Rejection(source.name, number, f"the line is longer than {MAX_LINE_BYTES:,} bytes, which no release is; split it")
        elif (row := _whole_row(data, lines)) is None:
            reason = 'a quotation mark is opened and never closed; double it ("") where it is text'
            yield Rejection(source.name, number, reason, raw=decode_line(data).text)
        else:
            decoded = decode_line(row)
            if decoded.text.strip() and not _SEPARATOR.fullmatch(decoded.text.strip()):
                yield _Row(number, decoded.text, decoded.repairs)


def _whole_row(first: bytes, lines: _Lines) -> bytes | None:
    """The row that begins with this line; None, and no line taken, where its quotation marks stay odd."""
    row, quotes = bytearray(first), first.count(b'"')
    taken: list[tuple[int, bytes | None]] = []
    while quotes % 2:
        further = lines.take()
        taken += [further] if further else []
        if further is None or further[1] is None or len(taken) > MOST_LINES or len(row) > MAX_LINE_BYTES:
            lines.give_back(taken)
            return None
        row += further[1]
        quotes += further[1].count(b'"')
    return bytes(row)


class _Lines:
    """The lines of a source, some of which were looked at and given back."""

    def __init__(self, source: Source) -> None:
        self._lines = numbered_lines(source.stream)
        self._given_back: deque[tuple[int, bytes | None]] = deque()

    def take(self) -> tuple[int, bytes | None] | None:
        return self._given_back.popleft() if self._given_back else next(self._lines, None)

    def give_back(self, lines: list[tuple[int, bytes | None]]) -> None:
        self._given_back.extendleft(reversed(lines))


def _item(row: _Row, names: list[str], delimiter: str, source: Source) -> Iterator[Item]:
    try:
        if "\x00" in row.text:
            raise InvalidReleaseError(("contains NUL characters; save the table as UTF-8",))
        cells = _cells(row.text, delimiter)
        if any(cell.strip() for cell in cells):
            record = _record(cells, names, source.columns)
            release, unknown = release_of_record(record, source)
            whole = "body" in _fields(names, source.columns)
            release = release if whole else release.model_copy(update={"cut": True})
            yield read_of(release, source, row.line, unknown_fields=unknown, own_id=bool(record.get("id")))
    except csv.Error as error:
        yield Rejection(source.name, row.line, f"not a row of this table: {error}")
    except InvalidReleaseError as error:
        yield rejection(source, row.line, error)


def _record(cells: list[str], names: list[str], columns: Mapping[str, str]) -> Record:
    """The row under the names of fields; of two columns for one field the first that is filled counts."""
    if len(cells) > len(names) and any(map(str.strip, cells[len(names) :])):
        raise InvalidReleaseError(
            (f"has {len(cells)} cells, the table {len(names)} columns; put cells with a delimiter in quotation marks",)
        )
    record: Record = {}
    for name, field, cell in zip(names, _fields(names, columns), cells, strict=False):
        value = _FORMULA.sub("", cell.strip(), count=1) if cell.strip().startswith("'") else cell.strip()
        key = name.strip() if not field or (field == "url" and "//" not in value) else field
        if value and key not in record:
            record[key] = [each for each in _BETWEEN.split(value) if each] if field in _LISTS else value
    return record


def _fields(names: list[str], columns: Mapping[str, str]) -> list[str]:
    """The field of each column, empty for one that nobody knows; settings win, of "Quelle" and "Adresse" the first."""
    wanted = {name.strip().casefold(): field for name, field in columns.items()}
    known = [name.strip().strip("\ufeff").casefold() for name in names]
    found = [wanted.get(name) or _FIELDS.get(name, "") for name in known]
    if "quelle" in known and "adresse" in known and "adresse" not in wanted:  # our own export: the page here, and where it came from
        found[known.index("adresse")] = ""
    return found
