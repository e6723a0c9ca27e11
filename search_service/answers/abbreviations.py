"""Which abbreviations may be told of: the lexicon knows those of releases under embargo too, and what nobody may see yet is not listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from search_service.analysis.meaning.readings.abbreviations import Abbreviation
from search_service.analysis.meaning.readings.citation_form import citation_form, same_spelling
from search_service.engines.base import Matcher
from search_service.query.nodes import Phrase
from search_service.query.request import SearchRequest
from search_service.results import AbbreviationEntry, AbbreviationReading

_EVER = datetime.max.replace(tzinfo=UTC)


def visible_abbreviations(matcher: Matcher) -> tuple[AbbreviationEntry, ...]:
    """The entries with the readings that a visible release writes out; while nothing is hidden, that is all of them."""
    entries = tuple(map(_entry, matcher.lexicon.abbreviations))
    now = datetime.now(UTC)
    seen = entries if matcher.visible(now) == matcher.status.releases else _seen(matcher, entries, now)
    return tuple(replace(entry, readings=_cited(entry.readings)) for entry in seen)


def _cited(readings: Sequence[AbbreviationReading]) -> tuple[AbbreviationReading, ...]:
    """Readings in the nominative, the most frequent first; those that are spelt differently are one."""
    kept: list[AbbreviationReading] = []
    for reading in readings:
        place = next((place for place, other in enumerate(kept) if same_spelling(reading.long, other.long)), None)
        if place is None:
            kept.append(replace(reading, long=citation_form(reading.long)))
        else:
            kept[place] = replace(kept[place], definitions=kept[place].definitions + reading.definitions)
    return tuple(sorted(kept, key=lambda reading: -reading.definitions))


def _entry(abbreviation: Abbreviation) -> AbbreviationEntry:
    readings = tuple(AbbreviationReading(reading.long, reading.count) for reading in abbreviation.readings)
    return AbbreviationEntry(abbreviation.short, readings, expanded=abbreviation.clear_reading is not None)


def _seen(matcher: Matcher, entries: Sequence[AbbreviationEntry], now: datetime) -> Iterator[AbbreviationEntry]:
    """Entries whose short form no hidden release has, whole; of the others only the readings that a visible one writes out."""
    short_forms = [entry.short for entry in entries]
    ever, seen = _uses(matcher, short_forms, _EVER), _uses(matcher, short_forms, now)
    long_forms = {reading.long for entry in entries if ever[entry.short] != seen[entry.short] for reading in entry.readings}
    written_out = _uses(matcher, long_forms, now)
    for entry in entries:
        if ever[entry.short] == seen[entry.short]:
            yield entry
        elif readings := tuple(each for each in entry.readings if written_out[each.long]):
            yield replace(entry, readings=readings)


def _uses(matcher: Matcher, texts: Iterable[str], moment: datetime) -> Mapping[str, int]:
    """How many releases that may be seen at ``moment`` have each text."""
    asked = list(texts)
    return dict(zip(asked, matcher.totals([SearchRequest(node=Phrase(text), moment=moment) for text in asked]), strict=True))
