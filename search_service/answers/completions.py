"""What the beginning of a word can become: words and phrases of the archive, topics, ministries, titles.

Only releases that can be seen are counted and named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import normalize, xkey
from search_service.analysis.tokenizer import tokenize
from search_service.answers.moments import everything_now, moment_of
from search_service.answers.number_completions import MOST_NUMBERS, number_completions
from search_service.answers.phrase_completions import PhraseCompletion, phrase_completions
from search_service.answers.tiers import whole
from search_service.answers.word_completions import word_completions
from search_service.engines.base import Matcher
from search_service.engines.found import Order, Slice, ValueCounts
from search_service.query.nodes import And, Node, Phrase, Prefix
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.query.units import read_units
from search_service.results import Completion, Completions, FacetValue, TitleCompletion
from search_service.schema import QUERY_FIELDS, FacetName, Scope
from search_service.steering.rules import UNSTEERED, Steering

LONGEST = 200
"""Characters of a text that is completed; nobody waits for a suggestion in a longer one."""
MOST_LONE_PHRASES = 3
"""Phrases beside the completions of a single word."""
_SIGN_INSIDE = re.compile(r"[^\W_][-:*_'’‘./@·&]")
_FIELD_NAMES = "|".join(name for row in QUERY_FIELDS for name in (row.german, row.english))
_OPERATOR = re.compile(rf"[-(]*(?:(?:{_FIELD_NAMES}):)?[\"„“”»«]?", re.IGNORECASE)
TITLES_READ = 3
"""Times as many titles are read as asked for, because series repeat theirs."""
MOST_COUNTED = 3
"""Times as many candidates are counted as asked for, where some lead to nothing."""
PHRASE_SHARE = 0.1
"""Where fewer of the releases that have the words of a phrase have it as a phrase, its number would be that of something else."""


_Meant = tuple[tuple[int, ...] | int | str, ...]
"""For each unit of a text the classes of its words, its own class, or itself."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text that may be shown; a visible release must have what was completed as ``written``.

    ``order`` tells which come first, before the number of hits does; with more than ``at_most`` by its own words it is not shown.
    """

    value: str
    written: Node
    order: tuple[int, ...] = ()
    at_most: float = math.inf


@dataclass(frozen=True, slots=True)
class _Kind:
    """Candidates of one kind, the likeliest first; ``counted`` of them that lead to something are compared, ``shown`` shown at most."""

    candidates: Iterable[_Candidate]
    counted: int
    shown: int


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of facets with the number of visible releases, and all names of each, as the cache keeps them."""

    by_facet: Mapping[FacetName, ValueCounts]
    names: Mapping[FacetName, Sequence[str]]

    @property
    def nbytes(self) -> int:
        """The values are the matcher's own; a character of their names is one byte, rarely two."""
        names = sum(len(name) for of_facet in self.names.values() for name in of_facet)
        return names + sum(each.counts.nbytes for each in self.by_facet.values())


def suggest(matcher: Matcher, prefix: str, *, size: int, steering: Steering) -> Completions:
    """What ``prefix`` can become, at most ``size`` of each kind, each counted as the search for it is answered under ``steering``."""
    text = normalize(prefix[: LONGEST + 1]).lstrip()
    if len(prefix) > LONGEST or not any(map(str.isalnum, text)):
        return Completions()
    visible = everything_now().but(steering=steering)
    values = _values_of(matcher, visible)
    facets = {name: _values(counts, values.names[name], text, size=size) for name, counts in values.by_facet.items()}
    return Completions(
        words=_words(matcher, text, visible, size=size),
        facet_values={name: found for name, found in facets.items() if found},
        releases=tuple(islice(_titles(matcher, text, visible, size=size), size)),
    )


def _words(matcher: Matcher, text: str, visible: SearchRequest, *, size: int) -> tuple[Completion, ...]:
    """What the end of the text can become, each with the exact total of the search that it leads to, 0 left out.

    Phrases that more than one word begins come first, then words, then a few phrases that the last word alone begins.
    """
    shown: dict[str, Completion] = {}
    for kind in _kinds(matcher, text, visible, size=size):
        already, free = frozenset(shown), size - len(shown)
        fresh = (each for each in kind.candidates if xkey(each.value) not in already)
        counted = _first_counted(matcher, fresh, visible, most=kind.counted if free else 0)
        counted.sort(key=lambda each: (each[0].order, -each[1], each[0].value))
        shown |= {xkey(each.value): Completion(each.value, total) for each, total in counted[: min(kind.shown, free)]}
    return tuple(shown.values())


def _kinds(matcher: Matcher, text: str, visible: SearchRequest, *, size: int) -> Iterator[_Kind]:
    numbers = number_completions(matcher.lexicon, text)
    yield _Kind((_Candidate(each.value, parse(each.number).node) for each in numbers), MOST_NUMBERS, size)
    phrases = phrase_completions(matcher.lexicon, text, most=MOST_COUNTED * size)
    start, chunk = _last_chunk(text)
    whole = _whole_chunks(matcher.lexicon, chunk, text[:start], most=MOST_COUNTED * size) if _SIGN_INSIDE.search(chunk) else {}
    yield _Kind(whole.values(), size, size)
    known = [each for each in phrases if each.known and not (whole and _meant(each.value[start:], matcher.lexicon) in whole)]
    yield _Kind(map(_phrase, known), size, size)
    if _SIGN_INSIDE.search(chunk):
        return
    lone = [_phrase(each) for each in phrases if not each.known][:size]
    words = list(islice(word_completions(matcher, text, visible), MOST_COUNTED * size))
    words.sort(key=lambda each: not each.is_noun)
    free = size - min(len(lone), MOST_LONE_PHRASES)
    yield _Kind([_Candidate(each.value, Phrase(each.word), (not each.is_noun,)) for each in words], max(1, free), max(1, free))
    yield _Kind(lone, MOST_LONE_PHRASES, MOST_LONE_PHRASES)


def _whole_chunks(lexicon: Lexicon, begun: str, before: str, *, most: int) -> dict[_Meant, _Candidate]:
    """Words with signs inside by what they mean, of each the most frequent form."""
    found: dict[_Meant, _Candidate] = {}
    for chunk in lexicon.evidence.whole_chunks.beginning_with(begun, most=most):
        found.setdefault(_meant(chunk, lexicon), _Candidate(before + chunk, Phrase(chunk)))
    return found


def _meant(text: str, lexicon: Lexicon) -> _Meant:
    """The same for all inflected forms of its words."""
    units = read_units(text, lexicon)
    return tuple(
        unit.words if unit.segments and len(unit.words) == len(unit.segments) else (unit.class_id if unit.class_id >= 0 else unit.text)
        for unit in units
    )


def _phrase(phrase: PhraseCompletion) -> _Candidate:
    """Phrases with most words typed come first, then those that stand as such most often."""
    order = (-phrase.known, -phrase.documents)
    return _Candidate(phrase.value, Phrase(phrase.phrase), order, at_most=phrase.documents / PHRASE_SHARE)


def _last_chunk(text: str) -> tuple[int, str]:
    """Where the last piece between blanks begins behind its operator, field or quote, and the piece."""
    blank = text.rfind(" ") + 1
    operator = _OPERATOR.match(text, blank)
    start = operator.end() if operator else blank
    return start, text[start:]


def _first_counted(
    matcher: Matcher, candidates: Iterator[_Candidate], visible: SearchRequest, *, most: int
) -> list[tuple[_Candidate, int]]:
    """The first ``most`` candidates that lead to anything, each with its total; no more of them are looked at than that takes."""
    found: list[tuple[_Candidate, int]] = []
    while len(found) < most and (batch := list(islice(candidates, most - len(found)))):
        found += _counted(matcher, batch, visible)
    return found


def _counted(matcher: Matcher, candidates: Sequence[_Candidate], visible: SearchRequest) -> list[tuple[_Candidate, int]]:
    totals = matcher.totals([_search_for(each, visible) for each in candidates])
    found = [(each, total) for each, total in zip(candidates, totals, strict=True) if total]
    found = _no_other_things(matcher, found, visible)
    if matcher.visible(moment_of(visible)) < matcher.status.releases:  # the lexicon knows words of releases that nobody may see yet
        written = matcher.totals([visible.but(node=each.written) for each, _ in found])
        found = [pair for pair, releases in zip(found, written, strict=True) if releases]
    return found


def _search_for(candidate: _Candidate, visible: SearchRequest) -> SearchRequest:
    return whole(visible.but(node=parse(candidate.value).node))


def _no_other_things(matcher: Matcher, found: list[tuple[_Candidate, int]], visible: SearchRequest) -> list[tuple[_Candidate, int]]:
    """Without those of whose words more releases have them than ``at_most``; what synonyms find says nothing about a phrase."""
    many = [each for each, total in found if total > each.at_most]
    if not many:
        return found
    unsteered = visible.but(steering=UNSTEERED)
    totals = matcher.totals([_search_for(each, unsteered) for each in many])
    left_out = {each.value for each, total in zip(many, totals, strict=True) if total > each.at_most}
    return [pair for pair in found if pair[0].value not in left_out]


def _values_of(matcher: Matcher, visible: SearchRequest) -> _Values:
    """The values of every facet that visible releases have, kept while time makes nothing more visible."""

    def count() -> _Values:
        found = matcher.search(visible, Order(Sort.NEWEST), Slice(0, 0), counts=True)
        by_facet = found.counts.values if found.counts else {}
        names = {facet: _all_names(matcher, facet, counts.values) for facet, counts in by_facet.items()}
        return _Values(by_facet, names)

    return matcher.cache.get(("values", matcher.visible(moment_of(visible))), count)


def _all_names(matcher: Matcher, facet: FacetName, values: Sequence[str]) -> tuple[str, ...]:
    """What each value is and was called, folded, a line a name."""
    spellings = matcher.status.taxonomy.spellings
    return tuple(xkey("\n".join((value, *spellings(facet, value)))) for value in values)


def _values(found: ValueCounts, names: Sequence[str], text: str, *, size: int) -> tuple[FacetValue, ...]:
    """The values of a facet of which one name has the text typed at the beginning of a word, most frequent first."""
    typed = re.compile(rf"\b{re.escape(xkey(' '.join(text.split())))}")
    matching = [number for number, name in enumerate(names) if typed.search(name)]
    values = [FacetValue(found.values[number], int(found.counts[number])) for number in matching if found.counts[number]]
    return tuple(sorted(values, key=lambda each: (-each.count, each.value))[:size])


def _titles(matcher: Matcher, text: str, visible: SearchRequest, *, size: int) -> Iterator[TitleCompletion]:
    """Releases whose title has all words typed, the last one perhaps unfinished; newest first, each title once."""
    words = [token.terms[0].text for token in tokenize(text)]
    if not words:
        return
    whole = (Phrase(word, Scope.TITLE) for word in words[:-1])
    having = visible.but(node=And((*whole, Prefix(words[-1], Scope.TITLE))))
    found = matcher.search(having, Order(Sort.NEWEST), Slice(0, TITLES_READ * size), counts=False)
    seen = set()
    for stored in matcher.stored(found.documents):
        if stored.title not in seen:
            seen.add(stored.title)
            yield TitleCompletion(stored.id, stored.title)
