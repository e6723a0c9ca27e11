"""An answer of every operation, for the document: an invented release, brought into JSON by the serializers themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from search_service.archive import Change, Version
from search_service.public_changes import ChangeType
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.query.rule import Rule
from search_service.release import Block, BlockType, Release
from search_service.results import (
    AbbreviationEntry,
    AbbreviationReading,
    Bucket,
    Completion,
    Completions,
    Facet,
    Facets,
    FacetValue,
    Hit,
    Interval,
    Match,
    ResultPage,
    Snippet,
    SnippetPart,
    TitleCompletion,
    YearValue,
)
from search_service.schema import FacetName, Field, facet_values
from search_service.web.api.models import TimelineAnswer
from search_service.web.api.serializers import (
    abbreviations_answer,
    api_facets,
    changes_answer,
    release_answer,
    search_answer,
    similar_answer,
    suggest_answer,
)

_MOMENT = datetime(2024, 3, 21, 9, 0, tzinfo=UTC)
RELEASE = Release(
    id="2024-03-21-wohnungsbau",
    url="https://www.example.org/2024-03-21-wohnungsbau",
    title="Mehr Geld für den Wohnungsbau",
    topics=("Wohnen",),
    ministries=("Bauministerium",),
    published=_MOMENT,
    teaser="Gemeinden erhalten 20 Millionen Euro.",
    body=(Block(text="Das Programm zur Wohnungsbauförderung (WBF) wird verdoppelt."), Block(type=BlockType.QUOTE, text="„Wir bauen.“")),
)
_HIT = Hit(
    id=RELEASE.id,
    url=RELEASE.url,
    title=RELEASE.title,
    teaser=RELEASE.teaser,
    published=RELEASE.published,
    facet_values=facet_values(RELEASE),
    score=12.3,
    snippets=(Snippet(Field.TITLE, (SnippetPart("Mehr Geld für den ", match=False), SnippetPart("Wohnungsbau", match=True))),),
    matched=(Match("Wohnungsbau", "Wohnungsbau", Rule.WORD), Match("Wohnungsbau", "Wohnungsbauförderung", Rule.COMPOUND)),
)
_FACETS = Facets(
    {name: Facet(tuple(FacetValue(value, 1) for value in values)) for name, values in facet_values(RELEASE).items()},
    year=(YearValue("2024", 1, months=(FacetValue("2024-03", 1),)),),
)
_REQUEST = SearchRequest(q="Wohnungsbau", node=parse("Wohnungsbau").node, parsed="Wohnungsbau", sort=Sort.RELEVANCE)
_PAGE = ResultPage(request=_REQUEST, parsed="Wohnungsbau", total=1, hits=(_HIT,), facets=_FACETS, generation=1, visible=1, took_ms=0.4)
_COMPLETIONS = Completions(
    words=(Completion("Wohnungsbau", 1),),
    facet_values={FacetName.TOPIC: (FacetValue("Wohnen", 1),)},
    releases=(TitleCompletion(RELEASE.id, RELEASE.title),),
)


def answer_examples() -> dict[str, dict[str, Any]]:
    """Name of an operation → its answer; links are those of the service that is asked."""
    similar = similar_answer((_HIT,))
    release = release_answer(RELEASE, (Version(1, RELEASE.content_hash, _MOMENT, _MOMENT),), standing=(False, False))
    changes = (Change(1, ChangeType.ADDED, RELEASE.id, _MOMENT, RELEASE), Change(2, ChangeType.WITHDRAWN, "2019-01-01-alt", _MOMENT, None))
    answers: dict[str, BaseModel] = {
        "search": search_answer(_PAGE),
        "facets": api_facets(_FACETS),
        "timeline": TimelineAnswer(interval=Interval.YEAR, buckets=(Bucket("2023", 4), Bucket("2024", 9))),
        "suggest": suggest_answer(_COMPLETIONS),
        "abbreviations": abbreviations_answer(
            (AbbreviationEntry("WBF", (AbbreviationReading("Wohnungsbauförderung", 3),), expanded=True),)
        ),
        "release": release,
        "release_at": release,
        "similar": similar,
        "similar_text": similar,
        "changes": changes_answer(changes, since=0, limit=2),
    }
    return {name: json.loads(answer.model_dump_json(by_alias=True)) for name, answer in answers.items()}
