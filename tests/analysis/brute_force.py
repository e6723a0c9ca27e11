"""What a search must find, worked out token by token: slow, short, and independent of any engine. The oracle for engines.

Fields are joined by line breaks, which no phrase and no window crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind, Token
from search_service.analysis.word_lists import word_set
from search_service.query.alternatives import (
    WINDOW,
    Adjacent,
    Alternative,
    Concept,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
    forms_of_noun,
)
from search_service.query.expand import expand
from search_service.query.nodes import And, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.phrase_terms import prefix_terms
from search_service.schema import Scope
from tests.analysis.small_archives import lexicon_of

Places = dict[int, set[int]]
"""Form → where it stands in a text."""
KEPT = 500
"""So many words of queries keep their concepts and forms: a text after another is asked for the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """A release as the oracle sees it."""

    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is asked about: its tokens, the form of each as written, and where every form stands."""

    tokens: Sequence[Token]
    forms: Sequence[int]
    places: Places
    published: date | None = None


class TextMatcher:
    """Tells of one text whether a leaf of a query finds it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._concepts_of = lru_cache(KEPT)(lambda words: expand(words, lexicon))
        self._forms_of = lru_cache(KEPT)(lambda alternative: frozenset(forms_of(alternative, lexicon).tolist()))
        self._forms_of_noun = lru_cache(KEPT)(lambda parts: frozenset(forms_of_noun(parts, lexicon).tolist()))

    def read(self, text: str, *, published: date | None = None) -> Text:
        """The text, looked up in the lexicon once."""
        tokens = tokenize(text)
        places: Places = {}
        for token in tokens:
            for term in token.terms:
                places.setdefault(self._lexicon.form_id(term.text), set()).add(token.position)
        return Text(tokens, [self._lexicon.form_id(token.terms[0].text) for token in tokens], places, published)

    def required(self, parts: Sequence[Node]) -> list[Node]:
        """The clauses of a conjunction that must hold: words that only carry a request do not, beside others."""
        sought = [part for part in parts if isinstance(part, Words | Phrase | Prefix | Or)]
        content = [part for part in sought if not isinstance(part, Words) or not all(each.soft for each in self._concepts_of(part))]
        return [part for part in parts if part not in sought or part in (content or sought)]

    def has(self, text: Text, node: Words | Phrase | Prefix) -> bool:
        """Whether the text has what the node asks for."""
        match node:
            case Words():
                required = [concept for concept in self._concepts_of(node) if not concept.optional]
                return bool(required) and all(self.has_concept(text, concept) for concept in required)
            case Phrase(wanted):
                return _has_phrase(text.tokens, tokenize(wanted))
            case Prefix(beginning):
                return _has_beginning(text.tokens, beginning)

    def has_concept(self, text: Text, concept: Concept) -> bool:
        """Whether the text has any alternative of a concept."""
        return any(self._has_alternative(text, alternative) for alternative in concept.alternatives)

    def _has_alternative(self, text: Text, alternative: Alternative) -> bool:
        places = text.places
        match alternative:
            case Published(first, last, naming):
                named = naming is None or bool(_positions(places, [naming]))
                return named and text.published is not None and first <= text.published <= last
            case WrittenOut(nouns):
                return self._is_written_out(text, nouns)
            case Nearby(parts):
                return _are_near([_positions(places, _forms_of_part(part, self._lexicon)) for part in parts])
            case Adjacent(classes, offsets):
                found = [_positions(places, _forms_in_text(class_id, self._lexicon)) for class_id in classes]
                shifted = [{position - offset for position in positions} for positions, offset in zip(found, offsets, strict=True)]
                return bool(set.intersection(*shifted))
            case _:
                return not places.keys().isdisjoint(self._forms_of(alternative))

    def _is_written_out(self, text: Text, nouns: Sequence[tuple[int, ...]]) -> bool:
        """Whether the nouns stand in the text, each linked to the next by function words and one adjective at most."""
        tokens = text.tokens
        if any(text.places.keys().isdisjoint(self._forms_of_noun(noun)) for noun in nouns):
            return False
        reached = [at for at in range(len(tokens)) if self._is_noun(text, at, nouns[0])]
        for noun in nouns[1:]:
            reached = [
                end
                for start in reached
                for end in range(start + 2, min(start + 5, len(tokens)))
                if self._is_noun(text, end, noun) and self._is_link(tokens[start : end + 1])
            ]
        return bool(reached)

    def _is_noun(self, text: Text, at: int, parts: tuple[int, ...]) -> bool:
        form, terms = text.forms[at], text.tokens[at].terms
        if form < 0 or form not in self._forms_of_noun(parts) or not self._lexicon.surface(form)[:1].isupper():
            return False
        return terms[0].kind in _NOUNS and not any(term.kind in (Kind.JOINED, Kind.PAIR) for term in terms)

    def _is_link(self, tokens: Sequence[Token]) -> bool:
        if any(after.start - before.end != 1 for before, after in pairwise(tokens)):
            return False
        words = [token.terms[0].text for token in tokens[1:-1]]
        return _is_before_noun(words) or (_is_before_noun(words[:-1]) and self._is_adjective(words[-1]))

    def _is_adjective(self, word: str) -> bool:
        surface = self._lexicon.surface(self._lexicon.form_id(word))
        return word not in FUNCTION_WORDS and surface[:1].islower() and surface.endswith(("e", "em", "en", "er", "es"))


_NOUNS = (Kind.WORD, Kind.URL, Kind.GENDER)
PREPOSITIONS = word_set("an auf aus bei durch fuer gegen in mit nach ueber um unter von vor zu zwischen")
WITH_ARTICLE = word_set("am ans aufs beim fuers im ins vom zum zur")
GENITIVE = word_set("der des dieser dieses einer eines ihrer ihres aller seiner seines unserer unseres")
ARTICLES = GENITIVE | word_set(
    "das dem den die diese diesem diesen ein eine einem einen ihre ihrem ihren seine seinem seinen unsere unserem unseren"
)
FUNCTION_WORDS = PREPOSITIONS | WITH_ARTICLE | ARTICLES


def _is_before_noun(words: Sequence[str]) -> bool:
    match words:
        case [one]:
            return one in PREPOSITIONS | WITH_ARTICLE | GENITIVE
        case [preposition, article]:
            return preposition in PREPOSITIONS and article in ARTICLES
        case _:
            return False


_WORDS = (Kind.WORD, Kind.URL, Kind.MONTH)
_WRITTEN = (*_WORDS, Kind.GENDER)
"""What a phrase may consist of: a month written as a number counts as its name."""


def _forms_of_part(part: int, lexicon: Lexicon) -> list[int]:
    """The forms that can stand for one part of ``Nearby``."""
    return sorted({*lexicon.forms_of_class(part).tolist(), *lexicon.forms_with_part(part).tolist()})


def _forms_in_text(class_id: int, lexicon: Lexicon) -> list[int]:
    """The forms of a class that stand in the text as such: no hyphen compound joined, no ellipsis completed."""
    return [form for form in lexicon.forms_of_class(class_id).tolist() if KINDS[lexicon.kinds[form]] in (Kind.WORD, Kind.GENDER)]


def _positions(places: Places, forms: Iterable[int]) -> set[int]:
    return {position for form in set(forms) & places.keys() for position in places[form]}


class BruteForce:
    """Answers queries over a few documents with the lexicon made of them."""

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        self.lexicon = lexicon_of([text for document in documents for text in (document.title, document.body)], folder)
        self._matcher = TextMatcher(self.lexicon)
        self._titles = [self._matcher.read(document.title) for document in documents]
        self._texts = [self._matcher.read(f"{document.title}\n{document.body}") for document in documents]

    def found(self, node: Node) -> set[int]:
        """The numbers of the documents that a node finds. Dates, topics and ministries are not its matter."""
        match node:
            case And(parts):
                return set.intersection(*map(self.found, self._matcher.required(parts)))
            case Or(parts):
                return set.union(*map(self.found, parts))
            case Not(part):
                return set(range(len(self._texts))) - self.found(part)
            case Everything():
                return set(range(len(self._texts)))
            case Words(_, scope) | Phrase(_, scope) | Prefix(_, scope):
                texts = self._titles if scope is Scope.TITLE else self._texts
                return {number for number, text in enumerate(texts) if self._matcher.has(text, node)}
        raise ValueError(f"the oracle knows no {type(node).__name__}")


def _are_near(positions: Sequence[set[int]]) -> bool:
    """Whether each set can give a position of its own, all of them within the window."""
    starts = set.union(*positions)
    return any(_can_choose([{at for at in each if start <= at < start + WINDOW} for each in positions]) for start in starts)


def _can_choose(positions: Sequence[set[int]]) -> bool:
    if not positions:
        return True
    first, *others = positions
    return any(_can_choose([each - {position} for each in others]) for position in first)


def _has_beginning(tokens: Sequence[Token], text: str) -> bool:
    """Whether a word begins so: with signs inside, its pieces stand one after another and the last one goes on."""
    written = [(token.position, term.text) for token in tokens for term in token.terms if term.kind in _WRITTEN]
    *before, last = prefix_terms(text)
    starts = {position - last.offset for position, term in written if term.startswith(last.term)}
    return any(all((start + each.offset, each.term) in written for each in before) for start in starts)


def _has_phrase(tokens: Sequence[Token], phrase: Sequence[Token]) -> bool:
    """Whether the written words of a phrase stand in the text at the same distances."""
    written = {(token.position, term.text) for token in tokens for term in token.terms if term.kind in _WRITTEN}
    wanted = [(token.position - phrase[0].position, token.terms[0].text) for token in phrase]
    return bool(wanted) and any(all((start + offset, text) in written for offset, text in wanted) for start, _ in written)
