"""What a query seeks in a text, token by token: which tokens match which word of the query, and by which rule.

It decides for one text at a time and knows no scores; the sets of documents are the evaluator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from search_service.analysis.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Token
from search_service.engines.whoosh.evaluator import phrase_terms
from search_service.engines.whoosh.phrases import PhraseTerm
from search_service.query.expand import WINDOW, Adjacent, Concept, Nearby, expand
from search_service.query.nodes import And, Node, Or, Phrase, Prefix, Scope, Words
from search_service.query.rules import rule_of
from search_service.results import Rule


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of the field matches, by ``rule``."""

    start: int
    end: int
    rule: Rule


class Sought(Protocol):
    """One word, phrase or prefix of a query; ``word`` is what people typed."""

    @property
    def word(self) -> str: ...
    @property
    def title_only(self) -> bool: ...
    def find(self, tokens: Sequence[Token]) -> list[Span]:
        """What of one field matches, in any order."""
        ...


def sought_by(node: Node, lexicon: Lexicon) -> Iterator[Sought]:
    """What is to be marked; neither what is excluded nor topics and ministries, which are not in the text."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from sought_by(part, lexicon)
        case Words(_, scope) if scope in (Scope.TEXT, Scope.TITLE):
            yield from (SoughtConcept(concept, lexicon, title_only=scope is Scope.TITLE) for concept in expand(node, lexicon))
        case Phrase(text, scope) if scope in (Scope.TEXT, Scope.TITLE) and phrase_terms(text):
            yield SoughtPhrase(text, phrase_terms(text), title_only=scope is Scope.TITLE)
        case Prefix(text, scope) if scope in (Scope.TEXT, Scope.TITLE):
            yield SoughtPrefix(text, title_only=scope is Scope.TITLE)


class SoughtConcept:
    """A word in all its forms: alone, as a sequence of words, or as its parts near each other."""

    def __init__(self, concept: Concept, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = concept.text
        self.title_only = title_only
        alone = tuple(each for each in concept.alternatives if not isinstance(each, Adjacent | Nearby))
        self._alone = Concept(concept.text, concept.optional, alone)
        self._sequences = [each for each in concept.alternatives if isinstance(each, Adjacent)]
        self._windows = [each for each in concept.alternatives if isinstance(each, Nearby)]
        self._lexicon = lexicon
        self._rule = lru_cache(maxsize=4096)(self._find_rule)

    def find(self, tokens: Sequence[Token]) -> list[Span]:
        """Words and sequences; parts that stand near each other only where nothing nearer is found."""
        found = [Span(token.start, token.end, rule) for token in tokens if (rule := self._rule_of(token)) is not None]
        for sequence in self._sequences:
            found += self._in_sequence(sequence, tokens)
        for window in self._windows if not found else ():
            found += self._near(window, tokens)
        return found

    def _rule_of(self, token: Token) -> Rule | None:
        rules = [rule for term in token.terms if (rule := self._rule(term.text, token.surface)) is not None]
        return min(rules, key=NEARNESS.index, default=None)

    def _find_rule(self, term: str, surface: str) -> Rule | None:
        form = self._lexicon.form_id(term)
        return None if form < 0 else rule_of(form, self._alone, self._lexicon, surface=surface)

    def _in_sequence(self, sequence: Adjacent, tokens: Sequence[Token]) -> list[Span]:
        """From the first word of the sequence to its last, as one."""
        at = {token.position: token for token in tokens}
        found = []
        for token in tokens:
            run = [at.get(token.position + offset) for offset in sequence.offsets]
            whole = [each for each, wanted in zip(run, sequence.classes, strict=True) if each and self._class_of(each) == wanted]
            if len(whole) == len(run):
                found.append(Span(token.start, whole[-1].end, sequence.rule))
        return found

    def _class_of(self, token: Token) -> int:
        form = self._lexicon.form_id(token.terms[0].text)
        return -1 if form < 0 else int(self._lexicon.class_of[form])

    def _near(self, window: Nearby, tokens: Sequence[Token]) -> list[Span]:
        """Tokens that are or contain a part, and have all other parts near them."""
        having = [(token, parts) for token in tokens if (parts := self._parts_of(token) & set(window.parts))]
        found = []
        for token, _ in having:
            around = [parts for other, parts in having if abs(other.position - token.position) < WINDOW]
            if len(around) > 1 and set().union(*around) == set(window.parts):
                found.append(Span(token.start, token.end, window.rule))
        return found

    def _parts_of(self, token: Token) -> set[int]:
        forms = [form for term in token.terms if (form := self._lexicon.form_id(term.text)) >= 0]
        own = {int(self._lexicon.class_of[form]) for form in forms}
        return own.union(*(self._lexicon.parts_of(form).tolist() for form in forms))


NEARNESS = list(Rule)


@dataclass(frozen=True, slots=True)
class SoughtPhrase:
    """Words as written, next to each other."""

    word: str
    terms: tuple[PhraseTerm, ...]
    title_only: bool

    def find(self, tokens: Sequence[Token]) -> list[Span]:
        """Every place where the phrase stands, from its first word to its last."""
        at = {token.position: token for token in tokens}
        found = []
        for token in tokens:
            run = [at.get(token.position + each.offset) for each in self.terms]
            whole = [other for other, each in zip(run, self.terms, strict=True) if other and other.terms[0].text == each.term]
            if len(whole) == len(run):
                found.append(Span(token.start, whole[-1].end, Rule.WORD))
        return found


class SoughtPrefix:
    """Surface forms that begin with ``word``."""

    def __init__(self, word: str, *, title_only: bool) -> None:
        self.word = word
        self.title_only = title_only
        self._beginning = xkey(word)

    def find(self, tokens: Sequence[Token]) -> list[Span]:
        """The tokens whose own term begins so."""
        return [Span(token.start, token.end, Rule.WORD) for token in tokens if token.terms[0].text.startswith(self._beginning)]
