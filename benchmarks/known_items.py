"""Known-item queries: one to three words of a title and one more in another form than the release has, which is to be found.

Five kinds, as in: inflected (Brücken → Brücke), gender (Lehrerinnen → Lehrer), compound to parts (Klimaschutz → Klima Schutz), compound
to one part (Klimaschutz → Klima), parts to compound (Kosten der Energie → Energiekosten). The new form is attested elsewhere in the
archive (``attested_forms``) and stands nowhere in the sought release, so it is found by analysis or not at all. All is drawn by a seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

from benchmarks.attested_forms import WORD, AttestedForms, words_of
from benchmarks.lucene_german import STOP_WORDS
from benchmarks.query_sets import JudgedQuery
from benchmarks.request_mix import SHORTEST_WORD
from search_service.release import Release

PER_KIND = 120
MOST_OTHER_WORDS = 3
NEAR = 3
"""Two words of a title that stand at most so many words apart can be one compound elsewhere."""
_GENDER_SIGN = re.compile(r"(?<=[a-zäöüß])(?:[:*_·]|/-?)(?=innen)")


class Kind(StrEnum):
    INFLECTED = "inflected"
    GENDER = "gender"
    TO_PARTS = "compound → parts"
    TO_ONE_PART = "compound → one part"
    TO_COMPOUND = "parts → compound"


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the title, by their places, and what stands for them in the query."""

    places: tuple[int, ...]
    instead: tuple[str, ...]


def known_items(releases: Sequence[Release], *, seed: int, per_kind: int = PER_KIND) -> list[JudgedQuery]:
    """At most ``per_kind`` queries of each kind; only one release is right, whatever else fits."""
    forms = AttestedForms(releases)
    compounds = _compounds(forms)
    queries: list[JudgedQuery] = []
    for kind in Kind:
        chance = random.Random(f"{seed}-{kind}")
        drawn = _drawn(kind, releases, forms, compounds, chance)
        queries += [query for _, query in zip(range(per_kind), drawn, strict=False)]
    return queries


def _drawn(
    kind: Kind, releases: Sequence[Release], forms: AttestedForms, compounds: Mapping[tuple[str, str], str], chance: random.Random
) -> Iterator[JudgedQuery]:
    for release in chance.sample(releases, len(releases)):
        words = title_words(release.title)
        known = {word.lower() for word in words_of(release)}
        changes = [
            change
            for change in _changes(kind, words, forms, compounds, chance)
            if not {part.lower() for part in change.instead} & known and len(words) > len(change.places)
        ]
        if changes:
            yield JudgedQuery(_query(words, chance.choice(changes), chance), {release.id: 1}, kind)


def title_words(title: str) -> list[str]:
    """The words of a title that mean something, in order; a gender sign (Bürger:innen) is left out."""
    return [word for word in WORD.findall(_GENDER_SIGN.sub("", title)) if len(word) >= SHORTEST_WORD and word.lower() not in STOP_WORDS]


def _changes(
    kind: Kind, words: Sequence[str], forms: AttestedForms, compounds: Mapping[tuple[str, str], str], chance: random.Random
) -> list[Change]:
    if kind is Kind.TO_COMPOUND:
        near = ((one, other) for one, other in permutations(range(len(words)), 2) if abs(one - other) <= NEAR)
        return [
            Change((min(pair), max(pair)), (compounds[key],)) for pair in near if (key := (words[pair[0]], words[pair[1]])) in compounds
        ]
    return [Change((place,), instead) for place, word in enumerate(words) for instead in _instead(kind, word, forms, chance)]


def _instead(kind: Kind, word: str, forms: AttestedForms, chance: random.Random) -> list[tuple[str, ...]]:
    match kind:
        case Kind.INFLECTED:
            return [(form,) for form in forms.inflected(word)]
        case Kind.GENDER:
            return [(form,) for form in forms.other_gender(word)]
    parts = forms.parts(word)
    if parts is None:
        return []
    return [parts] if kind is Kind.TO_PARTS else [(chance.choice(parts),)]


def _query(words: Sequence[str], change: Change, chance: random.Random) -> str:
    """One to three other words of the title in their order, the changed one in its place."""
    others = [place for place in range(len(words)) if place not in change.places]
    kept = set(chance.sample(others, chance.randint(1, min(MOST_OTHER_WORDS, len(others)))))
    pieces = [
        " ".join(change.instead) if place == change.places[0] else words[place]
        for place in range(len(words))
        if place in kept or place == change.places[0]
    ]
    return " ".join(pieces)


def _compounds(forms: AttestedForms) -> dict[tuple[str, str], str]:
    """(modifier, head) → the most frequent compound of the two."""
    found: dict[tuple[str, str], str] = {}
    for word, uses in sorted(forms.uses.items(), key=lambda item: (-item[1], item[0])):
        if uses >= 2 and word[:1].isupper() and word[1:].islower():
            parts = forms.parts(word)
            if parts:
                found.setdefault(parts, word)
    return found
