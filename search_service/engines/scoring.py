"""BM25F, the score of every engine that can: for a term that occurs in several fields. Weights come from ``search_service.schema``.

    s(t, d) = idf(t) · tf' · (k1 + 1) / (tf' + k1)        tf' = Σ_f  w_f · tf_f / (1 − b + b · len_f / avglen_f)
    idf(t)  = ln(1 + (N − n + ½) / (n + ½))

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6 (simple BM25F); the idf with
"1 +", never negative, is Lucene's. N and n count live releases only.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from search_service.schema import FIELD_WEIGHTS, FIELDS

K1 = 1.2
B = 0.75
SCORE_OF_LIFTED = 1e6
"""What lifted hits are ordered by, less their place: more than any score, and in float32 still different for each of them."""
SCORE_STEPS = 1000.0
"""Scores are rounded to a thousandth before they order anything: the last digits depend on the order of segments."""


def field_factors(lengths: NDArray[np.float32], live: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    """w_f / (1 − b + b · len_f / avglen_f) of every document: float32 [documents, fields].

    ``lengths`` float32 [documents, fields] in terms; only ``live`` documents count for the averages.
    """
    counted = lengths if live is None else lengths[live]
    average = counted.mean(axis=0, dtype=np.float64) if len(counted) else np.ones(len(FIELDS))
    return field_factors_of(lengths, average)


def field_factors_of(lengths: NDArray[np.float32], average: NDArray[np.float64]) -> NDArray[np.float32]:
    """The same where the ``average`` length of each field, float64 [fields], is known."""
    relative = lengths / np.where(average > 0, average, 1.0)
    weights = np.array([FIELD_WEIGHTS[field] for field in FIELDS])
    return np.asarray(weights / (1.0 - B + B * relative), np.float32)


def inverse_document_frequency(total: int, found: int) -> float:
    return math.log(1.0 + (total - found + 0.5) / (found + 0.5))


def rounded(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Scores as they order hits: float32 [n] → float64 [n]."""
    return np.rint(scores.astype(np.float64) * SCORE_STEPS) / SCORE_STEPS


def saturated(frequencies: NDArray[np.float32], *, idf: float | NDArray[np.float64]) -> NDArray[np.float32]:
    """BM25 of weighted, length-normalized frequencies tf', float32 [n] → float32 [n]; ``idf`` of all of them, or of each, float64 [n]."""
    return np.asarray(np.asarray(idf * (K1 + 1.0), np.float32) * frequencies / (frequencies + K1), np.float32)


RECENCY_SHARE = 0.1
RECENCY_HALF_LIFE_DAYS = 365.0
DAY_SECONDS = 86_400


def recency(published: NDArray[np.int64], day: int) -> NDArray[np.float32]:
    """A mild factor for newer releases: 1 + 0.1 · 2^(−age / one year), float32 [n].

    ``published`` in seconds since 1970, ``day`` (UTC) in days since 1970; what is of that day has no age. A release of today gains
    10 %, one of a year ago 5 %, so that among equals the newer one comes first and a clearly better match is never overtaken.
    Switched off by the setting ``recency``.
    """
    age_days = np.maximum(day - published / DAY_SECONDS, 0.0)
    return np.asarray(1.0 + RECENCY_SHARE * np.exp2(-age_days / RECENCY_HALF_LIFE_DAYS), np.float32)
