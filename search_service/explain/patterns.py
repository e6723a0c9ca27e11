"""What a query looks for in a text: which words of a document match which word of the query, and by which rule.

It looks at the few documents of a page and knows no scores; which documents match is the engine's to say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, reduce
from itertools import chain
from typing import NamedTuple, Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.noun_phrases import WrittenTokens, linked_nouns
from search_service.analysis.tokens import Kind
from search_service.explain.letters import PartBorders, Stretch, between_hyphens, letters_of_form
from search_service.explain.reasons import Reason, Reasons
from search_service.explain.term_widths import stretches_of_terms
from search_service.explain.token_columns import MOST_EXPLAINED, TokenColumns
from search_service.query.alternatives import (
    WINDOW,
    Adjacent,
    Compounds,
    Concept,
    ConceptsOf,
    Inflections,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
    forms_of_noun,
)
from search_service.query.expand import required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.phrase_terms import phrase_terms, prefix_terms
from search_service.query.pieces import telling_parts
from search_service.query.rule import NEARNESS, Rule
from search_service.schema import Field, searched_fields
from search_service.sorted_arrays import common, distinct

Ids = NDArray[np.int32]
_OVER_WORDS = np.array([kind in (Kind.JOINED, Kind.PAIR) for kind in KINDS])
_WRITTEN = np.array([kind in (Kind.WORD, Kind.GENDER) for kind in KINDS])
"""By kind."""


class Span(NamedTuple):
    """``texts[slot][start:end]`` of the columns matches, by ``rule``: ``word`` (begin, end), or a part of it."""

    slot: int
    start: int
    end: int
    rule: Rule
    word: Stretch

    @classmethod
    def whole(cls, stretch: tuple[int, int, int], rule: Rule) -> Span:
        """All of a stretch (slot, begin, end)."""
        slot, start, end = stretch
        return cls(slot, start, end, rule, (start, end))


class Pattern(Protocol):
    """What one word, phrase or prefix of a query looks for; ``word`` is what people typed, ``fields`` where."""

    @property
    def word(self) -> str: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def published(self) -> tuple[Published, ...]:
        """Days of publication that answer it whatever the text says."""
        ...

    def find(self, columns: TokenColumns) -> list[Span]:
        """What of the documents matches, in any order."""
        ...

    def find_apart(self, columns: TokenColumns, *, besides: Set[int], pieces: Set[int]) -> list[Span]:
        """What matches only by standing near, in documents other than ``besides``; in those of ``pieces`` single parts do."""
        ...


def patterns_of(node: Node, lexicon: Lexicon, concepts_of: ConceptsOf) -> Iterator[Pattern]:
    """What is to be marked: not what is excluded, nor stop words that need not be there, nor values of facets, which no text has."""
    match node:
        case And(parts):
            for part in required_parts(parts, concepts_of):
                yield from patterns_of(part, lexicon, concepts_of)
        case Or(parts):
            for part in parts:
                yield from patterns_of(part, lexicon, concepts_of)
        case Words(_, scope) if fields := searched_fields(scope):
            required = (concept for concept in concepts_of(node) if not concept.optional)
            yield from (ConceptPattern(concept, lexicon, fields=fields) for concept in required)
        case Phrase(text, scope) if (fields := searched_fields(scope)) and phrase_terms(text):
            yield PhrasePattern(text, lexicon, fields=fields)
        case Prefix(text, scope) if fields := searched_fields(scope):
            yield PrefixPattern(text, lexicon, fields=fields)
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | Not():
            return
        case _:
            assert_never(node)


class ConceptPattern:
    """A word in all its forms: alone, as a sequence of words, as its parts near each other, or any one of these."""

    def __init__(self, concept: Concept, lexicon: Lexicon, *, fields: tuple[Field, ...]) -> None:
        self.word = concept.text
        self.fields = fields
        self.published = tuple(each for each in concept.alternatives if isinstance(each, Published) and each.naming is None)
        alone = [each for each in concept.alternatives if not isinstance(each, Adjacent | Nearby | Published | WrittenOut)]
        self._reasons = Reasons(Concept(concept.text, concept.optional, tuple(alone)), lexicon)
        self._forms = [forms_of(each, lexicon) for each in alone]
        self._sequences = [each for each in concept.alternatives if isinstance(each, Adjacent)]
        self._written_out = [
            [forms_of_noun(noun, lexicon) for noun in each.nouns] for each in concept.alternatives if isinstance(each, WrittenOut)
        ]
        windows = [each for each in concept.alternatives if isinstance(each, Nearby)]
        self._windows = [[ConceptPattern(_piece(part), lexicon, fields=fields) for part in each.parts] for each in windows]
        self._parts_and_words = (*telling_parts(concept, lexicon), *concept.words)
        self._head = concept.parts[-1] if len(concept.parts) > 1 else -1
        self._lexicon = lexicon
        self._answers: dict[tuple[int, str], tuple[Rule, int, int]] = {}
        self._borders = PartBorders(lexicon)

    @cached_property
    def _pieces(self) -> list[ConceptPattern]:
        return [ConceptPattern(_piece(part), self._lexicon, fields=self.fields) for part in self._parts_and_words]

    def find(self, columns: TokenColumns) -> list[Span]:
        """Words and sequences."""
        spans = self.find_alone(columns, self.hits(columns))
        sequences = (span for sequence in self._sequences for span in self._in_sequence(sequence, columns))
        return [*spans, *sequences, *self._nouns(columns)]

    def find_alone(self, columns: TokenColumns, hits: NDArray[np.intp]) -> list[Span]:
        """What of the tokens ``hits`` intp [n] matches: words, or parts of words."""
        found: dict[tuple[int, int, int], Span] = {}
        forms = columns.forms.take(hits)
        over = _OVER_WORDS.take(self._lexicon.kinds.take(forms))
        placed = list(zip(forms.tolist(), stretches_of_terms(columns, hits, self._lexicon), over.tolist(), strict=True))
        texts, answers = columns.texts, self._answers
        for form, (slot, begin, end), is_over in placed:
            if not is_over:
                key = form, texts[slot][begin:end]
                answer = answers.get(key)
                if answer is None:
                    answer = answers[key] = self._answer(*key)
                rule, first, last = answer
                span = Span(slot, begin + first, begin + last, rule, (begin, end))
                if found.setdefault(span[:3], span) is not span:
                    _keep_nearest(found, span)
        if over.any():
            nearer = _begins_by_slot(found)
            spans = (self._over_words(form, stretch, texts[stretch[0]], nearer) for form, stretch, is_over in placed if is_over)
            for span in chain.from_iterable(spans):
                _keep_nearest(found, span)
        return list(found.values())

    def _answer(self, form: int, surface: str) -> tuple[Rule, int, int]:
        """Why a word as written answers, and which of its letters do."""
        reason = self._reason(form, surface)
        letters = letters_of_form(form, surface, (0, len(surface)), self._lexicon) if reason.parts else None
        borders = self._borders.of(form, reason.parts, letters) if letters else None
        (part,) = letters.stretches(*borders) if letters and borders else ((0, len(surface)),)
        return reason.rule, *part

    def _over_words(self, form: int, stretch: tuple[int, int, int], text: str, nearer: Mapping[int, Sequence[int]]) -> list[Span]:
        """What of a word with hyphens or of an ellipsis matches; where that cannot be told, one of its words may do already."""
        slot, begin, end = stretch
        reason = self._reason(form, "")
        letters = letters_of_form(form, text, (begin, end), self._lexicon)
        all_letters = (0, len(letters.key)) if letters else None
        borders = self._borders.of(form, reason.parts, letters) if letters and reason.parts else all_letters
        if letters is None or borders is None:
            last = letters.ends[-1] if letters else end
            begins = nearer.get(slot, ())
            answered = bisect_left(begins, begin) < bisect_left(begins, last)
            return [] if reason.parts and answered else [Span.whole((slot, begin, last), reason.rule)]
        whole = (letters.begins[0], letters.ends[-1])
        spans = letters.stretches(*borders)
        word = between_hyphens(text, spans[0], within=whole) if reason.parts and letters.second == len(letters.key) else whole
        return [Span(slot, *span, reason.rule, word) for span in spans]

    def _reason(self, form: int, surface: str) -> Reason:
        return self._reasons.of(form, surface=surface) or Reason(Rule.STEM)

    def _in_sequence(self, sequence: Adjacent, columns: TokenColumns) -> Iterator[Span]:
        """From the first word of each place of the sequence to its last, as one."""
        written = _WRITTEN[self._lexicon.kinds[columns.forms]]
        classes = self._lexicon.class_of[columns.forms]
        starts = [
            columns.keys[written & (classes == class_id)] - offset
            for class_id, offset in zip(sequence.classes, sequence.offsets, strict=True)
        ]
        firsts = _explained(distinct(reduce(common, starts)), columns)
        yield from (Span.whole(stretch, sequence.rule) for stretch in columns.stretches(firsts, firsts + sequence.offsets[-1]))

    def _nouns(self, columns: TokenColumns) -> Iterator[Span]:
        """Each noun of a compound that is written out, in words from the first of them to the last."""
        tokens = WrittenTokens(columns.forms, columns.keys, columns.begins, columns.ends)
        for nouns in self._written_out:
            chains = linked_nouns(tokens, nouns, self._lexicon)
            chains = chains[columns.explained(chains[:, 0])]
            wholes = columns.stretches(chains[:, 0], chains[:, -1])
            for noun in range(chains.shape[1]):
                stretches = columns.stretches(chains[:, noun], chains[:, noun])
                yield from (Span(*stretch, Rule.WRITTEN_OUT, whole[1:]) for stretch, whole in zip(stretches, wholes, strict=True))

    def find_apart(self, columns: TokenColumns, *, besides: Set[int], pieces: Set[int]) -> list[Span]:
        """Words that are or contain a part of a compound, and have all its other parts near them, or alone where ``pieces`` count."""
        others = set(range(columns.documents)) - besides
        spans: list[Span] = []
        if self._parts_and_words and (lacking := others & pieces):
            spans += self._single_pieces(columns, columns.lie_in(lacking))
        if self._windows and (near := others - pieces):
            among = columns.lie_in(near)
            spans += [span._replace(rule=Rule.PARTS) for window in self._windows for span in _near(window, columns, among)]
        return spans

    def _single_pieces(self, columns: TokenColumns, among: NDArray[np.bool_]) -> Iterator[Span]:
        """The head of a noun is one: *steuern* is no piece of Erwerbsteuer."""
        for part, piece in zip(self._parts_and_words, self._pieces, strict=True):
            for span in piece.find_alone(columns, piece.hits(columns, among)):
                if part != self._head or not columns.texts[span.slot][span.word[0]].islower():
                    yield span._replace(rule=Rule.PART)

    def hits(self, columns: TokenColumns, among: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
        """Which tokens, only those ``among`` bool [tokens] where given, match as words or parts of words: intp [n]."""
        found = _are_among(columns.forms, self._forms, self._lexicon)
        places = (found if among is None else among & found).nonzero()[0]
        return places if len(places) <= MOST_EXPLAINED else places[columns.explained(columns.keys[places])]


def _begins_by_slot(spans: Iterable[tuple[int, int, int]]) -> dict[int, list[int]]:
    """Where spans (slot, begin, end) begin in each slot, ascending."""
    begins: dict[int, list[int]] = {}
    for slot, begin, _ in sorted(spans):
        begins.setdefault(slot, []).append(begin)
    return begins


def _explained(firsts: NDArray[np.int64], columns: TokenColumns) -> NDArray[np.int64]:
    return firsts[columns.explained(firsts)]


def _piece(part: int) -> Concept:
    """A part of a compound as a word of its own."""
    return Concept("", optional=False, alternatives=(Inflections(part), Compounds(part)))


def _near(window: Sequence[ConceptPattern], columns: TokenColumns, among: NDArray[np.bool_]) -> Iterator[Span]:
    """Every word of a part that has a word of each other part within the window, one at least at another place."""
    hits = [part.hits(columns, among) for part in window]
    parts = [columns.keys[of_part] for of_part in hits]
    near = []
    for key in distinct(np.sort(np.concatenate(parts))).tolist():
        around = [part[part.searchsorted(key - WINDOW + 1) : part.searchsorted(key + WINDOW)] for part in parts]
        if all(map(len, around)) and len(set().union(*(part.tolist() for part in around))) > 1:
            near.append(key)
    for part, of_part in zip(window, hits, strict=True):
        yield from part.find_alone(columns, of_part[np.isin(columns.keys[of_part], near)])


def _keep_nearest(found: dict[tuple[int, int, int], Span], span: Span) -> None:
    """Of spans over the same characters the one by the nearest rule."""
    known = found.setdefault(span[:3], span)
    if known is not span and NEARNESS.index(span.rule) < NEARNESS.index(known.rule):
        found[span[:3]] = span


def _are_among(forms: Ids, wanted: Sequence[Ids], lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which of ``forms`` int32 [n] are in any of ``wanted``; by a table, because a part of compounds has up to 1,800 forms."""
    table = np.zeros(lexicon.forms, np.bool_)
    for each in wanted:
        table[each] = True
    return np.asarray(table.take(forms), np.bool_)


class PhrasePattern:
    """Words as written, next to each other."""

    def __init__(self, word: str, lexicon: Lexicon, *, fields: tuple[Field, ...]) -> None:
        self.word = word
        self.fields = fields
        self.published: tuple[Published, ...] = ()
        terms = phrase_terms(word)
        self._forms = [lexicon.form_id(each.term) for each in terms]
        self._offsets = [each.offset for each in terms]

    def find(self, columns: TokenColumns) -> list[Span]:
        """Every place where the phrase stands, from its first word to its last."""
        starts = [columns.keys[columns.forms == form] - offset for form, offset in zip(self._forms, self._offsets, strict=True)]
        firsts = _explained(distinct(reduce(common, starts)), columns)
        return [Span.whole(stretch, Rule.WORD) for stretch in columns.stretches(firsts, firsts + self._offsets[-1])]

    def find_apart(self, columns: TokenColumns, *, besides: Set[int], pieces: Set[int]) -> list[Span]:
        """Nothing: a phrase stands together."""
        return []


class PrefixPattern:
    """Words that begin with ``word``, which may have signs inside."""

    def __init__(self, word: str, lexicon: Lexicon, *, fields: tuple[Field, ...]) -> None:
        self.word = word
        self.fields = fields
        self.published: tuple[Published, ...] = ()
        *before, last = prefix_terms(word)
        self._before = [(lexicon.form_id(each.term), each.offset) for each in before]
        self._forms = lexicon.forms_with_prefix(last.term, kinds=(Kind.WORD, Kind.GENDER))
        self._offset = last.offset
        self._lexicon = lexicon

    def find(self, columns: TokenColumns) -> list[Span]:
        """Every word that begins so, from its first part to the one that goes on."""
        firsts = columns.keys[_are_among(columns.forms, [self._forms], self._lexicon)] - self._offset
        for form, offset in self._before:
            firsts = common(firsts, columns.keys[columns.forms == form] - offset)
        firsts = _explained(firsts, columns)
        return [Span.whole(stretch, Rule.WORD) for stretch in columns.stretches(firsts, firsts + self._offset)]

    def find_apart(self, columns: TokenColumns, *, besides: Set[int], pieces: Set[int]) -> list[Span]:
        """Nothing: each word stands for itself."""
        return []
