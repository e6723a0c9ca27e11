"""Opens an engine by the name in the settings. The one place where engines are imported, each only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from search_service.config import Settings
from search_service.engines.base import Index, IndexReader
from search_service.errors import SettingsError

ENGINES = {"whoosh": "search_service.engines.whoosh.engine", "opensearch": "search_service.engines.opensearch.engine"}
"""Name → module with ``open_reader(settings)`` and ``open_index(settings)``."""


class EngineModule(Protocol):
    def open_reader(self, settings: Settings) -> IndexReader: ...
    def open_index(self, settings: Settings) -> Index: ...


def open_reader(settings: Settings) -> IndexReader:
    """The read side of the engine that the settings name. Raises SettingsError for an unknown name."""
    return _module(settings).open_reader(settings)


def open_index(settings: Settings) -> Index:
    """The write side of the engine that the settings name. Raises SettingsError for an unknown name."""
    return _module(settings).open_index(settings)


def _module(settings: Settings) -> EngineModule:
    name = ENGINES.get(settings.engine)
    if name is None:
        raise SettingsError(f"there is no engine {settings.engine!r}; set `engine` to one of: {', '.join(sorted(ENGINES))}")
    try:
        return cast(EngineModule, import_module(name))
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("search_service"):
            raise
        message = f"the engine {settings.engine} needs {error.name}; run `pip install 'news-search[{settings.engine}]'`"
        raise SettingsError(message) from error
