"""Where in a text the letters of an index term stand, and which of them are a part of it: over hyphens, gender signs, an ellipsis.

It looks at one place of one text; which term stands there is the tokenizer's to say, which parts it has the lexicon's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from search_service.analysis.meaning.lexicon import KINDS, Lexicon, TakenApart
from search_service.analysis.meaning.parts.compounds import SHORTEST_PART
from search_service.analysis.normalize import given_span, normalize_with_offsets, xkey
from search_service.analysis.tokens import Kind

Stretch = tuple[int, int]
"""Begin and end in characters of a text."""

ELLIPSIS_REACH = 200
"""Characters between an ellipsis and the word that completes it: six chunks at most."""
WORD_REACH = 80
"""Characters that are looked at to each side of a match for the end of its word: a text may be one run of hyphens from end to end, which
to walk at each of its matches costs the square of its length."""
KEPT_CHARACTERS = 512
"""Characters of which is kept how they are folded."""
MOST_SIBLINGS = 12
"""Other forms of a class that are asked for borders which a form does not show itself: Radwege for Radweg."""
_HYPHENS = frozenset("-\u2010\u2011\u00ad")
_APART = frozenset(("", *' \n.,;:!?()/„“"'))
"""What no word with hyphens goes on with."""
_FIRST_LETTER = re.compile(r"(?<![^\W_])[^\W_]")


class Letters(NamedTuple):
    """``key`` as index terms are folded; its letter i is written in ``text[begins[i]:ends[i]]``, from ``second`` on in another word."""

    key: str
    begins: Sequence[int]
    ends: Sequence[int]
    second: int

    def stretches(self, first: int, end: int) -> tuple[Stretch, ...]:
        """Where the letters from ``first`` to ``end`` stand: one stretch, or one in each of two words."""
        halves = ((first, min(end, self.second)), (max(first, self.second), end))
        return tuple((self.begins[start], self.ends[stop - 1]) for start, stop in halves if start < stop)

    def cut(self, first: int, end: int) -> Letters:
        """Only these letters, all in one word."""
        return Letters(self.key[first:end], self.begins[first:end], self.ends[first:end], second=end - first)

    def followed_by(self, other: Letters) -> Letters:
        """These letters and those of another word."""
        return Letters(self.key + other.key, [*self.begins, *other.begins], [*self.ends, *other.ends], second=len(self.key))


def letters_in(text: str, begin: int, end: int) -> Letters:
    """The letters and digits of ``text[begin:end]``; every other sign is passed over."""
    piece = text[begin:end]
    if piece.isascii() and piece.isalnum():
        return Letters(piece.lower(), range(begin, end), range(begin + 1, end + 1), second=len(piece))
    normalized, offsets = normalize_with_offsets(piece)
    if offsets is None:
        return _letters_as_given(piece, begin)
    key: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(normalized):
        if character.isalnum():
            start, stop = given_span(offsets, at, at + 1)
            folded = _folded(character)
            key.append(folded)
            begins += [begin + start] * len(folded)
            ends += [begin + stop] * len(folded)
    found = "".join(key)
    return Letters(found, begins, ends, second=len(found))


def _letters_as_given(piece: str, begin: int) -> Letters:
    """The same of a piece that is normalized: each character is one of the text."""
    bare = piece if piece.isalnum() else "".join(filter(str.isalnum, piece))
    folded = list(map(_folded, bare))
    key = "".join(folded)
    places = range(begin, begin + len(piece)) if bare is piece else [at for at, sign in enumerate(piece, begin) if sign.isalnum()]
    begins = places if len(key) == len(places) else [at for at, letters in zip(places, folded, strict=True) for _ in letters]
    return Letters(key, begins, [at + 1 for at in begins], second=len(key))


@lru_cache(KEPT_CHARACTERS)
def _folded(character: str) -> str:
    return xkey(character)


def letters_of_form(form_id: int, text: str, word: Stretch, lexicon: Lexicon) -> Letters | None:
    """The letters of a form that stands at ``word``, or begins there; of an ellipsis those of the word that it stands for.

    None if the text does not show them, as in an ellipsis whose completion is another form.
    """
    kind = KINDS[lexicon.kinds[form_id]]
    if kind is Kind.PAIR:
        return _letters_of_pair(lexicon.form(form_id), lexicon.taken_apart(form_id).word, text, word)
    if kind is Kind.JOINED:
        term = lexicon.form(form_id)
        wanted = _bare(term)
        found = letters_in(text, word[0], word[0] + 2 * len(term) + len("-\n"))
        return found.cut(0, len(wanted)) if found.key.startswith(wanted) else None
    return letters_in(text, *word)


def _letters_of_pair(term: str, restored: str, text: str, word: Stretch) -> Letters | None:
    own = letters_in(text, *word)
    completing, sign, _ = term.partition("<")
    if sign:
        taken = restored.removesuffix(own.key)
        whole = _last(_bare(completing), text, word[0])
        fits = whole is not None and restored.endswith(own.key) and whole.key.startswith(taken)
        return whole.cut(0, len(taken)).followed_by(own) if whole is not None and fits else None
    taken = restored.removeprefix(own.key)
    whole = _next(_bare(term.partition(">")[2]), text, word[1])
    fits = whole is not None and restored.startswith(own.key) and whole.key.endswith(taken)
    return own.followed_by(whole.cut(len(whole.key) - len(taken), len(whole.key))) if whole is not None and fits else None


def _bare(term: str) -> str:
    return "".join(filter(str.isalnum, term))


def _next(wanted: str, text: str, start: int) -> Letters | None:
    return next(_words(wanted, text, start, start + ELLIPSIS_REACH), None)


def _last(wanted: str, text: str, end: int) -> Letters | None:
    found = list(_words(wanted, text, max(0, end - ELLIPSIS_REACH), end))
    return found[-1] if found else None


def _words(wanted: str, text: str, start: int, end: int) -> Iterator[Letters]:
    """The words of a stretch of text, or ends of hyphen words, that have the ``wanted`` letters."""
    for match in _FIRST_LETTER.finditer(text[start:end]):
        begin = start + match.start()
        if wanted and text[begin : begin + 2].isascii() and text[begin].lower() != wanted[0]:
            continue  # mostly: nothing that follows can make another letter of it
        found = letters_in(text, begin, begin + 2 * len(wanted) + 2)
        if found.key.startswith(wanted):
            yield found.cut(0, len(wanted))


class PartBorders:
    """Tells where parts stand in the letters of forms; keeps what it has read of the lexicon for the forms to come."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ends: dict[int, tuple[str, ...]] = {}
        self._begins: dict[int, tuple[str, ...]] = {}

    def of(self, form_id: int, wanted: Sequence[int], letters: Letters) -> Stretch | None:
        """From which to which of its letters a form shows the parts ``wanted`` (classes), without linking elements before and after.

        Where the form itself does not tell, the other forms of its class do. None where none of them does.
        """
        edge = self._at_an_edge(wanted[0], letters.key) if len(wanted) == 1 else None
        if edge is not None:
            return edge
        for each in dict.fromkeys((form_id, *self._siblings(form_id))):
            taken = self._lexicon.taken_apart(each)
            found = _sequence(taken, wanted)
            if found is not None:
                start, end = _border(found[0], taken.word, letters.key), _border(found[1], taken.word, letters.key)
                if start is not None and end is not None and start < end:
                    return start, end
        return None

    def _siblings(self, form_id: int) -> list[int]:
        class_id = int(self._lexicon.class_of[form_id])
        return self._lexicon.forms_of_class(class_id)[:MOST_SIBLINGS].tolist() if class_id >= 0 else []

    def _at_an_edge(self, part: int, key: str) -> Stretch | None:
        """The part where it plainly begins or ends the word in one of its forms; quicker than taking the word apart.

        Where two forms begin the word (Termin, Termins in Terminservice) that does not tell.
        """
        if part not in self._ends:
            forms = tuple(map(self._lexicon.form, self._lexicon.forms_of_class(part).tolist()))
            self._ends[part], self._begins[part] = forms, (*forms, *map(_clipped, forms))
        begins = {len(form) for form in self._begins[part] if key.startswith(form)} if key.startswith(self._begins[part]) else set()
        if key.endswith(self._ends[part]):
            ends = max(len(form) for form in self._ends[part] if key.endswith(form))
            return None if begins else (len(key) - ends, len(key))
        return (0, begins.pop()) if len(begins) == 1 else None


def _clipped(form: str) -> str:
    """A word as it may begin a compound: Schul- of Schule, Trink- of trinken."""
    return form[: max(SHORTEST_PART, len(form.removesuffix("n").removesuffix("e")))]


def _sequence(taken: TakenApart, wanted: Sequence[int]) -> Stretch | None:
    """From the first to the last of ``wanted``: next to each other, else wherever they are."""
    classes = [part for part, _, _ in taken.parts]
    for at in range(len(classes) - len(wanted) + 1):
        if classes[at : at + len(wanted)] == list(wanted):
            return taken.parts[at][1], taken.parts[at + len(wanted) - 1][2]
    if not set(wanted) <= set(classes):
        return None
    places = [classes.index(part) for part in wanted]
    return taken.parts[min(places)][1], taken.parts[max(places)][2]


def _border(at: int, word: str, key: str) -> int | None:
    """The border ``at`` of a word in other letters of the same word: they begin alike, or go on alike."""
    if at == len(word):
        return len(key)
    if word[:at] == key[:at]:
        return at
    return len(key) - (len(word) - at) if key.endswith(word[at:]) else None


def stands_apart(text: str, word: Stretch) -> bool:
    """Whether it is plain, from the signs beside it, that a stretch of a text is no piece of a longer word."""
    start, end = word
    return text[end : end + 1] in _APART and text[start - 1 : start] in _APART


def hyphenated(text: str, word: Stretch) -> Stretch:
    """The whole word, with all that hyphens join, around a stretch of a text; that alone where it goes on beyond ``WORD_REACH``."""
    start, end = word
    least, most = max(0, start - WORD_REACH - 1), min(len(text), end + WORD_REACH + 1)
    while start > least and (text[start - 1].isalnum() or (text[start - 1] in _HYPHENS and start > 1 and text[start - 2].isalnum())):
        start -= 1
    while end < most and (text[end].isalnum() or (text[end] in _HYPHENS and text[end + 1 : end + 2].isalnum())):
        end += 1
    return (start, end) if word[0] - start <= WORD_REACH and end - word[1] <= WORD_REACH else word


def between_hyphens(text: str, stretch: Stretch, *, within: Stretch) -> Stretch:
    """The words between hyphens, whole, that a stretch of a longer word touches."""
    start, end = stretch
    while start > within[0] and text[start - 1] not in _HYPHENS:
        start -= 1
    while end < within[1] and text[end] not in _HYPHENS:
        end += 1
    return start, end
