"""Validators and conditional answers: who has the newest state already gets a 304, before anything is searched.

A tag is issued with an answer only, so that a matching one also proves that the parameters could be read. What a tag stands for is kept
beside what the engine keeps, and within its bound: asked again, an answer costs little more than a 304.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from flask import Flask, Response, current_app, request

from search_service.config import Settings
from search_service.dates import today_in_berlin
from search_service.engines.base import Searcher
from search_service.web.compression import accepted_coding, compress_body
from search_service.web.direction import unturned
from search_service.web.i18n import language
from search_service.web.observation import Searched, noted, searched_before

FRESH_SECONDS = 60
"""How long a shared cache may answer without asking again: what is withdrawn disappears within this time."""
_PROGRAM = version("news-search")
_SETTINGS = "news_search_settings"


def install_caching(app: Flask, settings: Settings, *shaping: str) -> None:
    """Make the settings part of every tag of an application, and what is ``shaping`` its answers besides."""
    app.extensions[_SETTINGS] = "\0".join((settings.digest_of_answers(), *shaping))


def index_tag(searcher: Searcher, *state: object) -> str:
    """The tag of an answer that is computed from the index: its generation, what is visible in it, its steering, and what was asked.

    ``state`` is what the answer depends on besides. Raises EngineError.
    """
    return _digest(*index_state(searcher), *state, request.full_path, language())


def index_state(searcher: Searcher) -> tuple[object, ...]:
    """What every answer depends on; equal as long as all stay as they are. The day is part of it because of "heute" and recency.

    Raises EngineError.
    """
    status = searcher.status()
    return status.generation, status.built_at, status.visible, status.steering, today_in_berlin()


def index_answer(searcher: Searcher, make: Callable[[], Response], *state: object) -> Response:
    """The conditional answer that ``make`` computes from the index, kept for whoever asks the same; ``state`` as for ``index_tag``.

    Raises EngineError, and whatever ``make`` raises, which is not kept.
    """
    tag = index_tag(searcher, *state)
    place = request.scheme, request.host, request.script_root  # of the addresses in it, which need no tag: each has its own answers
    return conditional(tag, lambda: searcher.kept(("answer", tag, place), lambda: _Kept.of(make())).again())


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer as the engine's cache keeps it, in the coding that its tag is of, with what observers are told of its search."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    searched: Searched | None

    @classmethod
    def of(cls, response: Response) -> _Kept:
        compress_body(unturned(response))  # what comes to every answer later sees compressed bytes only
        return cls(response.status_code, tuple(response.headers), response.get_data(), noted())

    @property
    def nbytes(self) -> int:
        """With headers and a search (measured with tracemalloc)."""
        return len(self.body) + 3_000

    def again(self) -> Response:
        """The same once more, for the request at hand."""
        searched_before(self.searched)
        return Response(self.body, self.status, list(self.headers))


def store_tag(*state: object) -> str:
    """The tag of an answer that is read from the store, whose ``state`` decides what it says."""
    return _digest(*state, request.full_path, language())


def conditional(tag: str, make: Callable[[], Response], *, seconds: int = FRESH_SECONDS) -> Response:
    """The answer that ``make`` gives, or 304 when the client names ``tag``; caches may keep it for ``seconds``."""
    known = request.if_none_match
    response = Response(status=304) if not known.star_tag and known.contains_weak(tag) else make()
    if response.status_code in (200, 304):
        response.headers.add("ETag", f'W/"{tag}"')
        response.headers.add("Cache-Control", f"public, max-age={seconds}" if seconds else "public, no-cache")
    return response


def _digest(*state: object) -> str:
    """Also of the coding: what is compressed has a tag of its own."""
    whole = (_PROGRAM, current_app.extensions[_SETTINGS], accepted_coding(), *state)
    return hashlib.blake2b("\0".join(map(str, whole)).encode(), digest_size=12).hexdigest()
