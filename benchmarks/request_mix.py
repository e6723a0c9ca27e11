"""The requests that engines are measured with: made from the titles of the archive by a seed, the same for every engine."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from benchmarks.lucene_german import STOP_WORDS
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.schema import FacetValues, facet_values

_TITLE_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SHORTEST_WORD = 4
BROADEST_WORDS = 20


class Kind(StrEnum):
    WORD = "one word"
    WORDS = "two or three words"
    PHRASE = "phrase"
    FILTERED = "word, filters"
    BROAD = "broadest words"
    PEOPLE = "as people ask"


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks, independent of any engine."""

    kind: Kind
    q: str
    chosen: FacetValues = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def request(self, *, highlight: bool = True) -> SearchRequest:
        """As engines take it."""
        return SearchRequest(
            q=self.q,
            node=parse(self.q).node,
            chosen=self.chosen,
            first=self.first,
            last=self.last,
            sort=Sort.RELEVANCE,
            highlight=highlight,
        )

    @property
    def path(self) -> str:
        """As the API takes it."""
        values = [("q", self.q), *((name.value, value) for name, values in self.chosen.items() for value in values)]
        if self.first and self.last:
            values += [("from", self.first.isoformat()), ("to", self.last.isoformat())]
        return f"/api/v1/search?{urlencode(values)}"


def content_words(title: str) -> list[str]:
    """The words of a title that mean something alone."""
    return [word for word in _TITLE_WORD.findall(title) if len(word) >= SHORTEST_WORD and word.lower() not in STOP_WORDS]


def unseen_mix(releases: Sequence[Release], each: int, *, seed: int) -> list[Question]:
    """``each`` questions of every kind; no word stands in two of them, so a first pass finds nothing in any cache.

    The broadest words, at most 20, come last and are single. Fewer come out of an archive with few words.
    """
    chance = random.Random(seed)
    broad = broadest_words(releases)
    used = {word.lower() for word in broad}
    questions: list[Question] = []
    for kind in (Kind.WORD, Kind.WORDS, Kind.PHRASE, Kind.FILTERED):
        questions += _of_kind(kind, releases, each, used, chance)
    return questions + [Question(Kind.BROAD, word) for word in broad]


def repeating_mix(releases: Sequence[Release], count: int, *, seed: int) -> list[Question]:
    """``count`` questions of the kinds one word, words, phrase and filtered in turn, as titles have them: frequent words recur."""
    chance = random.Random(seed)
    kinds = (Kind.WORD, Kind.WORDS, Kind.PHRASE, Kind.FILTERED)
    questions: list[Question] = []
    while len(questions) < count:
        made = _question(kinds[len(questions) % len(kinds)], chance.choice(releases), chance)
        if made:
            questions.append(made)
    return questions


def peoples_mix(releases: Sequence[Release], count: int, *, seed: int) -> list[Question]:
    """``count`` different questions of one to three words of a title, every other with a filter: fresh, though words recur in them.

    Fewer come out of an archive with few titles.
    """
    chance = random.Random(seed)
    questions: dict[str, Question] = {}
    for _ in range(20 * count):
        release = chance.choice(releases)
        words = content_words(release.title)
        if len(words) >= 3:
            q = " ".join(chance.sample(words, chance.randint(1, 3)))
            question = Question(Kind.PEOPLE, q, **(_one_filter(release, chance) if len(questions) % 2 else {}))
            questions.setdefault(question.path, question)
        if len(questions) == count:
            break
    return list(questions.values())


def sharing_no_word(questions: Iterable[Question], others: Iterable[Question]) -> list[Question]:
    """Those that have no word of ``others``."""
    used = {word for other in others for word in _words_of(other)}
    return [question for question in questions if not used & _words_of(question)]


def broadest_words(releases: Sequence[Release]) -> list[str]:
    """The title words that stand in most bodies, most frequent first."""
    candidates = {word.lower() for release in releases for word in content_words(release.title)}
    counts: Counter[str] = Counter()
    for release in releases:
        counts.update(candidates & {word.lower() for word in _TITLE_WORD.findall(release.body_text)})
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:BROADEST_WORDS]]


def _of_kind(kind: Kind, releases: Sequence[Release], count: int, used: set[str], chance: random.Random) -> Iterator[Question]:
    made = 0
    for release in chance.sample(releases, len(releases)):
        question = _question(kind, release, chance)
        words = _words_of(question) if question else set()
        if question is None or words & used:
            continue
        used |= words
        yield question
        made += 1
        if made == count:
            return


def _question(kind: Kind, release: Release, chance: random.Random) -> Question | None:
    """A question of this kind that the release answers, or None if its title has too few words."""
    words = content_words(release.title)
    if kind is Kind.PHRASE:
        pairs = _neighbours(release.title)
        return Question(kind, f'"{chance.choice(pairs)}"') if pairs else None
    wanted = chance.choice((2, 3)) if kind is Kind.WORDS else 1
    if len(words) < wanted:
        return None
    q = " ".join(chance.sample(words, wanted))
    return _filtered(q, release) if kind is Kind.FILTERED else Question(kind, q)


def _words_of(question: Question) -> set[str]:
    return {word.lower() for word in _TITLE_WORD.findall(question.q)}


def _one_filter(release: Release, chance: random.Random) -> dict[str, Any]:  # of the fields of a question
    """A value of a facet that the release has, or the year in which it was published."""
    values = [{"chosen": {name: found[:1]}} for name, found in facet_values(release).items() if found]
    year = release.published.year
    return chance.choice([*values, {"first": date(year, 1, 1), "last": date(year, 12, 31)}])


def _neighbours(title: str) -> list[str]:
    pairs = zip(title.split(), title.split()[1:], strict=False)
    return [f"{left} {right}" for left, right in pairs if content_words(left) == [left] and content_words(right) == [right]]


def _filtered(q: str, release: Release) -> Question:
    """The word with a value of each facet and a period of three years around the release."""
    year = release.published.year
    return Question(
        Kind.FILTERED,
        q,
        chosen={name: values[:1] for name, values in facet_values(release).items() if values},
        first=date(year - 1, 1, 1),
        last=date(year + 1, 12, 31),
    )
