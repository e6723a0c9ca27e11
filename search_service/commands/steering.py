"""`news-search steering`: is the steering file as it should be, and does the archive have what it is about?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.answers.searcher import EngineSearcher
from search_service.config import Settings, load_settings
from search_service.engines.base import Searcher
from search_service.engines.registry import open_reader
from search_service.errors import EngineError, SettingsError
from search_service.nouns import counted
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from search_service.query.steered_words import standing_for
from search_service.steering.in_force import FixedSteering
from search_service.steering.rules import Steering
from search_service.steering.steering_file import SteeringProblem, default_synonyms, examined, text_of, with_default_synonyms
from search_service.toml_lines import line_of


@click.group("steering")
def steering_command() -> None:
    """Synonyms, pins, stop phrases and boosts of editors (docs/steering.md)."""


@steering_command.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@data_option
@reports_errors
def check(file: Path | None, *, data: Path | None) -> None:
    """Tell everything wrong with FILE, or with the file of the settings, each with its line; the exit code is then 1.

    Where there is an index, also tell which words, releases and values it lacks; these are no errors.
    """
    settings = load_settings(data=data)
    path = file or settings.steering_file
    if path is None:
        raise SettingsError("there is no steering file to check; name one, or set steering_file")
    text = text_of(path)
    steering, problems = examined(text)
    for problem in problems:
        click.echo(f"{path}: {problem}")
    if steering is None or problems:
        sys.exit(1)
    for hint in sorted(_hints(text, steering, settings)):
        click.echo(f"{path}: {hint} (no error)")
    click.echo(_summary(steering))


def _summary(steering: Steering) -> str:
    numbers = [
        counted(len(steering.synonyms), "group of synonyms", "groups of synonyms"),
        counted(len(steering.pins), "pinned query", "pinned queries"),
        counted(len(steering.stop_phrases), "stop phrase"),
        counted(len(steering.boosts), "boost"),
    ]
    beside = f"; beside them {counted(len(default_synonyms()), 'group')} of default synonyms" if steering.default_synonyms else ""
    return f"nothing is wrong: {', '.join(numbers)}{beside}. Revision {with_default_synonyms(steering).revision}"


def _hints(text: str, steering: Steering, settings: Settings) -> Iterator[SteeringProblem]:
    """What the archive lacks; nothing where there is no index that can be asked."""
    reader = open_reader(settings)
    searcher = EngineSearcher(reader, steering=FixedSteering(with_default_synonyms(steering)))
    try:
        yield from _unknown_words(text, steering, reader.newest().lexicon)
        yield from _unmatched_pins(text, steering, searcher)
        yield from _unknown_values(text, steering, searcher)
    except EngineError as error:
        click.echo(f"not compared with the archive: {error}", err=True)
    finally:
        searcher.close()


def _unknown_words(text: str, steering: Steering, lexicon: Lexicon) -> Iterator[SteeringProblem]:
    for number, synonyms in enumerate(steering.synonyms):
        for word in dict.fromkeys(other for _, others in synonyms.directions for other in others):
            if not any(standing_for(word, lexicon)):
                yield SteeringProblem(line_of(text, ("synonyms", number), word), f"no release has {word!r}")


def _unmatched_pins(text: str, steering: Steering, searcher: Searcher) -> Iterator[SteeringProblem]:
    for number, pin in enumerate(steering.pins):
        found = set(searcher.hit_ids(SearchRequest(q=pin.query, node=parse(pin.query).node)))
        for release_id in pin.releases:
            if release_id not in found:
                line = line_of(text, ("pins", number), release_id)
                yield SteeringProblem(line, f"{release_id} is no hit of {pin.query!r}, so it is not put first")


def _unknown_values(text: str, steering: Steering, searcher: Searcher) -> Iterator[SteeringProblem]:
    for number, boost in enumerate(steering.boosts):
        for facet, value in boost.values.items():
            if not searcher.total(SearchRequest(chosen={facet: (value,)})):
                yield SteeringProblem(line_of(text, ("boosts", number, facet.value)), f"no release has the {facet} {value!r}")
