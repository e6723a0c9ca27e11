"""Random searches over given releases, seeded: every construct of the query language, made of words that the releases have."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from search_service.dates import BERLIN
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, Sort, limit_each
from search_service.release import Release
from search_service.schema import FacetName, facet_values, field_texts
from search_service.steering.rules import Boost, Steering, Synonyms

_WORD = re.compile(r"[^\W_][\w:*-]*")


class RandomQueries:
    """An endless supply of searches; the same seed gives the same ones."""

    def __init__(self, releases: Sequence[Release], *, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts = [_WORD.findall(" ".join(field_texts(release).values())) for release in releases]
        self._values = {name: sorted({value for release in releases for value in facet_values(release)[name]}) for name in FacetName}
        days = [release.published.astimezone(BERLIN).date() for release in releases]
        self._first, self._days = min(days), (max(days) - min(days)).days + 1

    def requests(self, count: int) -> Iterator[SearchRequest]:
        """Searches with filters, orders and queries mixed."""
        for _ in range(count):
            q = self.query()
            node = parse(q).node
            yield SearchRequest(
                q=q,
                node=node,
                parsed=render(node),
                sort=self._random.choice(list(Sort)),
                chosen={name: chosen for name, values in self._values.items() if (chosen := self._some(values))},
                first=self._maybe_day(),
                last=self._maybe_day(),
                size=100,
                limits=limit_each(None),
                highlight=False,
            )

    def steering(self, groups: int) -> Steering:
        """So many groups of synonyms, a third of them of several words, as many stop phrases, and a boost for every third value."""
        synonyms = [Synonyms(words=tuple({self._words(), self._words(), self._words()} | {"Zusatz"})) for _ in range(groups)]
        boosts = [Boost(topic=value, factor=self._random.choice((0.5, 2.0))) for value in self._values[FacetName.TOPIC][::3]]
        stop_phrases = tuple(self._words() for _ in range(groups))
        return Steering(default_synonyms=False, synonyms=tuple(synonyms), stop_phrases=stop_phrases, boosts=tuple(boosts))

    def _words(self) -> str:
        """A word, or two in a row, made of letters alone."""
        text = self._random.choice(self._texts)
        start, count = self._random.randrange(len(text)), self._random.choice((1, 1, 2))
        words = [word for word in text[start:] if word.isalpha()][:count]
        return " ".join(words) or "Land"

    def query(self) -> str:
        """One to four clauses."""
        return " ".join(self._clause() for _ in range(self._random.choice((1, 1, 2, 2, 3, 4))))

    def _clause(self) -> str:
        kind = self._random.random()
        word = self._word()
        if kind < 0.5:
            return word
        if kind < 0.6:
            return f'"{self._phrase()}"'
        if kind < 0.7:
            return f"{word[: self._random.randint(2, 6)]}*" if len(word) > 2 and word[:2].isalpha() else word
        if kind < 0.78:
            return f"{word} ODER {self._word()}"
        if kind < 0.86:
            return f"-{word}" if word[0].isalnum() else word
        if kind < 0.92:
            return f"titel:{word}"
        if kind < 0.96:
            return f"{self._random.choice(('seit', 'bis'))}:{self._day().isoformat()}"
        return self._phrase()

    def _word(self) -> str:
        text = self._random.choice(self._texts)
        word: str = self._random.choice(text)
        return word

    def _phrase(self) -> str:
        text = self._random.choice(self._texts)
        start = self._random.randrange(len(text))
        return " ".join(text[start : start + self._random.choice((2, 2, 3, 4))]).replace('"', "")

    def _some(self, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._random.sample(values, self._random.choice((1, 1, 2)))) if values and self._random.random() < 0.2 else ()

    def _day(self) -> date:
        return self._first + timedelta(days=self._random.randrange(self._days))

    def _maybe_day(self) -> date | None:
        return self._day() if self._random.random() < 0.1 else None
