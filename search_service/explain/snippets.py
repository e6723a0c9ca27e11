"""Fragments of text with the matches marked, as data. Engine-neutral: it gets texts and marks, and knows no index.

A title is never cut. Beside it there are at most two fragments, together of about 240 characters: the sentences (``sentences``) that
show most of the different words of a query, none twice, nothing that is only a telephone number where another tells more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from search_service.explain.sentences import Sentence, is_contact, letters, same, sentences_with
from search_service.results import Snippet, SnippetPart
from search_service.schema import FIELDS, Field

WIDTH = 240
FRAGMENTS = 2
LEAST = 90
"""Characters that a fragment may have at least, however long the other is."""
MOST_TRIED = 8
"""Sentences that are tried, the best first, before a hit does with fewer fragments."""
MOST_ALIKE = 4
"""Sentences of a field with the same words of the query that are looked at."""
IN_TITLE = 0.5
"""What a word is worth in a fragment that the title shows already."""
AGAIN = 0.05
"""What a word is worth again."""


class Mark(NamedTuple):
    """``text[start:end]`` matched the words of the query that ``words`` numbers."""

    start: int
    end: int
    words: frozenset[int]


class _Candidate(NamedTuple):
    """A stretch of one field, a sentence or several, with the words of the query in it."""

    field: Field
    sentence: Sentence
    marks: tuple[Mark, ...]
    words: frozenset[int]

    @property
    def length(self) -> int:
        return self.sentence.end - self.sentence.start


def make_snippets(texts: Mapping[Field, str], marks: Mapping[Field, Sequence[Mark]], weights: Sequence[float] = ()) -> tuple[Snippet, ...]:
    """The title if it has a match, then the best fragments of the other fields, the best first.

    ``marks`` are ascending and do not overlap; ``weights`` say what each word of the query is worth, 1 if they are not given.
    """
    of_title = marks.get(Field.TITLE, ())
    title = texts[Field.TITLE]
    shown = _words(of_title)
    candidates = [each for field in FIELDS if field is not Field.TITLE for each in _candidates(field, texts[field], marks.get(field, ()))]
    chosen = _chosen(candidates, texts, _Worth(weights, shown), title)
    fragments = (_fragment(texts[each.field], each, marks[each.field]) for each in _filled(chosen, texts, title))
    return (*([_marked(Field.TITLE, title, of_title)] if of_title else []), *fragments)


def _words(marks: Sequence[Mark]) -> frozenset[int]:
    return marks[0].words if len(marks) == 1 else frozenset[int]().union(*[mark.words for mark in marks])


def _candidates(field: Field, text: str, marks: Sequence[Mark]) -> list[_Candidate]:
    if not marks:
        return []
    found = sentences_with(text, [(mark.start, mark.end) for mark in marks])
    candidates: list[_Candidate] = []
    alike: dict[frozenset[int], int] = {}
    for sentence, first, end in found:
        words = _words(marks[first:end])
        seen = alike[words] = alike.get(words, 0) + 1
        if seen <= MOST_ALIKE:
            candidates.append(_Candidate(field, sentence, tuple(marks[first:end]), words))
    return candidates


def _tells(each: _Candidate, candidates: Sequence[_Candidate], texts: Mapping[Field, str], in_title: frozenset[int]) -> bool:
    """Whether one of ``candidates`` is more than a line of contact data, or shows a word that nothing else shows."""
    if len(candidates) < 2 or not is_contact(_text(each, texts)):
        return True
    return not each.words <= in_title.union(*(other.words for other in candidates if not is_contact(_text(other, texts))))


@dataclass(frozen=True, slots=True)
class _Worth:
    weights: Sequence[float]
    in_title: frozenset[int]
    _gains: dict[frozenset[int], float] = field(default_factory=dict, init=False)
    """Of new words: most sentences of a hit show the same."""

    def of_all(self, candidates: Sequence[_Candidate], shown: frozenset[int] = frozenset()) -> list[float]:
        """What each fragment adds to ``shown`` words."""
        return [self.of(each.words - shown, len(each.marks)) for each in candidates]

    def of(self, new: frozenset[int], marks: int) -> float:
        """What so many marks add that show ``new`` words."""
        gain = self._gains.get(new)
        if gain is None:
            gain = self._gains[new] = sum([self._weight(word) * (IN_TITLE if word in self.in_title else 1) for word in new])
        return gain + AGAIN * min(marks - len(new), 4)

    def _weight(self, word: int) -> float:
        return self.weights[word] if word < len(self.weights) else 1.0


def _chosen(candidates: Sequence[_Candidate], texts: Mapping[Field, str], worth: _Worth, title: str) -> list[_Candidate]:
    """The best one; a second one where it shows a word that the first lacks, or the first is short. Cut to what there is room for."""
    if not candidates:
        return []
    chosen: list[_Candidate] = []
    taken = [letters(title)]
    rest, gains, room, tried = list(candidates), worth.of_all(candidates), WIDTH, 0
    while rest and len(chosen) < FRAGMENTS and tried < MOST_TRIED:
        at = gains.index(max(gains))
        best, _ = rest.pop(at), gains.pop(at)
        if not _tells(best, candidates, texts, worth.in_title):
            continue
        tried += 1
        if chosen and not best.words - chosen[0].words and best.length > room:
            continue
        own = letters(_text(best, texts))
        if any(same(own, other) for other in taken):
            continue
        taken.append(own)
        chosen.append(best)
        gains, room = worth.of_all(rest, best.words), WIDTH - min(best.length, WIDTH - LEAST)
    if len(chosen) < FRAGMENTS:
        return [_cut(each, texts[each.field], WIDTH, worth) for each in chosen]
    first, second = chosen
    room = max(WIDTH - second.length, WIDTH - max(LEAST, WIDTH // 2))
    first = _cut(first, texts[first.field], room, worth)
    return [first, _cut(second, texts[second.field], max(WIDTH - first.length, LEAST), worth)]


def _cut(each: _Candidate, text: str, room: int, worth: _Worth) -> _Candidate:
    """At most about ``room`` characters: from the mark on with which most words fit, and as much around as there is room for."""
    if each.length <= room:
        return each
    best = each.marks if len(each.marks) == 1 else max(_fitting(each.marks, room), key=lambda marks: worth.of(_words(marks), len(marks)))
    start, end = each.sentence.cut(text, (best[0].start, best[-1].end), room)
    marks = tuple(mark for mark in each.marks if start <= mark.start and mark.end <= end)
    return _Candidate(each.field, each.sentence._replace(start=start, end=end), marks, _words(marks))


def _fitting(marks: Sequence[Mark], room: int) -> Iterator[Sequence[Mark]]:
    """From each mark on as many as there is room for."""
    for first, mark in enumerate(marks):
        last = first
        while last + 1 < len(marks) and marks[last + 1].end - mark.start <= room:
            last += 1
        yield marks[first : last + 1]


def _filled(chosen: Sequence[_Candidate], texts: Mapping[Field, str], title: str) -> list[_Candidate]:
    """Where there is room, each goes on with the sentences after it that are shown nowhere else; what then follows itself is one."""
    if len(chosen) > 1 and chosen[0].field is chosen[1].field:
        text = texts[chosen[0].field]
        early, late = sorted(chosen, key=lambda each: each.sentence.start)
        if not text[early.sentence.end : late.sentence.start].strip(" "):
            both = early.sentence._replace(end=late.sentence.end)
            chosen = [_Candidate(early.field, both, (*early.marks, *late.marks), early.words | late.words)]
    taken: list[str] = []
    room = WIDTH - sum(each.length for each in chosen)
    filled = list(chosen)
    for place, each in enumerate(chosen):
        sentence = each.sentence
        while room > 0 and (following := sentence.following(texts[each.field])) and following.end - sentence.end <= room:
            taken = taken or [letters(title), *(letters(_text(one, texts)) for one in chosen)]
            own = letters(texts[each.field][following.start : following.end])
            if any(same(own, other) for other in taken):
                break
            taken.append(own)
            room -= following.end - sentence.end
            sentence = sentence._replace(end=following.end)
            filled[place] = each._replace(sentence=sentence)
    return filled


def _text(each: _Candidate, texts: Mapping[Field, str]) -> str:
    return texts[each.field][each.sentence.start : each.sentence.end]


def _fragment(text: str, each: _Candidate, marks: Sequence[Mark]) -> Snippet:
    """The stretch with all marks in it; "…" tells that a sentence is cut."""
    start, end = each.sentence.start, each.sentence.end
    inside = [Mark(mark.start - start, mark.end - start, mark.words) for mark in marks if start <= mark.start and mark.end <= end]
    snippet = _marked(each.field, text[start:end], inside)
    before = () if each.sentence.begins else (SnippetPart("… ", match=False),)
    after = () if each.sentence.ends(text) else (SnippetPart(" …", match=False),)
    return Snippet(each.field, (*before, *snippet.parts, *after))


def _marked(field: Field, text: str, marks: Sequence[Mark]) -> Snippet:
    parts, at = [], 0
    for mark in marks:
        if at < mark.start:
            parts.append(SnippetPart(text[at : mark.start], match=False))
        parts.append(SnippetPart(text[mark.start : mark.end], match=True))
        at = mark.end
    if at < len(text):
        parts.append(SnippetPart(text[at:], match=False))
    return Snippet(field, tuple(parts))
