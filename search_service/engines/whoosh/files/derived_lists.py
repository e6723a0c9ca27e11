"""The lists of a generation: for each segment where classes and parts occur, one file a segment, in a folder beside them.

Lists of a segment that has not changed are linked from the generation before, unless the lexicon was computed anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.analysis.noun_phrases import WordShapes
from search_service.analysis.tokens import Kind
from search_service.array_file import ArrayWriter, link_or_copy, open_arrays
from search_service.engines.form_numbers import FormNumbers
from search_service.engines.whoosh.files.group_lists import TermGroups, write_group_lists
from search_service.engines.whoosh.files.noun_links import NounLinks, noun_links_of, write_noun_links
from search_service.engines.whoosh.files.occurrences import Occurrences, occurrences_of
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.engines.whoosh.files.segment import SegmentView
from search_service.ranges import offsets_of, places_in

LISTS_FOLDER = "lists"
MOST_FORMS_A_TERM = 4
"""A segment has a table of all forms in memory if they are at most so many times its terms."""
_IMPLIED = [KINDS.index(kind) for kind in (Kind.JOINED, Kind.NUMBER, Kind.PAIR)]
_HALF = [KINDS.index(kind) for kind in (Kind.JOINED, Kind.PAIR, Kind.GENDER)]


@dataclass(frozen=True)
class DerivedLists:
    """The lists of one segment.

    ``terms`` are those of the segment itself, ``forms`` int32 [terms] the lexicon's number of each of them, ``by_form`` int32 [terms]
    the terms in ascending order of these; ``begins`` int32 [documents * fields + 1] where each field begins on the line of places.
    """

    terms: Occurrences
    classes: Occurrences
    parts: Occurrences
    links: NounLinks
    forms: NDArray[np.int32]
    by_form: NDArray[np.int32]
    begins: NDArray[np.int32]

    def terms_of(self, forms: NDArray[np.int32]) -> NDArray[np.int64]:
        """The terms of the segment that are among ``forms`` int32 [n] distinct: int64 [k] ascending."""
        if self.term_of is None:
            places = np.searchsorted(self.forms, forms, sorter=self.by_form)
            terms = self.by_form[np.minimum(places, len(self.by_form) - 1)]
            return np.sort(terms[self.forms[terms] == forms]).astype(np.int64)
        terms = self.term_of[forms[(forms >= 0) & (forms < len(self.term_of))]]
        return np.sort(terms[terms >= 0]).astype(np.int64)

    def term_of_form(self, form: int) -> int:
        """The term of the segment that is this form, -1 if none is."""
        if self.term_of is not None:
            return self.term_of.item(form) if 0 <= form < len(self.term_of) else -1
        place = int(self._sorted_forms.searchsorted(form))
        return self.by_form.item(place) if place < len(self.by_form) and self._sorted_forms.item(place) == form else -1

    @cached_property
    def _sorted_forms(self) -> NDArray[np.int32]:
        return self.forms[self.by_form]

    @cached_property
    def term_of(self) -> NDArray[np.int32] | None:
        """The term of each form up to the last that the segment has, -1 for none: int32 [forms].

        None where most would be none: such a segment is small, and soon searched. In a large one each search waits for pages of the disk.
        """
        forms = int(self.forms[self.by_form[-1]]) + 1 if len(self.by_form) else 0
        if forms > MOST_FORMS_A_TERM * len(self.by_form):
            return None
        terms = np.full(forms, -1, np.int32)
        terms[self.forms] = np.arange(len(self.forms), dtype=np.int32)
        return terms


def write_lists(views: tuple[SegmentView, ...], lexicon: Lexicon, generation: Path, *, reusable: Path | None) -> None:
    """Write the lists of every segment of a generation; ``reusable`` is the generation whose lists fit the lexicon, if there is one."""
    numbers, shapes = FormNumbers(lexicon), WordShapes(lexicon)
    (generation / LISTS_FOLDER).mkdir()
    for view in views:
        if reusable is not None and has_lists(reusable, view):
            link_or_copy(_path(reusable, view), _path(generation, view))
        else:
            _write(view, shapes, numbers.of_terms(view.tokens.terms()), _path(generation, view))


def has_lists(generation: Path, view: SegmentView) -> bool:
    """Whether a generation has lists of this segment."""
    return _path(generation, view).is_file()


def _path(generation: Path, view: SegmentView) -> Path:
    return generation / LISTS_FOLDER / f"{view.name}.arrays"


def _write(view: SegmentView, shapes: WordShapes, forms: NDArray[np.int32], path: Path) -> None:
    stream, lexicon = view.tokens, shapes.lexicon
    kinds = lexicon.kinds[forms]
    implied = np.isin(kinds, _IMPLIED)
    full = ~np.isin(kinds, _HALF)
    line = PlaceLine.of(stream)
    with ArrayWriter(path) as file:
        file.put("forms", forms)
        file.put("by_form", np.argsort(forms, kind="stable").astype(np.int32))
        file.put("begins", line.begins)
        write_group_lists(view.terms, line, TermGroups(_class_lists(lexicon, forms), full, implied), file, "classes")
        write_group_lists(view.terms, line, TermGroups(_part_lists(lexicon, forms), full, implied), file, "parts")
        write_noun_links(stream, forms, shapes, file)


def _class_lists(lexicon: Lexicon, forms: NDArray[np.int32]) -> IdLists:
    """A row per term with its class, empty for terms without one."""
    classes = lexicon.class_of[forms]
    return IdLists(offsets_of((classes >= 0).astype(np.int64)), classes[classes >= 0])


def _part_lists(lexicon: Lexicon, forms: NDArray[np.int32]) -> IdLists:
    """A row per term with the classes of its parts."""
    lists = lexicon.form_parts
    lengths = np.diff(lists.offsets)[forms]
    return IdLists(offsets_of(lengths), lists.ids[places_in(lists.offsets[:-1][forms], lengths)])


def open_lists(generation: Path, view: SegmentView) -> DerivedLists:
    """Map the lists of a segment."""
    arrays = open_arrays(_path(generation, view))
    return DerivedLists(
        terms=view.terms,
        classes=occurrences_of(arrays, "classes"),
        parts=occurrences_of(arrays, "parts"),
        links=noun_links_of(arrays),
        forms=arrays["forms"],
        by_form=arrays["by_form"],
        begins=arrays["begins"],
    )
