"""A release as it lies in the index, beside all that it is found by: what the server gives back and never reads itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from search_service.errors import InvalidReleaseError
from search_service.explain.stored_document import StoredDocument
from search_service.release import Release
from search_service.schema import FACETS
from search_service.standing_blocks import block_key


@dataclass(frozen=True, slots=True)
class Record:
    """What is stored of a release; ``published`` and ``visible_from`` in seconds since 1970."""

    stored: StoredDocument
    published: int
    visible_from: int

    @classmethod
    def of(cls, release: Release) -> Record:
        """A release in an archive of which no block is known to recur. Raises InvalidReleaseError for text that no index can hold."""
        record = cls(StoredDocument.of(release), math.floor(release.published.timestamp()), math.ceil(release.visible_from.timestamp()))
        try:
            str(record.packed()).encode()
        except UnicodeEncodeError as error:
            raise InvalidReleaseError((f"release {release.id}: take half characters (lone surrogates) out of its text",)) from error
        return record

    def among(self, recurring: Set[int]) -> Record:
        """The same in an archive in which the blocks with the keys ``recurring`` recur."""
        return replace(self, stored=self.stored.among(recurring))

    @property
    def blocks(self) -> set[int]:
        """The keys of its blocks."""
        return {key for block in self.stored.blocks if (key := block_key(block))}

    def packed(self) -> dict[str, Any]:
        """As JSON."""
        stored = self.stored
        values = [stored.facet_values[facet.name] for facet in FACETS]
        texts = [stored.id, stored.url, *stored.texts.values()]
        return {"seconds": [self.published, self.visible_from], "release": [*texts, *values, stored.standing, stored.published.isoformat()]}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Record:
        """What was ``packed``. Raises KeyError, TypeError or ValueError for anything else."""
        release_id, url, title, teaser, body, caption, *values, standing, published = packed["release"]
        stored = StoredDocument(
            id=release_id,
            url=url,
            title=title,
            teaser=teaser,
            body=body,
            caption=caption,
            facet_values={facet.name: tuple(of_facet) for facet, of_facet in zip(FACETS, values, strict=True)},
            published=datetime.fromisoformat(published),
            standing=tuple((place, block) for place, block in standing),
        )
        return cls(stored, *packed["seconds"])
