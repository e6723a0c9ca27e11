"""Small archives for tests: releases made in a line, written and searched through the engine contract alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from datetime import UTC, datetime

from search_service.answers.searcher import EngineSearcher, open_searcher
from search_service.config import Settings
from search_service.engines.base import Index, Searcher
from search_service.engines.registry import open_index, open_reader
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Block, Release
from search_service.results import ResultPage
from search_service.steering.in_force import FixedSteering
from search_service.steering.rules import Steering

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def release(release_id: str, text: str, *, title: str = "Meldung", published: str = "2024-03-21", **more: object) -> Release:
    """A release whose body is ``text``, one block per line."""
    values: dict[str, object] = {
        "id": release_id,
        "title": title,
        "published": f"{published}T10:00:00+01:00",
        "body": [Block(text=line) for line in text.splitlines() if line.strip()],
    }
    return Release.model_validate(values | more)


class Archive:
    """An index in a folder of its own, written and searched through the contract alone."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.index: Index = open_index(settings)
        self.searcher: Searcher = open_searcher(settings)

    def steered(self, **rules: object) -> Archive:
        """The same archive with these rules of editors and no default ones."""
        archive = copy(self)
        steering = Steering.model_validate({"default_synonyms": False} | rules)
        archive.searcher = EngineSearcher(open_reader(self.settings), steering=FixedSteering(steering))
        return archive

    def rebuild(self, releases: Iterable[Release]) -> None:
        with self.index.rebuild() as writer:
            for each in releases:
                writer.add(each)

    def update(self, *, add: Iterable[Release] = (), delete: Iterable[str] = ()) -> None:
        with self.index.update() as writer:
            for each in add:
                writer.add(each)
            for release_id in delete:
                writer.delete(release_id)

    def search(self, q: str = "", **more: object) -> ResultPage:
        node = parse(q).node
        sort = Sort.RELEVANCE if q else Sort.NEWEST
        request = SearchRequest(q=q, node=node, sort=sort, moment=NOW)
        return self.searcher.search(request.but(**more))

    def ids(self, q: str = "", **more: object) -> list[str]:
        """Ids of the hits in order; partial matches do not count as found."""
        page = self.search(q, **more)
        return [] if page.partial else [hit.id for hit in page.hits]


MakeArchive = Callable[..., Archive]
