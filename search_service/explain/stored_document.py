"""What an index gives back of a release: all that a hit, its snippets and the reasons for it need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from search_service.schema import FacetValues, Field


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A release as the index knows it; ``caption`` holds captions and alt texts, a line each."""

    id: str
    url: str
    title: str
    teaser: str
    body: str
    caption: str
    facet_values: FacetValues
    published: datetime

    @property
    def texts(self) -> Mapping[Field, str]:
        """The searched texts by field, in the order of ``Field``."""
        return {Field.TITLE: self.title, Field.TEASER: self.teaser, Field.BODY: self.body, Field.CAPTION: self.caption}
