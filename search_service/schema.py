"""The searched fields of a release and what each weighs in a score; engines build their own schema from this table."""

from __future__ import annotations

from enum import StrEnum

from search_service.release import Release

SCHEMA_VERSION = 1
"""Raise it when the stored form of an index changes; an index of another version must be rebuilt."""


class Field(StrEnum):
    """A searched text field, in the order in which a reader meets them."""

    TITLE = "title"
    TEASER = "teaser"
    BODY = "body"
    CAPTION = "caption"


FIELDS = tuple(Field)


FIELD_WEIGHTS: dict[Field, float] = {Field.TITLE: 3.0, Field.TEASER: 1.5, Field.BODY: 1.0, Field.CAPTION: 0.7}
"""Weight of a field in BM25F: what one occurrence there counts against one in the body.

The ranking is flat in them: nDCG@10 of the judged samples is .901 to .907 from 1 : 1 : 1 : 1 to 8 : 3 : 1 : 0.5
(``python -m benchmarks.field_weights``), .905 here; an exact title word wins, which is what people expect.
"""


def field_texts(release: Release) -> dict[Field, str]:
    """The text of every searched field; blocks, captions and alt texts are a line each."""
    return {
        Field.TITLE: release.title,
        Field.TEASER: release.teaser,
        Field.BODY: release.body_text,
        Field.CAPTION: release.caption_text,
    }
