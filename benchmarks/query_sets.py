"""Queries whose answers are known: read from files of questions and passages, or of judged queries."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search_service.release import Block, Release

SHORTEST_PASSAGE = 200
"""Characters; XQuAD's passages have 200 at least, so paragraphs put beside them have too."""
_SYNTAX = re.compile(r'["„“”«»*]|(?<!\w)-')
_DATED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the grades of the documents that answer it; ``kind`` groups queries in a table."""

    text: str
    grades: Mapping[str, int]
    kind: str = ""


def read_questions(path: Path) -> list[JudgedQuery]:
    """JSON Lines with ``question`` and ``relevant`` (ids). Signs of our query language are taken out: meaning is measured, not syntax."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [JudgedQuery(_SYNTAX.sub(" ", each["question"]), dict.fromkeys(each["relevant"], 1)) for each in records]


def read_passages(path: Path) -> list[Release]:
    """JSON Lines with ``id`` and ``text``, each as a release without a title of its own."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_passage(each["id"], each["text"]) for each in records]


def paragraphs(releases: Sequence[Release], count: int, *, seed: int) -> list[Release]:
    """``count`` paragraphs of an archive as passages that answer nothing, so that there is more to go wrong."""
    texts = list(dict.fromkeys(block.text for release in releases for block in release.body if len(block.text) >= SHORTEST_PASSAGE))
    drawn = random.Random(seed).sample(texts, min(count, len(texts)))
    return [_passage(f"paragraph-{number}", text) for number, text in enumerate(drawn)]


def _passage(passage_id: str, text: str) -> Release:
    return Release(id=passage_id, title="–", published=_DATED, body=(Block(text=text),))


def read_judged(path: Path) -> list[JudgedQuery]:
    """TOML tables ``[[query]]``; queries that nothing answers are left out.

    Either ``q`` with ``relevant = [{id, grade}, …]``, or ``text``, ``kind`` and a table ``grades`` (id = grade).
    """
    judged = map(_judged, tomllib.loads(path.read_text(encoding="utf-8"))["query"])
    return [query for query in judged if query.grades]


def _judged(table: Mapping[str, Any]) -> JudgedQuery:
    grades = table["grades"] if "grades" in table else {found["id"]: found["grade"] for found in table["relevant"]}
    text = table["text"] if "text" in table else table["q"]
    return JudgedQuery(text, {found: grade for found, grade in grades.items() if grade > 0}, table.get("kind", ""))
