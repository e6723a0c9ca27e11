"""What the words of one archive mean: the class of every index term, the parts of compounds. Read side: arrays mapped from a folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from pathlib import Path
from typing import TypeVar

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from search_service.analysis.meaning.classes.gender import FEMININE_ENDINGS, is_feminine
from search_service.analysis.meaning.classes.inflection import abbreviation_of
from search_service.analysis.meaning.classes.places import relatives_of_place
from search_service.analysis.meaning.classes.related_forms import related_terms
from search_service.analysis.meaning.counts.evidence import AssumedNoun, Evidence, is_written_short
from search_service.analysis.meaning.parts.compounds import Heads, Splitter
from search_service.analysis.meaning.parts.known_pieces import RareHeads, known_pieces
from search_service.analysis.meaning.readings.abbreviations import Abbreviations
from search_service.analysis.meaning.readings.short_forms import long_form
from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.analysis.meaning.stored.phrases import Phrases
from search_service.analysis.meaning.stored.stored_evidence import StoredEvidence
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.meaning.term_meanings import TermMeanings
from search_service.analysis.normalize import fold, xkey
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokens import Kind
from search_service.array_file import open_arrays
from search_service.sorted_arrays import common

T = TypeVar("T")
KINDS = tuple(Kind)
"""``Lexicon.kinds`` holds places in this tuple."""
FORMS_FILE = "forms.arrays"
"""Made anew with every generation; the other one only when the whole lexicon is."""
EVIDENCE_FILE = "evidence.arrays"
BORDER_BITS = 8
"""Where a part of a compound stands is one number: begin << these | end, in letters of the folded word."""
KEPT = 1 << 10
"""Things that are kept with a lexicon: how texts of queries are read, what the rules of steering mean by their words."""
CACHED_MEANINGS = 1 << 13
"""Words of queries and snippets whose meaning is kept."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word of a query stands for: its index term, class (-1: no word of the archive is like it), classes of its parts.

    A word that the archive lacks may tie forms together that the archive alone does not: ``also`` are their further classes.
    """

    word: str
    term: str
    class_id: int
    parts: tuple[int, ...]
    stop: bool
    also: tuple[int, ...] = ()
    pieces: tuple[int, ...] = ()
    """Classes of what is known of a word that the archive neither has nor can take apart as a whole: Messer of Messerstecherei."""


@dataclass(frozen=True, slots=True)
class TakenApart:
    """The word that a form stands for, folded as index terms are, and its parts: (class, start, end) of ``word``, in order."""

    word: str
    parts: tuple[tuple[int, int, int], ...]


class Lexicon:
    """Forms are the index terms of the archive, numbered from 0; classes are sets of forms that match each other.

    Numbers of forms and classes belong to one lexicon and to those extended from it. Immutable; safe from any thread.
    """

    forms: int
    terms: StringTable
    """The forms by number."""
    class_keys: StringTable
    """The keys of the classes: equal in every lexicon, unlike their numbers."""
    class_of: NDArray[np.int32]
    """int32 [forms]: the class of each form, -1 for those without (dates, sections, unresolved pairs)."""
    kinds: NDArray[np.uint8]
    """uint8 [forms]: the place of each form's kind in ``KINDS``."""
    form_parts: IdLists
    """A row for each form: the classes of its parts, in order."""
    evidence: StoredEvidence
    """What the archive says about words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        forms, evidence = open_arrays(folder / FORMS_FILE), open_arrays(folder / EVIDENCE_FILE)
        self.terms = StringTable.of_arrays(forms, "forms")
        self.class_keys = StringTable.of_arrays(forms, "classes")
        self.forms = len(self.terms)
        self.class_of = forms["forms.class"]
        self.kinds = forms["forms.kind"]
        self._class_forms = IdLists.of_arrays(forms, "class-forms")
        self.form_parts = IdLists.of_arrays(forms, "form-parts")
        self._part_forms = IdLists.of_arrays(forms, "part-forms")
        self._form_pieces = IdLists.of_arrays(forms, "form-pieces")
        self._form_borders = IdLists.of_arrays(forms, "form-borders")
        self.evidence = StoredEvidence(evidence)
        self._form_id = lru_cache(CACHED_MEANINGS)(self.terms.find)
        # A cached method would hold the lexicon that holds it: its maps would stay open until the garbage collector comes by.
        self._meanings: LRUCache[str, Meaning] = LRUCache(CACHED_MEANINGS)
        self._containing: LRUCache[tuple[int, ...], NDArray[np.int32]] = LRUCache(CACHED_MEANINGS)
        self._places: LRUCache[int, tuple[int, ...]] = LRUCache(CACHED_MEANINGS)
        self._taken_apart: LRUCache[int, TakenApart] = LRUCache(CACHED_MEANINGS)
        self._kept: LRUCache[Hashable, object] = LRUCache(KEPT)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, before: Lexicon | None = None) -> Lexicon:
        """Map the lexicon that ``build_lexicon`` or ``extend_lexicon`` wrote; what it shares with the one ``before`` is not read again."""
        lexicon = cls(folder)
        if before is not None and "abbreviations" in vars(before) and Abbreviations.same(folder, before.folder):
            lexicon.abbreviations = before.abbreviations
        return lexicon

    @cached_property
    def part_counts(self) -> NDArray[np.int64]:
        """int64 [forms]: the number of each form's parts, 0 for simple words."""
        return np.diff(self.form_parts.offsets)

    @cached_property
    def head_counts(self) -> NDArray[np.int64]:
        """int64 [classes]: how many compounds end in each class."""
        lasts = self.form_parts.offsets[1:][self.part_counts > 1] - 1
        return np.bincount(self.form_parts.ids[lasts], minlength=self.classes)

    @cached_property
    def compounds(self) -> int:
        """How many forms are compounds."""
        return int(self.head_counts.sum())

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """What the archive defines as abbreviations."""
        return Abbreviations.open(self.folder)

    @cached_property
    def phrases(self) -> Phrases:
        """Names, places and titles of several words."""
        return Phrases.open(self.folder)

    @property
    def classes(self) -> int:
        """The number of classes, those of parts included that have no form of their own."""
        return len(self.class_keys)

    def form_id(self, term: str) -> int:
        """The number of an index term, -1 if the archive does not have it."""
        return self._form_id(term)

    def form(self, form_id: int) -> str:
        """The index term with this number."""
        return self.terms[form_id]

    def class_key(self, class_id: int) -> str:
        """The key of a class: equal in every lexicon, unlike its number."""
        return self.class_keys[class_id]

    def forms_of_class(self, class_id: int) -> NDArray[np.int32]:
        """The forms of a class: int32 [n]; none of one that is only a part of others."""
        return self._class_forms.row(class_id)

    def parts_of_class(self, class_id: int) -> tuple[str, ...]:
        """The keys of the parts that all forms of a class have."""
        forms = self.forms_of_class(class_id)
        return tuple(map(self.class_key, self.parts_of(int(forms[0])).tolist())) if len(forms) else ()

    def forms_with_part(self, class_id: int) -> NDArray[np.int32]:
        """The compounds that have the class among their parts: int32 [n] forms."""
        return self._part_forms.row(class_id)

    def parts_of(self, form_id: int) -> NDArray[np.int32]:
        """The classes of a compound's parts, in order: int32 [parts], empty for simple words."""
        return self.form_parts.row(form_id)

    def forms_containing(self, parts: tuple[int, ...]) -> NDArray[np.int32]:
        """The forms whose parts contain this sequence without a gap: int32 [n]."""
        with self._lock:
            found = self._containing.get(parts)
        if found is None:
            found = self._find_containing(parts)
            with self._lock:
                self._containing[parts] = found
        return found

    def _find_containing(self, parts: tuple[int, ...]) -> NDArray[np.int32]:
        shortest, *others = sorted((self.forms_with_part(part) for part in set(parts)), key=len)
        candidates = reduce(common, others, shortest)
        found = [form for form in candidates.tolist() if _contains(self.parts_of(form).tolist(), parts)]
        return np.array(found, np.int32)

    def forms_with_prefix(self, prefix: str, *, kinds: Sequence[Kind] = (Kind.WORD,)) -> NDArray[np.int32]:
        """Forms of some kinds, plain surface forms unless said otherwise, that begin with ``prefix``, umlaut spelling aside.

        In alphabetical order, int32 [n].
        """
        found = self.terms.with_prefix(xkey(prefix))
        wanted: NDArray[np.bool_] = np.isin(self.kinds[found], [KINDS.index(kind) for kind in kinds])
        return found[wanted]

    def shown(self, form: str) -> str:
        """A casefolded word as a reader expects to see it: Straße, BVG."""
        return self.evidence.surfaces.shown(form, self.evidence)

    def place_relatives(self, class_id: int) -> tuple[int, ...]:
        """The classes of the adjectives made of a place, or of the places that an adjective is made of: Köpenick, Köpenicker."""
        with self._lock:
            known = self._places.get(class_id)
        if known is None:
            known = self._find_place_relatives(class_id)
            with self._lock:
                self._places[class_id] = known
        return known

    def _find_place_relatives(self, class_id: int) -> tuple[int, ...]:
        plain = [form for form in self.forms_of_class(class_id).tolist() if self.kinds[form] == KINDS.index(Kind.WORD)]
        meanings = self._with_evidence(self.evidence)
        forms = [meanings.spelled(self.form(form)) for form in plain]
        related = {other for form in forms for other in relatives_of_place(form, self.evidence, modifier=self.evidence.modifier_weight)}
        classes = {int(self.class_of[form]) for form in map(self.form_id, map(xkey, related)) if form >= 0}
        return tuple(sorted(classes - {class_id}))

    def abbreviation(self, word: str) -> str | None:
        """The abbreviation that a word is, as typed or in its plural, in lower case too: kjgd, which the archive writes KJGD."""
        return abbreviation_of(fold(word), self.evidence) or (word if is_written_short(word) else None)

    def surface(self, form_id: int) -> str:
        """A plain form or gender form as a reader expects to see it; of other terms the term."""
        base, sign, ending = self.form(form_id).partition(":")
        if KINDS[self.kinds[form_id]] not in (Kind.WORD, Kind.GENDER):
            return base + sign + ending
        return self.shown(self._with_evidence(self.evidence).spelled(base)) + sign + ending

    def spelled(self, form_id: int) -> str:
        """A plain form in lower case with its umlauts, as the evidence counts it."""
        return self._with_evidence(self.evidence).spelled(self.form(form_id))

    def taken_apart(self, form_id: int) -> TakenApart:
        """Where the parts of a form stand in it: those that can be told from its own letters."""
        with self._lock:
            known = self._taken_apart.get(form_id)
        if known is None:
            known = self._take_apart(form_id)
            with self._lock:
                self._taken_apart[form_id] = known
        return known

    def _take_apart(self, form_id: int) -> TakenApart:
        form = self.form(form_id)
        word = form.removeprefix("+")
        if not word.isalpha() or word.endswith(FEMININE_ENDINGS) or long_form(word) is not None:  # else it stands for itself
            word = self._with_evidence(self.evidence).word_of_term(form) or form
        pieces, borders = self._form_pieces.row(form_id).tolist(), self._form_borders.row(form_id).tolist()
        parts = ((part, at >> BORDER_BITS, at & ((1 << BORDER_BITS) - 1)) for part, at in zip(pieces, borders, strict=True))
        return TakenApart(xkey(word), tuple(parts))

    def is_feminine(self, form_id: int) -> bool:
        """Whether a plain form is the feminine of a masculine word."""
        return self.form(form_id).endswith(FEMININE_ENDINGS) and is_feminine(self.spelled(form_id), self.evidence)

    def meaning(self, word: str) -> Meaning:
        """What a word means here, whether the archive has it or not."""
        with self._lock:
            known = self._meanings.get(word)
        if known is None:
            known = self._find_meaning(word)
            with self._lock:
                self._meanings[word] = known
        return known

    def _find_meaning(self, word: str) -> Meaning:
        term = xkey(word)
        form_id = self.form_id(term)
        stop = is_stop_word(word)
        if form_id >= 0:
            class_id, parts = int(self.class_of[form_id]), tuple(self.parts_of(form_id).tolist())
            return Meaning(word=word, term=term, class_id=class_id, parts=parts, stop=stop)
        classes, parts = self._meaning_of_unknown(word)
        pieces = () if classes or parts else self._pieces_of_unknown(word)
        class_id, also = (classes[0], tuple(classes[1:])) if classes else (-1, ())
        return Meaning(word=word, term=term, class_id=class_id, parts=parts, stop=stop, also=also, pieces=pieces)

    def _meaning_of_unknown(self, word: str) -> tuple[list[int], tuple[int, ...]]:
        """Classes and parts of a word that the archive lacks: as a noun, and as typed if that is in lower case.

        A part unknown to the archive leaves no parts.
        """
        form = fold(word)
        as_noun = self._with_evidence(AssumedNoun(self.evidence, form))
        found = as_noun.of_term(form)
        keys = [found.key] if word[:1].isupper() else [self._with_evidence(self.evidence).of_term(form).key, found.key]
        related = (number for number in map(self.form_id, related_terms(form)) if number >= 0)
        classes = [
            *(self.class_keys.find(key) for key in keys if key is not None),
            *(int(self.class_of[number]) for number in related if as_noun.of_term(self.form(number)).key == found.key),
        ]
        known = [each for each in dict.fromkeys(classes) if each >= 0]
        like_word = next((each for each in known if len(self.forms_of_class(each))), None)
        keys_of_parts = found.parts if like_word is None else self.parts_of_class(like_word)
        parts = tuple(map(self.class_keys.find, keys_of_parts))
        return known, parts if min(parts, default=-1) >= 0 else ()

    def _pieces_of_unknown(self, word: str) -> tuple[int, ...]:
        splitter = Splitter(self.evidence, modifier=self.evidence.modifier_weight, heads=RareHeads(self.evidence))
        forms = map(self.form_id, map(xkey, known_pieces(fold(word), splitter, self.evidence)))
        return tuple(dict.fromkeys(int(self.class_of[form]) for form in forms if form >= 0 and self.class_of[form] >= 0))

    def kept(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What ``compute`` makes of these words, made once for a key and gone with the lexicon. One key has values of one type."""
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = compute()
            with self._lock:
                self._kept[key] = known
        return known  # type: ignore[return-value]  # a key stands for one type

    def _with_evidence(self, evidence: Evidence) -> TermMeanings:
        return TermMeanings(evidence, Splitter(evidence, modifier=self.evidence.modifier_weight, heads=Heads(evidence)))


def _contains(sequence: Sequence[int], wanted: tuple[int, ...]) -> bool:
    return any(tuple(sequence[start : start + len(wanted)]) == wanted for start in range(len(sequence) - len(wanted) + 1))
