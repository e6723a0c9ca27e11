"""What is told of each answer to whoever watches the service: its route, its status, what it took, and the search that it answered.

Views note what they searched; observers (numbers, slow queries, statistics) get that after the answer was made. They keep no address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Flask, Response, g, request

from search_service.query.request import SearchRequest
from search_service.results import ResultPage
from search_service.stages import Stopwatch


@dataclass(frozen=True, slots=True)
class Searched:
    """What a request searched; ``page`` is what it was answered with, None where no page of hits was made (tables, timelines)."""

    request: SearchRequest
    page: ResultPage | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; ``route`` is a rule, or "none"; ``seconds`` are those until the answer began, ``stages`` their parts by ``Stage``."""

    route: str
    method: str
    status: int
    seconds: float
    stages: Sequence[float]
    searched: Searched | None


_OF_FEW = re.compile(r"<any\([^)]*\):(?P<name>\w+)>")
Observer = Callable[[Answered], None]
"""Called in the thread that answers, so it neither waits nor raises."""


def install_observation(app: Flask, observers: Sequence[Observer]) -> None:
    """Tell every answer of the application to ``observers``; installed before what else looks at requests."""

    def begin() -> None:
        g.stopwatch = Stopwatch()

    def tell(response: Response) -> Response:
        watch: Stopwatch = g.stopwatch
        rule = request.url_rule
        answered = Answered(
            route=_route(rule.rule, request.view_args or {}) if rule else "none",
            method=request.method if rule else "none",
            status=response.status_code,
            seconds=watch.read(),
            stages=watch.seconds,
            searched=g.get("searched"),
        )
        for observer in observers:
            observer(answered)
        return response

    app.before_request(begin)
    app.after_request(tell)


def _route(rule: str, values: Mapping[str, object]) -> str:
    """A rule; of a variable with few values, each its own kind of answer, the value: /search.jsonl."""
    return _OF_FEW.sub(lambda variable: str(values[variable["name"]]), rule)


def noted() -> Searched | None:
    """What was noted, without the hits: for an answer that is kept and given again."""
    found: Searched | None = g.get("searched")
    if found is None or found.page is None:
        return found
    return replace(found, page=replace(found.page, hits=(), closest=()))


def searched_before(what: Searched | None) -> None:
    """Note what an answer searched that is given again."""
    g.searched = what


def searched(asked: SearchRequest, page: ResultPage | None = None) -> None:
    """Note what the request at hand searched, and the page that answers it."""
    g.searched = Searched(asked, page)
