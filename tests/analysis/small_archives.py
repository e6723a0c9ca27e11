"""Vocabularies and lexicons of a few texts."""

from collections.abc import Iterable
from pathlib import Path

from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon
from search_service.analysis.meaning.parts.compounds import CountedHeads, Splitter
from search_service.analysis.meaning.parts.modifiers import modifier_weights
from search_service.analysis.tokenizer import index_terms


def counts_of(texts: Iterable[str]) -> WordCounts:
    """The counts of some texts."""
    counts = WordCounts()
    for text in texts:
        counts.add(text)
    return counts


def evidence_of(words: str, *, uses: int = 5) -> CountedEvidence:
    """The evidence of an archive that has each word, as written, so many times and never at the beginning of a sentence."""
    return CountedEvidence(counts_of([f"x {words}"] * uses))


def splitter_of(evidence: CountedEvidence) -> Splitter:
    """A splitter with the modifiers found in some evidence."""
    heads = CountedHeads(evidence)
    weights = modifier_weights(evidence, heads)
    return Splitter(evidence, modifier=lambda modifier: weights.get(modifier, 0.0), heads=heads)


def lexicon_of(texts: Iterable[str], folder: Path) -> Lexicon:
    """The lexicon of an archive of these texts."""
    texts = list(texts)
    terms = {term for text in texts for term in index_terms(text)[0]}
    folder.mkdir(parents=True, exist_ok=True)
    return build_lexicon(counts_of(texts), terms, folder)
