"""What a search must find, worked out token by token: slow, short, and independent of any engine. The oracle for engines.

Fields are joined by line breaks, which no phrase and no window crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind, Token
from search_service.query.alternatives import WINDOW, Adjacent, Alternative, Concept, Nearby, forms_of, forms_of_part
from search_service.query.expand import expand
from search_service.query.nodes import And, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import Scope
from tests.analysis.small_archives import lexicon_of

Places = dict[int, set[int]]
"""Position in a text → forms that stand there."""


@dataclass(frozen=True, slots=True)
class Document:
    """A release as the oracle sees it."""

    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is asked about: its tokens, and at every position the forms that stand there."""

    tokens: Sequence[Token]
    places: Places


class TextMatcher:
    """Tells of one text whether a leaf of a query finds it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, text: str) -> Text:
        """The text, looked up in the lexicon once."""
        tokens = tokenize(text)
        return Text(tokens, {token.position: {self._lexicon.form_id(term.text) for term in token.terms} for token in tokens})

    def has(self, text: Text, node: Words | Phrase | Prefix) -> bool:
        """Whether the text has what the node asks for."""
        match node:
            case Words():
                required = [concept for concept in expand(node, self._lexicon) if not concept.optional]
                return bool(required) and all(self._has_concept(text.places, concept) for concept in required)
            case Phrase(wanted):
                return _has_phrase(text.tokens, tokenize(wanted))
            case Prefix(beginning):
                terms = (term for token in text.tokens for term in token.terms)
                return any(term.kind in _WORDS and term.text.startswith(xkey(beginning)) for term in terms)

    def _has_concept(self, places: Places, concept: Concept) -> bool:
        return any(self._has_alternative(places, alternative) for alternative in concept.alternatives)

    def _has_alternative(self, places: Places, alternative: Alternative) -> bool:
        match alternative:
            case Nearby(parts):
                return _are_near([_positions(places, forms_of_part(part, self._lexicon).tolist()) for part in parts])
            case Adjacent(classes, offsets):
                found = [_positions(places, _forms_in_text(class_id, self._lexicon)) for class_id in classes]
                shifted = [{position - offset for position in positions} for positions, offset in zip(found, offsets, strict=True)]
                return bool(set.intersection(*shifted))
            case _:
                return bool(_positions(places, forms_of(alternative, self._lexicon).tolist()))


_WORDS = (Kind.WORD, Kind.URL, Kind.MONTH)
_WRITTEN = (*_WORDS, Kind.GENDER)
"""What a phrase may consist of: a month written as a number counts as its name."""


def _forms_in_text(class_id: int, lexicon: Lexicon) -> list[int]:
    """The forms of a class that stand in the text as such: no hyphen compound joined, no ellipsis completed."""
    return [form for form in lexicon.forms_of_class(class_id).tolist() if KINDS[lexicon.kinds[form]] in (Kind.WORD, Kind.GENDER)]


def _positions(places: Places, forms: Iterable[int]) -> set[int]:
    wanted = set(forms)
    return {position for position, standing in places.items() if standing & wanted}


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
                return set.intersection(*map(self.found, parts))
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


def _has_phrase(tokens: Sequence[Token], phrase: Sequence[Token]) -> bool:
    """Whether the written words of a phrase stand in the text at the same distances."""
    written = {(token.position, term.text) for token in tokens for term in token.terms if term.kind in _WRITTEN}
    wanted = [(token.position - phrase[0].position, token.terms[0].text) for token in phrase]
    return bool(wanted) and any(all((start + offset, text) in written for offset, text in wanted) for start, _ in written)
