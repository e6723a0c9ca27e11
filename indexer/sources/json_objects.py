"""One JSON value → releases: told by its fields whether it is a record of ours, a JSON Feed, ninjs or a digitalwire."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.sources.agencies.digitalwires import digitalwires_drafts, is_digitalwire
from indexer.sources.agencies.ninjs import is_ninjs, ninjs_drafts
from indexer.sources.base import Item, Source, read_of, rejection, repaired
from indexer.sources.draft import DraftMaker, items_of_drafts
from indexer.sources.feeds.json_feed import is_json_feed, json_feed_drafts
from indexer.sources.json_parsing import Fields, Json, Parsed, parsed_json
from indexer.sources.records import quoted, release_of_record
from search_service.errors import InvalidReleaseError

_LISTS = ("releases", "entries", "items", "articles", "results", "data", "meldungen", "pressemitteilungen")
"""Fields under which services hand out lists; only looked at in an object that has no title of its own."""


def items_of(data: bytes, source: Source, line: int | None, *, part: str) -> Iterator[Item]:
    """The releases that one JSON value holds, or a rejection; ``line`` is where it begins, ``part`` what its errors count in."""
    try:
        parsed = parsed_json(data, part=part)
        yield from _items(parsed, parsed.value, source, line)
        yield from repaired(source, parsed.repairs)
    except InvalidReleaseError as error:
        yield rejection(source, line, error)


def _items(parsed: Parsed, value: Json, source: Source, line: int | None) -> Iterator[Item]:
    if not isinstance(value, dict):
        raise InvalidReleaseError(("not an object; JSON Lines has one {…} a line",))
    drafts = _drafts(Fields.of(value))
    if drafts is not None:
        yield from items_of_drafts(drafts, source, line)
        return
    listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None) if "title" not in value else None
    if listed is None:
        if parsed.repeated:
            raise InvalidReleaseError((f"not JSON: the field {quoted(parsed.repeated[0])} stands twice in one object",))
        release, unknown = release_of_record(value, source)
        yield read_of(release, source, line, unknown_fields=unknown, own_id=bool(value.get("id")))
        return
    for each in listed:
        try:
            yield from _items(parsed, each, source, line)
        except InvalidReleaseError as error:
            yield rejection(source, line, error)


def _drafts(fields: Fields) -> Iterator[DraftMaker] | None:
    """What a foreign format says; None for a record of ours."""
    if is_json_feed(fields):
        return json_feed_drafts(fields)
    if is_digitalwire(fields):
        return digitalwires_drafts(fields)
    return ninjs_drafts(fields) if is_ninjs(fields) else None
