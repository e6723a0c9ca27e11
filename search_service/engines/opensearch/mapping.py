"""What the cluster is told about an index of releases: strict fields, analyzers made of built-in parts alone, nothing that guesses.

Our analysis is on our side. A text arrives as tokens: at each position the numbers of forms, of their classes and of their parts stand
together (``f12|c3|p7``), ``_`` is a position without a word. What a word weighs in a release arrives computed as well, as a feature.
"""

from __future__ import annotations

from typing import Any

from search_service.engines.generations import Versions
from search_service.query.request import MAX_PAGE_SIZE, MAX_PAGED_HITS
from search_service.schema import FACETS

FORMAT_VERSION = 1
"""Raise it when the fields or the files beside them change their form."""
VERSIONS = Versions(engine="opensearch", engine_version="2", format_version=FORMAT_VERSION)

TEXT, TITLE = "text", "title"
"""Tokens with positions: of all text fields, FIELD_GAP positions apart, and of the title alone."""
FEATURES, TITLE_FEATURES = "features", "title_features"
"""tf' of BM25F for everything that is scored by how often it occurs: over all text fields, and in the title alone."""
NO_WORD, TOGETHER = "_", "|"
FIELD_GAP = 100
"""Positions between two text fields: more than any window looks over."""
LONGEST_TOKENS = 1_000_000
"""Characters of what may stand at one position of a query: all forms of a class, or all words that begin so."""
MOST_TERMS = 65_536
"""Terms of one clause, the server's own limit."""


def index_settings(*, shards: int) -> dict[str, Any]:
    """The settings of an index that is being written; replicas come when it is complete."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "max_result_window": MAX_PAGED_HITS + MAX_PAGE_SIZE + 1,
        "max_terms_count": MOST_TERMS,
        "analysis": {
            "tokenizer": {"positions": {"type": "whitespace", "max_token_length": LONGEST_TOKENS}},
            "filter": {
                "together": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
                "no_word": {"type": "stop", "stopwords": [NO_WORD]},
            },
            "analyzer": {"tokens": {"type": "custom", "tokenizer": "positions", "filter": ["together", "no_word"]}},
        },
    }


def index_mapping() -> dict[str, Any]:
    """The fields of a release. ``stored`` comes back as it was sent; all else is for finding alone."""
    tokens = {"type": "text", "analyzer": "tokens", "norms": False, "similarity": "boolean", "position_increment_gap": FIELD_GAP}
    number = {"type": "integer"}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored"]},
        "properties": {
            "id": {"type": "keyword"},
            "stored": {"type": "object", "enabled": False},
            TEXT: tokens,
            TITLE: tokens,
            FEATURES: {"type": "rank_features"},
            TITLE_FEATURES: {"type": "rank_features"},
            **{facet.name.value: {"type": "keyword"} for facet in FACETS},
            "standing": {"type": "keyword", "doc_values": False},
            "blocks": {"type": "long", "doc_values": False},
            "published": {"type": "long"},
            "visible_from": {"type": "long"},
            **dict.fromkeys(("number", "day", "month", "year"), number),
        },
    }


LEXICON_MAPPING: dict[str, Any] = {"dynamic": "strict", "properties": {"data": {"type": "binary"}}}
"""Pieces of the files that travel with a generation, each named by its content."""
