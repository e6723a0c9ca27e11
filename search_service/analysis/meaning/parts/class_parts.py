"""The parts of a class: one answer for all its forms, so that Radweg and Radwege find and are found alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.meaning.parts.compound_lists import SHORT_HEADS
from search_service.analysis.meaning.parts.compounds import SHORTEST_PART

ESTABLISHED = 5
"""Uses from which a form can speak against parts."""
_Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A form of a class with the keys of the parts that the splitter finds in it; () if it finds none."""

    form: str
    parts: _Parts


def parts_of_class(members: Sequence[Member], evidence: Evidence, *, key_of: Callable[[str], str]) -> _Parts:
    """The parts that most uses of the class speak for; nouns decide where there are any.

    A form that could not be split speaks against them if it is no longer than those that could, and does not end with their head:
    Radweg is too short to be split but ends with Weg; Talent does not end with an Ente, as Talente seem to. The head of a longer
    form is often an inflection that the archive lacks, and says nothing.
    """
    deciding = [member for member in members if evidence.nouns(member.form)] or members
    uses: dict[_Parts, int] = defaultdict(int)
    for member in deciding:
        uses[member.parts] += evidence.count(member.form)
    shortest = {parts: min(len(member.form) for member in deciding if member.parts == parts) for parts in uses}
    best = max(uses, key=lambda parts: (bool(parts), uses[parts], len(parts), -shortest[parts], parts))
    if not best:
        return ()
    shortest_split = min(len(member.form) for member in deciding if member.parts)
    short = [member for member in deciding if not member.parts and len(member.form) <= shortest_split]
    against = sum(evidence.count(each.form) for each in short if not _ends_with(each.form, best[-1], evidence, key_of))
    return () if against >= ESTABLISHED or 2 * against > sum(uses.values()) else best


def _ends_with(form: str, head: str, evidence: Evidence, key_of: Callable[[str], str]) -> bool:
    tails = (form[start:] for start in range(SHORTEST_PART - 1, len(form) - SHORTEST_PART + 1))
    return any(evidence.nouns(tail) and _may_be_head(tail) and key_of(tail) == head for tail in tails)


def _may_be_head(tail: str) -> bool:
    return len(tail) > SHORTEST_PART or tail in SHORT_HEADS
