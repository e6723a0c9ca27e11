"""Reads a file of names (docs/taxonomy.md): everything wrong with it is said at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from search_service.config import Settings
from search_service.errors import SettingsError
from search_service.schema import FacetName
from search_service.taxonomy import Lineage, Name, Shown, Taxonomy, spelling_key


def taxonomy_of(settings: Settings) -> Taxonomy:
    """The names that the settings ask for, none without a file. Raises SettingsError that lists everything wrong with the file."""
    if settings.taxonomy_file is None:
        return Taxonomy()
    return read_taxonomy(settings.taxonomy_file, shown=Shown(settings.taxonomy_names))


def read_taxonomy(path: Path, *, shown: Shown = Shown.TODAY) -> Taxonomy:
    """The names of a file. Raises SettingsError that lists everything wrong with it."""
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the taxonomy {path} cannot be read ({error}); mend it, or name another file as taxonomy_file") from error
    problems: list[str] = []
    names = {facet: tuple(_names(facet, tables.get(facet.value, []), problems)) for facet in FacetName}
    known = ", ".join(f"[[{facet}]]" for facet in FacetName)
    problems += [f"{table}: there is no such table; write {known}" for table in tables if table not in set(FacetName)]
    for facet, of_facet in names.items():
        problems += [f"{facet} {problem}" for problem in _contradictions(Lineage(of_facet))]
    if problems:
        raise SettingsError(f"the taxonomy {path} cannot be used, mend it: " + "; ".join(problems))
    return Taxonomy(shown=shown, names={facet: of_facet for facet, of_facet in names.items() if of_facet})


def _names(facet: FacetName, rows: Any, problems: list[str]) -> Iterator[Name]:  # whatever the file holds there
    if not isinstance(rows, list):
        problems.append(f"{facet}: write one table for each name, [[{facet}]]")
        return
    for number, row in enumerate(rows, 1):
        try:
            yield Name.model_validate(row)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                what = "there is no such key" if item["type"] == "extra_forbidden" else item["msg"]
                problems.append(f"{facet} {number}: {'.'.join(map(str, item['loc'])) or 'table'}: {what}")


def _contradictions(lineage: Lineage) -> Iterator[str]:
    """What cannot be true of the names of one facet together."""
    known = {name.name for name in lineage.names}
    for number, name in enumerate(lineage.names):
        if name.first and name.last and name.last < name.first:
            yield f"{name.name!r}: until lies before from"
        if name.successor and name.successor not in known:
            yield f"{name.name!r}: its successor {name.successor!r} is the name of no table"
        elif name.successor and lineage.successors[number] is None:
            yield f"{name.name!r}: its successor {name.successor!r} ends before it; check from and until"
        for spelling in name.spellings:
            if not spelling_key(spelling):
                yield f"{name.name!r}: {spelling!r} has no letter"
    yield from _circles(lineage)
    yield from _shared_spellings(lineage)


def _circles(lineage: Lineage) -> Iterator[str]:
    """Each circle of successors once, from its first name on."""
    for start in range(len(lineage.names)):
        circle, following = [start], lineage.successors[start]
        while following is not None and following not in circle:
            circle.append(following)
            following = lineage.successors[following]
        if following == start and start == min(circle):
            yield "successors go in a circle: " + " → ".join(repr(lineage.names[each].name) for each in (*circle, start))


def _shared_spellings(lineage: Lineage) -> Iterator[str]:
    for numbers in lineage.by_spelling.values():
        for one, other in combinations([lineage.names[number] for number in numbers], 2):
            if one.overlaps(other):
                shared = next(each for each in one.spellings if spelling_key(each) in {*map(spelling_key, other.spellings)})
                both = f"{one.name!r} and {other.name!r}" if one.name != other.name else f"two tables {one.name!r}"
                yield f"{shared!r} stands for {both} at the same time; give them from and until that do not overlap, or keep one"
