"""Reads a steering file (docs/steering.md): everything wrong with it is said at once, each with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from search_service.analysis.normalize import xkey
from search_service.errors import SettingsError
from search_service.steering.rules import Boost, Pin, Steering, Synonyms
from search_service.toml_lines import line_of

DEFAULT_SYNONYMS = Path(__file__).with_name("default_synonyms.toml")
_SENTENCES = {
    "extra_forbidden": "there is no such key",
    "missing": "this key is missing",
    "too_short": "write one at least",
}
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class SteeringProblem:
    """Something wrong with a steering file: the line where it stands, and what to do."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def read_steering(path: Path) -> Steering:
    """The rules of a file, the default synonyms among them unless it says otherwise.

    Raises SettingsError that lists everything wrong with it.
    """
    steering, problems = examined(text_of(path))
    if steering is None or problems:
        listed = "; ".join(map(str, problems))
        raise SettingsError(f"the steering file {path} cannot be used, mend it: {listed}")
    return with_default_synonyms(steering)


def examined(text: str) -> tuple[Steering | None, tuple[SteeringProblem, ...]]:
    """What a file says, as far as that can be told, and everything wrong with it by line."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_problem(text, error),)
    try:
        steering = Steering.model_validate(tables)
    except ValidationError as error:
        return None, tuple(sorted(_problem(text, item) for item in error.errors(include_url=False)))
    return steering, tuple(sorted(SteeringProblem(line_of(text, place), message) for place, message in _contradictions(steering)))


def text_of(path: Path) -> str:
    """What is written in the file. Raises SettingsError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the steering file {path} cannot be read ({error}); mend it, or name another as steering_file") from error


def with_default_synonyms(steering: Steering) -> Steering:
    """The rules with the synonyms that come with the program, where these are wanted."""
    if not steering.default_synonyms:
        return steering
    return Steering(**{**dict(steering), "synonyms": (*steering.synonyms, *default_synonyms())})


@cache
def default_synonyms() -> tuple[Synonyms, ...]:
    """The list that comes with the program."""
    tables = tomllib.loads(DEFAULT_SYNONYMS.read_text(encoding="utf-8"))
    return Steering.model_validate(tables).synonyms


def _syntax_problem(text: str, error: tomllib.TOMLDecodeError) -> SteeringProblem:
    """The library says the line in its message, or that the end was reached."""
    message, _, position = str(error).partition(" (at ")
    words = position.replace(",", " ").replace(")", " ").split()
    line = int(words[1]) if words[:1] == ["line"] else max(1, len(text.splitlines()))
    return SteeringProblem(line, f"this is no TOML: {message}")


def _problem(text: str, item: ErrorDetails) -> SteeringProblem:
    place = item["loc"]
    named = ".".join(str(part) for part in place if isinstance(part, str))
    what = _SENTENCES.get(item["type"], item["msg"].removeprefix("Value error, "))
    return SteeringProblem(line_of(text, place, item["input"]), f"{named}: {what}")


def _contradictions(steering: Steering) -> Iterator[tuple[Place, str]]:
    """What is written as it should be, but cannot be meant."""
    for number, synonyms in enumerate(steering.synonyms):
        yield from ((("synonyms", number), f"synonyms: {problem}") for problem in _of_synonyms(synonyms))
    for number, boost in enumerate(steering.boosts):
        yield from ((("boosts", number), f"boosts: {problem}") for problem in _of_boost(boost))
    yield from _of_pins(steering.pins)


def _of_synonyms(synonyms: Synonyms) -> Iterator[str]:
    both_ways, one_way = bool(synonyms.words), synonyms.word is not None or bool(synonyms.finds)
    if both_ways == one_way:
        yield "write either words = […], which find each other, or word = … and finds = […], which find in one direction"
    elif one_way and (synonyms.word is None or not synonyms.finds):
        yield "word and finds belong together; write both"
    elif both_ways and len(synonyms.words) < 2:
        yield "a word alone has no synonym; write two at least"
    named = [xkey(word) for word in (*synonyms.words, *([synonyms.word] if synonyms.word else []), *synonyms.finds)]
    if len(set(named)) < len(named):
        yield "a word is written twice; keep one"


def _of_boost(boost: Boost) -> Iterator[str]:
    if not boost.values and boost.newer_than_days is None and boost.older_than_days is None:
        yield "it would count for every release; name topic, ministry, newer_than_days or older_than_days"
    if boost.newer_than_days is not None and boost.older_than_days is not None and boost.newer_than_days <= boost.older_than_days:
        yield "no release is both newer and older; let newer_than_days be greater than older_than_days"


def _of_pins(pins: tuple[Pin, ...]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for number, pin in enumerate(pins):
        if (key := xkey(pin.query)) in seen:
            yield ("pins", number), f"pins: {pin.query!r} has pins already; write all its releases in one table"
        seen.add(key)
        if len(set(pin.releases)) < len(pin.releases):
            yield ("pins", number), "pins: a release is written twice; keep one"
