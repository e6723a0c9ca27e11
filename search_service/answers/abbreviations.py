"""Which abbreviations may be told of: the lexicon knows those of releases under embargo too, and what nobody may see yet is not listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from search_service.analysis.meaning.readings.abbreviations import Abbreviation
from search_service.analysis.meaning.readings.citation_form import broken_words, citation_form, same_spelling
from search_service.engines.base import Matcher
from search_service.query.nodes import Phrase
from search_service.query.request import SearchRequest
from search_service.results import AbbreviationEntry, AbbreviationReading

FAR_MORE = 5
"""Times as often as with its hyphen."""
_EVER = datetime.max.replace(tzinfo=UTC)


def visible_abbreviations(matcher: Matcher) -> tuple[AbbreviationEntry, ...]:
    """The entries with the readings that a visible release writes out; while nothing is hidden, that is all of them."""
    entries = tuple(map(_entry, matcher.lexicon.abbreviations))
    now = datetime.now(UTC)
    seen = entries if matcher.visible(now) == matcher.status.releases else _seen(matcher, entries, now)
    whole = _whole_words(matcher, seen)
    return tuple(replace(entry, readings=_cited([_healed(reading, whole) for reading in entry.readings])) for entry in seen)


def _whole_words(matcher: Matcher, entries: Iterable[AbbreviationEntry]) -> Mapping[str, str]:
    """Words with a hyphen that only the end of a line put there: the archive writes them far more often without."""
    broken = {written: word for entry in entries for each in entry.readings for written, word in broken_words(each.long).items()}
    uses = _uses(matcher, {*broken, *broken.values()}, _EVER)
    return {written: word for written, word in broken.items() if uses[word] >= FAR_MORE * uses[written]}


def _healed(reading: AbbreviationReading, whole: Mapping[str, str]) -> AbbreviationReading:
    long = reading.long
    for written in broken_words(long).keys() & whole.keys():
        long = long.replace(written, whole[written])
    return replace(reading, long=long)


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
