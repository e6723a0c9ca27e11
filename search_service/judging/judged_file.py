"""Judged queries as a TOML file has them (docs/judging.md): reading it, every fault by its line, and writing further grades into it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from search_service.errors import SettingsError
from search_service.judging.whole_file import replace_text
from search_service.release import is_release_id
from search_service.toml_lines import line_of

_BYTE_ORDER_MARK = "\ufeff"
Grade = Annotated[int, Field(ge=0, le=3)]


class GradedRelease(BaseModel):
    """A release and its grade, where they are a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    grade: Grade


class JudgedQuery(BaseModel):
    """A query as people type it, what they mean by it, and the grades of releases: a table ``grades``, or a list ``relevant``."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, Field(validation_alias=AliasChoices("text", "q"), min_length=1)]
    intent: Annotated[str, Field(validation_alias=AliasChoices("intent", "note"))] = ""
    kind: str = ""
    grades: dict[str, Grade] = {}
    relevant: tuple[GradedRelease, ...] = ()

    @property
    def judged(self) -> Mapping[str, int]:
        """The grade of every judged release."""
        return {**{each.id: each.grade for each in self.relevant}, **self.grades}


class _File(BaseModel):
    query: Annotated[tuple[JudgedQuery, ...], Field(min_length=1)]


def read_judged(path: Path) -> tuple[JudgedQuery, ...]:
    """The queries of a file. Raises SettingsError that lists everything wrong with it by line."""
    return _queries(path, _text_of(path).removeprefix(_BYTE_ORDER_MARK))


def _text_of(path: Path) -> str:
    """The text with all its line ends and its byte order mark, if it has one."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _queries(path: Path, text: str) -> tuple[JudgedQuery, ...]:
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, error) from error
    try:
        queries = _File.model_validate(tables).query
    except ValidationError as error:
        raise _faulty(path, [_fault(text, item["loc"], item["msg"], item["input"]) for item in error.errors(include_url=False)]) from error
    if doubled := list(_doubled(text, queries)):
        raise _faulty(path, doubled)
    return queries


def _unreadable(path: Path, error: Exception) -> SettingsError:
    return SettingsError(f"the judged queries {path} cannot be read ({error}); mend the file or name another one")


def _fault(text: str, place: Sequence[str | int], message: str, value: object = None) -> str:
    named = ".".join(str(part) for part in place if isinstance(part, str))
    return f"line {line_of(text, place, value)}: {named}: {message}"


def _doubled(text: str, queries: Sequence[JudgedQuery]) -> Iterator[str]:
    seen: set[str] = set()
    for number, query in enumerate(queries):
        if query.text in seen:
            yield _fault(text, ("query", number, "text"), f"{query.text!r} is judged twice; keep one table")
        seen.add(query.text)


def _faulty(path: Path, faults: Sequence[str]) -> SettingsError:
    return SettingsError(f"the judged queries {path} cannot be used, mend them: " + "; ".join(faults))


def add_grades(path: Path, graded: Mapping[str, Mapping[str, int]]) -> int:
    """Write grades of further releases, by query and id, into the tables of a file; returns how many. What else it says stays as it is.

    Raises SettingsError, and changes nothing, where a query has no table ``[query.grades]``, an id is none, or the lines of the file
    are not what they look like, as in a text of several lines.
    """
    before = _text_of(path)
    text = before.removeprefix(_BYTE_ORDER_MARK)
    queries = _queries(path, text)
    new = [_new_grades(query, graded.get(query.text, {})) for query in queries]
    if not any(new):
        return 0
    fresh = _with_grades(path, text, queries, new)
    wanted = [{**query.judged, **grades} for query, grades in zip(queries, new, strict=True)]
    if [dict(query.judged) for query in _queries(path, fresh)] != wanted:
        raise SettingsError(f"{path}: grades cannot be written between these lines; write them by hand")
    replace_text(path, before[: len(before) - len(text)] + fresh)
    return sum(map(len, new))


def _new_grades(query: JudgedQuery, graded: Mapping[str, int]) -> Mapping[str, int]:
    """Those of releases that are not judged yet. Raises SettingsError for an id that is none: it would be written as TOML."""
    if wrong := [each for each in graded if not is_release_id(each)]:
        raise SettingsError(f"{', '.join(map(repr, wrong))} of {query.text!r}: no id of a release; mend it, then take the grades again")
    return {each: grade for each, grade in graded.items() if each not in query.judged}


def _with_grades(path: Path, text: str, queries: Sequence[JudgedQuery], new: Sequence[Mapping[str, int]]) -> str:
    end = "\r" if "\r\n" in text else ""
    lines = (text if text.endswith("\n") else f"{text}{end}\n").split("\n")  # TOML knows no other line ends; a \r stays with its line
    for number in reversed(range(len(queries))):
        if new[number]:
            at = _end_of_grades(lines, number)
            if at is None:
                raise SettingsError(f"{path}: {queries[number].text!r} has no table [query.grades]; write that line first")
            lines[at:at] = [f'"{each}" = {grade}{end}' for each, grade in new[number].items()]
    return "\n".join(lines)


def _end_of_grades(lines: Sequence[str], number: int) -> int | None:
    """Behind which line the grades of a query end; None if they have no table of their own."""
    starts = [at for at, line in enumerate(lines) if re.match(r"\s*\[\[\s*query\s*\]\]", line)]
    if number >= len(starts):
        return None
    end = starts[number + 1] if number + 1 < len(starts) else len(lines)
    heading = next((at for at in range(starts[number], end) if re.match(r"\s*\[\s*query\s*\.\s*grades\s*\]", lines[at])), None)
    if heading is None:
        return None
    end = next((at for at in range(heading + 1, end) if lines[at].lstrip().startswith("[")), end)
    filled = [at for at in range(heading, end) if lines[at].strip() and not lines[at].lstrip().startswith("#")]
    return filled[-1] + 1
