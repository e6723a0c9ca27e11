"""What of a release is searched, filtered and counted, as tables: text fields, facets, the fields of the query language.

Code that treats every field or every facet alike walks a table; engines build their own schema from them. A new facet or query
field is a member of an enum and a row here; what else it needs is named by mypy and tests/test_schema.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from search_service.messages import N_
from search_service.release import Release

SCHEMA_VERSION = 1
"""Raise it when the stored form of an index changes, as with every new facet; an index of another version must be rebuilt."""


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


class Scope(StrEnum):
    """Where a word, phrase or prefix of a query is looked for."""

    TEXT = "text"
    """All text fields: where no query field stands before the word."""
    TITLE = "title"
    TOPIC = "topic"
    MINISTRY = "ministry"


class DateBound(Enum):
    """Which days a date of a query bounds."""

    SINCE = auto()
    UNTIL = auto()
    ON = auto()


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field of the query language, ``german:`` or ``english:`` before a word, a phrase or a date.

    ``fields`` are the texts that it looks in, none for a facet or a date; ``in_words`` is the message that tells a reader so.
    """

    means: Scope | DateBound
    german: str
    english: str
    fields: tuple[Field, ...] = ()
    in_words: str = ""


QUERY_FIELDS = (
    QueryField(Scope.TITLE, "titel", "title", fields=(Field.TITLE,), in_words=N_("in the title: %(words)s")),
    QueryField(Scope.TOPIC, "thema", "topic", in_words=N_("topic: %(words)s")),
    QueryField(Scope.MINISTRY, "ministerium", "ministry", in_words=N_("ministry: %(words)s")),
    QueryField(DateBound.SINCE, "seit", "since"),
    QueryField(DateBound.UNTIL, "bis", "until"),
    QueryField(DateBound.ON, "datum", "date"),
)
QUERY_FIELD_OF = {row.means: row for row in QUERY_FIELDS}


def searched_fields(scope: Scope) -> tuple[Field, ...]:
    """The text fields that a scope looks in; none for one of a facet."""
    return FIELDS if scope is Scope.TEXT else QUERY_FIELD_OF[scope].fields


class FacetName(StrEnum):
    """A facet whose values releases name, as URLs and answers call it; years are counted from dates."""

    TOPIC = "topic"
    MINISTRY = "ministry"


class Role(Enum):
    """What the values of a facet are to a release; pages, feeds and exports show them by it."""

    SUBJECT = auto()
    """What it is about."""
    ISSUER = auto()
    """Who issued it."""


@dataclass(frozen=True, slots=True)
class FacetField:
    """A facet: ``attribute`` is the field of ``Release`` that holds its values, and their name in every answer.

    ``scope`` is the query field that looks for words in the values; ``label``, ``plural`` and ``search_label`` are messages;
    ``example`` is a value that the documentation of the API shows.
    """

    name: FacetName
    attribute: str
    scope: Scope
    role: Role
    label: str
    plural: str
    search_label: str
    example: str


FACETS = (
    FacetField(
        FacetName.TOPIC,
        attribute="topics",
        scope=Scope.TOPIC,
        role=Role.SUBJECT,
        label=N_("Topic"),
        plural=N_("Topics"),
        search_label=N_("Search topics"),
        example="Integration",
    ),
    FacetField(
        FacetName.MINISTRY,
        attribute="ministries",
        scope=Scope.MINISTRY,
        role=Role.ISSUER,
        label=N_("Ministry"),
        plural=N_("Ministries"),
        search_label=N_("Search ministries"),
        example="Sozialministerium",
    ),
)
FACET_OF_SCOPE = {facet.scope: facet for facet in FACETS}

FacetValues = Mapping[FacetName, tuple[str, ...]]
"""Values of every facet."""


def facet_values(release: Release) -> dict[FacetName, tuple[str, ...]]:
    """The values of every facet, as the release has them."""
    return {facet.name: getattr(release, facet.attribute) for facet in FACETS}


def in_role(values: FacetValues, role: Role) -> tuple[str, ...]:
    """The values of all facets with a role."""
    return tuple([value for facet in FACETS if facet.role is role for value in values.get(facet.name, ())])
