"""What an index gives back of a release: all that a hit, its snippets and the reasons for it need, and to take it in once more."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from search_service.release import Release
from search_service.schema import FACETS, FacetValues, Field
from search_service.standing_blocks import Standing, blocks_of, joined, parted


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A release as the index knows it.

    ``body`` is without its ``standing`` blocks, which no field has; ``caption`` holds captions and alt texts, a line each.
    """

    id: str
    url: str
    title: str
    teaser: str
    body: str
    caption: str
    facet_values: FacetValues
    published: datetime
    standing: Standing = ()

    @classmethod
    def of(cls, release: Release, recurring: Set[int] = frozenset()) -> StoredDocument:
        """A release in an archive in which the blocks with the keys ``recurring`` recur; every value of a facet once."""
        body, standing = parted(blocks_of(release), recurring)
        values = {facet.name: tuple(dict.fromkeys(getattr(release, facet.attribute))) for facet in FACETS}
        return cls(release.id, release.url, release.title, release.teaser, body, release.caption_text, values, release.published, standing)

    def among(self, recurring: Set[int]) -> StoredDocument:
        """The same in an archive in which other blocks recur."""
        body, standing = parted(self.blocks, recurring)
        return replace(self, body=body, standing=standing)

    @property
    def blocks(self) -> list[str]:
        """All blocks of the body in their order."""
        return joined(self.body, self.standing)

    @property
    def texts(self) -> Mapping[Field, str]:
        """The searched texts by field, in the order of ``Field``."""
        return {Field.TITLE: self.title, Field.TEASER: self.teaser, Field.BODY: self.body, Field.CAPTION: self.caption}
