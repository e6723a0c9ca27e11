"""A record with the field names of ``Release`` → a release: other names and spellings accepted, everything wrong with it listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from indexer.cleaning import clean_text
from indexer.sources.addresses import without_tracking
from indexer.sources.base import Source, explain, with_id
from indexer.sources.moments import moment_of
from search_service.errors import InvalidReleaseError, UnreadableDateError
from search_service.release import Attachment, Block, Image, RelatedRelease, Release
from search_service.schema import FACETS

Record = dict[str, Any]  # as a source has it, until it is a Release
Place = tuple[str | int, ...]

_ONE_VALUE = {facet.name.value: facet.attribute for facet in FACETS}
_CORRECTED = "corrected"
_OTHER_NAMES = {"date": "published", "sperrfrist": "embargo_until", _CORRECTED: "correction", **_ONE_VALUE}
_PARTS: dict[str, type[BaseModel]] = {"body": Block, "images": Image, "related": RelatedRelease, "attachments": Attachment}
_MODELS: tuple[type[BaseModel], ...] = (Release, *_PARTS.values())
_FIELDS = {model: frozenset(model.model_fields) for model in _MODELS}  # pydantic makes them anew at each look
_DATES = ("published", "updated", "embargo_until")
_AS_WRITTEN = (("id",), ("body",))  # an id is checked, not cleaned: another one would come out; the lines of a body stay lines
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 3  # body.0.text: a text of a release stands no deeper
_UNREADABLE = "?"  # stands in for a text that is a problem already, so that it is not reported twice
_WITHOUT_ID = "without-id"


def release_of_record(record: Record, source: Source) -> tuple[Release, tuple[str, ...]]:
    """The release, and the fields that nobody knows. Raises InvalidReleaseError that lists everything wrong with the record."""
    problems: list[str] = []
    values, unknown = _known(_renamed(_cleaned(record, (), problems), problems))
    if source.strict:
        problems.extend(f"{name}: unknown field" for name in unknown)
    for name in _DATES:
        if name in values:
            values[name] = _moment(values[name], name, problems)
    if isinstance(body := values.get("body"), str):
        values["body"] = [{"text": text} for line in body.splitlines() if (text := clean_text(line))]
    problems.extend(_bad_addresses(values))
    if isinstance(url := values.get("url"), str):
        values["url"] = without_tracking(url)
    release = _validated({"id": _WITHOUT_ID, "source": source.file_name, **values}, problems)
    return release if "id" in values else with_id(release), unknown


def _cleaned(value: Any, place: Place, problems: list[str]) -> Any:
    """The same value with clean texts; the lines of a body that is one string stay lines."""
    if isinstance(value, str):
        if _SURROGATE.search(value):
            problems.append(f"{_dotted(place)}: half of a surrogate pair, which is no character")
            return _UNREADABLE
        return value if place in _AS_WRITTEN else clean_text(value)
    if isinstance(value, list) and len(place) < _DEEPEST:
        return [_cleaned(each, (*place, index), problems) for index, each in enumerate(value)]
    if isinstance(value, dict) and len(place) < _DEEPEST:
        return {name: _cleaned(each, (*place, name), problems) for name, each in value.items()}
    return value


def _renamed(record: Record, problems: list[str]) -> Record:
    """The record under the names of ``Release``; ``topic`` and ``ministry`` hold one text each."""
    renamed: Record = {}
    for name, value in record.items():
        known = _OTHER_NAMES.get(name, name)
        if known != name and known in record:
            problems.append(f"{name}: stands beside {known}; keep one of them")
        elif name == _CORRECTED:
            renamed[known] = bool(value)  # or the day on which it was corrected
        elif name in _ONE_VALUE and value:
            if not isinstance(value, str):
                problems.append(f"{name}: write one text, or a list as {known}")
            renamed[known] = [_UNREADABLE if not isinstance(value, str) else value]
        else:
            renamed[known] = value
    return renamed


def _known(record: Record) -> tuple[Record, tuple[str, ...]]:
    """What has a place in a release and says something, and the names of all other fields (``body.colour`` for one in a list)."""
    values, unknown = _split(record, Release)
    for name, model in _PARTS.items():
        if isinstance(values.get(name), list):
            parts = [_split(part, model) if isinstance(part, dict) else (part, ()) for part in values[name]]
            values[name] = [part for part, _ in parts]
            unknown += tuple(f"{name}.{each}" for _, names in parts for each in names)
    return values, tuple(dict.fromkeys(unknown))


def _split(record: Record, model: type[BaseModel]) -> tuple[Record, tuple[str, ...]]:
    fields = _FIELDS[model]
    known = {name: value for name, value in record.items() if name in fields and value is not None and value != ""}
    return known, tuple(quoted(name) for name in record if name not in fields)


def _moment(value: Any, name: str, problems: list[str]) -> datetime:
    """The date; one that cannot be read is a problem, and any date stands in for it so that the rest can be examined."""
    if isinstance(value, str):
        try:
            if moment := moment_of(value):
                return moment
            problems.append(f"{name}: {quoted(value)} stands for no date")
        except UnreadableDateError as error:
            problems.append(f"{name}: {quoted(value)}: {error}")
    else:
        problems.append(f"{name}: write the date as a text")
    return datetime.max.replace(tzinfo=UTC)


def _bad_addresses(values: Mapping[str, Any]) -> Iterator[str]:
    """Addresses end up in links: ``javascript:`` and the like must never come so far."""
    lists = [(name, values[name]) for name in _PARTS if isinstance(values.get(name), list)]
    parts = [((name, index), part) for name, found in lists for index, part in enumerate(found)]
    for place, holder in [((), values), *parts]:
        url = holder.get("url") if isinstance(holder, Mapping) else None
        if isinstance(url, str) and not _may_be_linked(url):
            yield f"{_dotted((*place, 'url'))}: {quoted(url)} is no http or https address"


def _may_be_linked(url: str) -> bool:
    if url.startswith(("https://", "http://")) and url.isascii() and "[" not in url:
        return True
    try:
        return urlsplit(url).scheme in ("", "http", "https")
    except ValueError:  # brackets that are no IPv6 address
        return False


def _validated(values: Record, problems: list[str]) -> Release:
    try:
        release = Release.model_validate(values)
    except ValidationError as error:
        raise InvalidReleaseError((*problems, *explain(error))) from error
    if problems:
        raise InvalidReleaseError(tuple(problems))
    return release


def _dotted(place: Place) -> str:
    return ".".join(quoted(str(part)) for part in place) or "record"


def quoted(text: str) -> str:
    """What the input says, short and printable: it goes to a terminal."""
    short = text if len(text) <= 60 else text[:59] + "…"
    return short if short.isprintable() else ascii(short)
