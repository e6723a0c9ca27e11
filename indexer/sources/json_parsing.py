"""Text → JSON values, and reading such values without trusting any type; it knows no format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.sources.encoding import Repair, decode_line, without_mojibake
from indexer.sources.moments import Written
from search_service.errors import InvalidReleaseError

Json = Any  # whatever a stranger's file holds; every value is checked where it is used


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, the fields that stand twice in one of its objects (the last counts), and what had to be repaired."""

    value: Json
    repeated: tuple[str, ...]
    repairs: Mapping[Repair, int]


def parsed_json(data: bytes, *, part: str) -> Parsed:
    """The value that these bytes write. ``part`` ("line", "value") is what an error counts in.

    Raises InvalidReleaseError for what is not JSON, for NaN and infinity, and for nesting that is too deep.
    """
    decoded = decode_line(data)
    value, repeated = _loaded(decoded.text.strip(), part)
    if "\\u00" not in decoded.text:
        return Parsed(value, repeated, decoded.repairs)
    mended, undone = without_mojibake(json.dumps(value, ensure_ascii=False))  # escapes hide it
    if not undone:
        return Parsed(value, repeated, decoded.repairs)
    repairs = {**decoded.repairs, Repair.MOJIBAKE: decoded.repairs.get(Repair.MOJIBAKE, 0) + 1}
    return Parsed(_loaded(mended, part)[0], repeated, repairs)


def _loaded(text: str, part: str) -> tuple[Json, tuple[str, ...]]:
    repeated: list[str] = []

    def as_dictionary(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
        record = dict(pairs)
        if len(record) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            repeated.append(counts.most_common(1)[0][0])
        return record

    try:
        return json.loads(text, object_pairs_hook=as_dictionary, parse_constant=_no_number), tuple(repeated)
    except json.JSONDecodeError as error:
        raise InvalidReleaseError((f"not JSON: {error.msg} at character {error.pos + 1:,} of the {part}",)) from error
    except RecursionError as error:
        raise InvalidReleaseError(("not a release: nested too deeply",)) from error
    except ValueError as error:  # of the hook, and for a number of thousands of digits
        raise InvalidReleaseError((f"not JSON: {error}",)) from error


def _no_number(written: str) -> None:
    raise ValueError(f"{written} is no number")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a JSON object under lower-case names: formats change between ``versioncreated`` and ``versionCreated``."""

    values: Mapping[str, Json]

    @classmethod
    def of(cls, value: Json) -> Fields:
        """The fields of an object; none of anything else."""
        return cls({str(name).lower(): each for name, each in value.items()} if isinstance(value, dict) else {})

    def text(self, *names: str) -> str:
        """The first of these fields that is a text with letters."""
        return next((value for value in map(self.values.get, names) if isinstance(value, str) and value.strip()), "")

    def beginning_with(self, prefix: str) -> tuple[str, ...]:
        """The names of all fields that begin so, as ninjs 1.x extends its own."""
        return tuple(name for name in self.values if name.startswith(prefix))

    def dates(self, *names: str) -> tuple[Written, ...]:
        """What these fields hold that can be a date."""
        return tuple(value for value in map(self.values.get, names) if isinstance(value, str | int | float) and not isinstance(value, bool))

    def texts(self, *names: str) -> tuple[str, ...]:
        """The texts of these fields: of one text, a list of texts, or objects with a ``name``."""
        return tuple(text for name in names for text in _texts(self.values.get(name)))

    def objects(self, *names: str) -> Iterator[Fields]:
        """The objects in these fields: of a list, of one object, or of an object whose values are objects (ninjs 1.x)."""
        for value in map(self.values.get, names):
            listed = value if isinstance(value, list) else [value]
            for each in listed:
                if isinstance(each, dict):
                    inner = list(each.values())
                    several = inner and all(isinstance(one, dict) for one in inner)
                    yield from map(Fields.of, inner if several else [each])


def _texts(value: Json) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        text = each.get("name") if isinstance(each, dict) else each
        if isinstance(text, str) and text.strip():
            yield text
