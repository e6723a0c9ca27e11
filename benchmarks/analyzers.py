"""German analysis chains of other engines, each as text → index terms, for one shared harness (``bm25``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import Stemmer
import tantivy
from whoosh.analysis import LanguageAnalyzer

from benchmarks import lucene_german

LONGEST_TANTIVY_TOKEN = 40
"""As in tantivy's own default analyzers."""
_UNICODE61 = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Chain:
    """An analysis with the name that the tables give it."""

    name: str
    terms: Callable[[str], list[str]]


def tantivy_german() -> tantivy.TextAnalyzer:
    """tantivy's German: words of letters and digits, lower case, stop words, Snowball stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_TANTIVY_TOKEN))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword("german"))
        .filter(tantivy.Filter.stemmer("german"))
        .build()
    )


def unicode61(text: str) -> list[str]:
    """The tokens of SQLite FTS5's default tokenizer: letters and digits, lower case, diacritics removed."""
    return [without_diacritics(word.lower()) for word in _UNICODE61.findall(text)]


def without_diacritics(word: str) -> str:
    """``für`` → ``fur``; ß stays, it has no decomposition."""
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


class SnowballWords:
    """FTS5's tokens with Snowball's current German stems: what its users feed it, having no stemmer for German."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("german")
        self._known: dict[str, str] = {}

    def stems(self, text: str) -> list[str]:
        """A stem for every token, stop words too."""
        return [self._known.get(word) or self._stem(word) for word in _UNICODE61.findall(text)]

    def content_stems(self, text: str) -> list[str]:
        """Stems without stop words."""
        words = (word for word in _UNICODE61.findall(text) if word.lower() not in lucene_german.STOP_WORDS)
        return [self._known.get(word) or self._stem(word) for word in words]

    def _stem(self, word: str) -> str:
        stem = str(self._stemmer.stemWord(word.lower()))
        self._known[word] = stem
        return stem


def whoosh_german() -> Callable[[str], list[str]]:
    analyzer = LanguageAnalyzer("de")
    return lambda text: [token.text for token in analyzer(text)]


def baseline_chains() -> tuple[Chain, ...]:
    """The chains that ours is compared with; each call makes them anew, with cold caches."""
    return (
        Chain("FTS5 unicode61", unicode61),
        Chain("FTS5, Snowball stems", SnowballWords().content_stems),
        Chain("Whoosh LanguageAnalyzer('de')", whoosh_german()),
        Chain("tantivy, German stemmer", tantivy_german().analyze),
        Chain("Lucene german", lucene_german.terms),
    )
