"""JSON Lines → releases: one object a line, read line by line whatever the size of the file."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.sources.base import Item, Rejection, Source, rejection, with_raw
from indexer.sources.encoding import decode_line
from indexer.sources.json_objects import items_of
from indexer.sources.lines import MAX_LINE_BYTES, numbered_lines
from search_service.errors import InvalidReleaseError


def read_json_lines(source: Source) -> Iterator[Item]:
    """The releases of each line, or all that is wrong with that line in one rejection; empty lines do not count."""
    is_empty = True
    for number, line in numbered_lines(source.stream):
        is_empty = is_empty and line is not None and line.isspace()
        if line is None:
            error = InvalidReleaseError((f"the line is longer than {MAX_LINE_BYTES:,} bytes, which no release is; split it",))
            yield rejection(source, number, error)
        elif not line.isspace():
            for item in items_of(line, source, number, part="line"):
                yield with_raw(item, decode_line(line).text) if isinstance(item, Rejection) else item
    if is_empty:
        yield Rejection(source.name, None, "an empty file: no line holds a release")
