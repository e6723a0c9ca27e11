"""Keeps the vocabulary of an archive from generation to generation, whatever the engine: counts of its words, and its lexicon.

New forms are classed with the current lexicon when they are published; classes and splits of all are computed anew after that. What
an engine derives from the lexicon, and where terms come from, is its own matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from search_service.analysis.chunk_lines import ChunkLines
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon, extend_lexicon
from search_service.analysis.meaning.stored.phrases import PHRASES_FILE
from search_service.analysis.tokens import Kind
from search_service.array_file import link_or_copy
from search_service.explain.stored_document import StoredDocument
from search_service.results import VocabularyStatus
from search_service.schema import FacetValues

LEXICON_FOLDER = "lexicon"
COUNTS_FOLDER = "counts"
FOLDERS = (LEXICON_FOLDER, COUNTS_FOLDER)
"""What it writes into the folder of a generation."""
REFRESHED_AT = 1.01
"""Growth of the vocabulary at which classes and splits are computed anew already when new releases are published: then 0.04 % of the
splits of a large archive have changed (measured from 13,000 to 66,000 releases). Less growth is published first, and settled after it."""

ALWAYS_REFRESHED = 10_000
"""Forms up to which everything is computed anew at every publish, in a quarter of a second: nothing is left to be settled after it."""


@dataclass(frozen=True, slots=True)
class LexiconFacts:
    """What a generation remembers of its lexicon.

    ``refreshed_forms`` is how many forms it had when it was last computed from the whole vocabulary, not extended.
    """

    vocabulary: VocabularyStatus
    refreshed_forms: int


@dataclass(frozen=True, slots=True)
class KeptLexicon:
    """The lexicon of a generation; if ``extended``, the numbers of forms and classes are those of the generation before."""

    lexicon: Lexicon
    extended: bool
    facts: LexiconFacts


class VocabularyKeeper:
    """The vocabulary of one generation that is being written."""

    def __init__(self, counts: WordCounts, before: tuple[Path, LexiconFacts] | None) -> None:
        self._counts = counts
        self._before = before

    @classmethod
    def anew(cls) -> VocabularyKeeper:
        """For a generation that begins with nothing."""
        return cls(WordCounts(), None)

    @classmethod
    def after(cls, generation: Path, facts: LexiconFacts, *, anew: bool = False) -> VocabularyKeeper:
        """For one that begins with what the ``generation`` before holds; with ``anew`` nothing of its lexicon is kept."""
        return cls(WordCounts.load(generation / COUNTS_FOLDER), None if anew else (generation, facts))

    def count_texts(self, lines: ChunkLines) -> None:
        """Count the texts of documents that are added."""
        self._counts.add_lines(lines)

    def count_values(self, values: FacetValues) -> None:
        """Count the values of facets of a document that is added: query fields look for their words, too."""
        for value in _each(values):
            self._counts.add(value)

    def take_back(self, stored: StoredDocument) -> None:
        """Take back what was counted of a document that is deleted."""
        for text in (*stored.texts.values(), *_each(stored.facet_values)):
            self._counts.subtract(text)

    def write(self, folder: Path, *, new_terms: Callable[[], set[str]], all_terms: Callable[[], set[str]]) -> KeptLexicon:
        """Write counts and lexicon into the folder of the generation, once: the counts are let go of.

        Phrases are those of the lexicon before while it is extended; when it is computed anew, the engine has them mined of its texts
        (``phrase_mining``).

        ``new_terms`` gives the index terms of what has been added, and may give others that the lexicon has already; ``all_terms``,
        all of the archive, is asked only when everything is computed anew.
        """
        (folder / COUNTS_FOLDER).mkdir()
        self._counts.save(folder / COUNTS_FOLDER)
        target = folder / LEXICON_FOLDER
        target.mkdir()
        kept = self._extended(new_terms, target) or self._refreshed(all_terms(), target)
        self._counts = WordCounts()  # 100 MB of a large archive, which engines need not wait beside
        return kept

    def _extended(self, new_terms: Callable[[], set[str]], target: Path) -> KeptLexicon | None:
        if self._before is None:
            return None
        generation, known = self._before
        old = Lexicon.open(generation / LEXICON_FOLDER)
        terms = {term for term in new_terms() if old.form_id(term) < 0}
        forms = old.forms + len(terms)
        if forms <= ALWAYS_REFRESHED or forms > REFRESHED_AT * known.refreshed_forms:
            return None
        lexicon = extend_lexicon(old, self._counts, terms, target)
        link_or_copy(old.folder / PHRASES_FILE, target / PHRASES_FILE)
        vocabulary = _vocabulary(lexicon, abbreviations=known.vocabulary.abbreviations)
        return KeptLexicon(lexicon, extended=True, facts=LexiconFacts(vocabulary, known.refreshed_forms))

    def _refreshed(self, terms: set[str], target: Path) -> KeptLexicon:
        lexicon = build_lexicon(self._counts, terms, target)
        vocabulary = _vocabulary(lexicon, abbreviations=len(list(lexicon.abbreviations)))
        return KeptLexicon(lexicon, extended=False, facts=LexiconFacts(vocabulary, lexicon.forms))


def _each(values: FacetValues) -> Iterable[str]:
    return (value for of_facet in values.values() for value in of_facet)


def _vocabulary(lexicon: Lexicon, *, abbreviations: int) -> VocabularyStatus:
    plain = lexicon.kinds == KINDS.index(Kind.WORD)
    return VocabularyStatus(
        words=int(plain.sum()),
        compounds=int((plain & (lexicon.part_counts > 1)).sum()),
        abbreviations=abbreviations,
    )
