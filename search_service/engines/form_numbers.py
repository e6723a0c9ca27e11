"""The lexicon's numbers of many terms at once, whatever the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon


class FormNumbers:
    """The lexicon's numbers of many terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._all: dict[str, int] | None = None

    def of_terms(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """int32 [terms]; few terms are looked up one by one, for many the whole lexicon is read once: a tenth for each."""
        if len(terms) * 10 < self._lexicon.forms:
            return np.array([self._lexicon.form_id(term) for term in terms], np.int32)
        if self._all is None:
            self._all = {self._lexicon.form(number): number for number in range(self._lexicon.forms)}
        return np.array([self._all[term] for term in terms], np.int32)
