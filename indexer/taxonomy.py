"""What the names of a taxonomy make of the values that a store holds: what is mapped, what is not, and what looks alike."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from search_service.dates import BERLIN
from search_service.nouns import counted
from search_service.release import Release
from search_service.schema import FACETS, FacetName
from search_service.taxonomy import Taxonomy, spelling_key

ALIKE = 0.85
"""From this ratio of equal letters on two names look alike: one letter in a word of seven, a word more in a long name."""
MOST_COMPARED = 3_000
"""The most frequent unknown values of a facet that are compared, which takes some seconds; a tagged archive can have many more."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A value that is no name, and one that it may be meant for, as it is written there."""

    value: str
    other: str
    ratio: float


@dataclass(frozen=True, slots=True)
class FacetNames:
    """The values of a facet: ``mapped`` by the name that is shown, then by value with the number of releases; ``unknown`` ones likewise."""

    facet: FacetName
    mapped: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, int]
    alike: Sequence[Alike]


def names_in(releases: Iterable[Release], taxonomy: Taxonomy) -> tuple[FacetNames, ...]:
    """The values of every facet; what most releases have comes first."""
    mapped: dict[FacetName, dict[str, Counter[str]]] = {facet.name: defaultdict(Counter) for facet in FACETS}
    unknown: dict[FacetName, Counter[str]] = {facet.name: Counter() for facet in FACETS}
    for release in releases:
        day = release.published.astimezone(BERLIN).date()
        for facet in FACETS:
            for value in dict.fromkeys(getattr(release, facet.attribute)):
                lineage = taxonomy.lineages.get(facet.name)
                if lineage and lineage.meant(value):
                    mapped[facet.name][taxonomy.name_on(facet.name, value, day)][value] += 1
                else:
                    unknown[facet.name][value] += 1
    return tuple(_names(facet.name, mapped[facet.name], unknown[facet.name], taxonomy) for facet in FACETS)


def _names(facet: FacetName, mapped: Mapping[str, Counter[str]], unknown: Counter[str], taxonomy: Taxonomy) -> FacetNames:
    frequent = sorted(mapped.items(), key=lambda each: (-each[1].total(), each[0]))
    known = [spelling for name in taxonomy.names.get(facet, ()) for spelling in name.spellings]
    left = dict(_by_frequency(unknown))
    return FacetNames(
        facet,
        {name: dict(_by_frequency(values)) for name, values in frequent},
        left,
        tuple(_alike(list(left)[:MOST_COMPARED], known)),
    )


def _by_frequency(values: Counter[str]) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda each: (-each[1], each[0]))


def _alike(unknown: Sequence[str], known: Sequence[str]) -> Iterator[Alike]:
    """For each unknown value the name, or the more frequent unknown value, that it is most like."""
    for place, value in enumerate(unknown):
        others = [*dict.fromkeys(known), *unknown[:place]]
        best = max(((_likeness(value, other), other) for other in others), key=lambda each: each[0], default=(0.0, ""))
        if best[0] >= ALIKE:
            yield Alike(value, best[1], round(best[0], 2))


def _likeness(value: str, other: str) -> float:
    """The share of equal letters, whatever the order of the words; ALIKE for an abbreviation and what it may stand for."""
    if _abbreviates(value, other) or _abbreviates(other, value):
        return ALIKE
    matcher = SequenceMatcher(None, _sorted_words(value), _sorted_words(other), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _sorted_words(text: str) -> str:
    return " ".join(sorted(spelling_key(text).split()))


def _abbreviates(short: str, long: str) -> bool:
    """Whether the letters of ``short`` are those with which the nouns of ``long`` begin."""
    nouns = [word for word in long.replace("-", " ").split() if word[0].isupper()]
    return len(nouns) > 1 and short.isupper() and short == "".join(word[0] for word in nouns)


def as_text(found: Sequence[FacetNames]) -> Iterator[str]:
    """Lines for a terminal."""
    for each in found:
        number = sum(map(len, each.mapped.values()))
        yield f"{each.facet}: {counted(number, 'value')} mapped to {counted(len(each.mapped), 'name')}, {len(each.unknown):,} not mapped."
        for name, values in each.mapped.items():
            spelled = ", ".join(f"{value} ({number:,})" for value, number in values.items() if value != name)
            yield f"  {name} ({sum(values.values()):,})" + (f" from {spelled}" if spelled else "")
        if each.unknown:
            yield "  not mapped: " + ", ".join(f"{value} ({number:,})" for value, number in each.unknown.items())
        yield from (f"  looks alike: {alike.value!r} and {alike.other!r} ({alike.ratio:.0%})" for alike in each.alike)


def as_json(found: Sequence[FacetNames]) -> str:
    """The same as one object, by facet."""
    return json.dumps({each.facet.value: asdict(each) for each in found}, ensure_ascii=False, indent=2)
