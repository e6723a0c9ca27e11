"""Which elements of two sequences stay the same, in time that grows with their length: what is between is removed or added."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

MAX_PAIRS = 10_000
"""Pairs of elements that are compared with one another; a longer stretch without an anchor counts as replaced."""

Pair = tuple[int, int]
Range = tuple[int, int]


def stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Range, Range]]:
    """Both sequences in stretches, in order: whether it stays the same, and its (start, end) in each."""
    place = (0, 0)
    for start, other_start, length in _blocks(old, new):
        if (start, other_start) != place:
            yield False, (place[0], start), (place[1], other_start)
        if length:
            yield True, (start, start + length), (other_start, other_start + length)
        place = start + length, other_start + length


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """What is shared as (start in old, start in new, length), ascending; an empty one at the end."""
    blocks = [(0, 0, 0)]
    for place, other_place in _shared(old, new):
        start, other_start, length = blocks[-1]
        if (place, other_place) == (start + length, other_start + length):
            blocks[-1] = (start, other_start, length + 1)
        else:
            blocks.append((place, other_place, 1))
    return [*blocks, (len(old), len(new), 0)]


def _shared(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Places of equal elements, ascending in both sequences."""
    least = min(len(old), len(new))
    head = next((place for place in range(least) if old[place] != new[place]), least)
    tail = next((place for place in range(least - head) if old[-1 - place] != new[-1 - place]), least - head)
    yield from ((place, place) for place in range(head))
    ends = len(old) - tail, len(new) - tail
    yield from _between((head, head), ends, old, new)
    yield from ((ends[0] + place, ends[1] + place) for place in range(tail))


def _between(start: Pair, end: Pair, old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The shared places of a stretch: as a whole, or of a long one between its anchors."""
    if _is_short(start, end):
        yield from _compared(start, end, old, new)
        return
    anchors = _ascending(_unique_in_both(start, end, old, new))
    edges = [(start[0] - 1, start[1] - 1), *anchors, end]
    for before, after in pairwise(edges):
        inner = before[0] + 1, before[1] + 1
        if _is_short(inner, after):
            yield from _compared(inner, after, old, new)
        if after != end:
            yield after


def _is_short(start: Pair, end: Pair) -> bool:
    return (end[0] - start[0]) * (end[1] - start[1]) <= MAX_PAIRS


def _compared(start: Pair, end: Pair, old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, old[start[0] : end[0]], new[start[1] : end[1]], autojunk=False)
    for first, second, length in matcher.get_matching_blocks():
        yield from ((start[0] + first + place, start[1] + second + place) for place in range(length))


def _unique_in_both(start: Pair, end: Pair, old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Places of the elements that stand once in each of the stretches, as old has them (patience diff, Bram Cohen)."""
    here, there = Counter(old[start[0] : end[0]]), Counter(new[start[1] : end[1]])
    places = {element: place for place, element in enumerate(new[start[1] : end[1]], start[1]) if there[element] == 1}
    elements = enumerate(old[start[0] : end[0]], start[0])
    return [(place, places[element]) for place, element in elements if here[element] == 1 and element in places]


def _ascending(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest choice of ``pairs`` that ascends in its second places too (patience sorting)."""
    tops: list[int] = []
    last_of: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(last_of[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        last_of[pile : pile + 1] = [number]
    chosen: list[Pair] = []
    number = last_of[-1] if last_of else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]
