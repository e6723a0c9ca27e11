"""Our engine in the shape of a peer, reached through the registry alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from search_service.answers.searcher import open_searcher as open_engine
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.engines.registry import open_index
from search_service.release import Release

NAME = "ours"


def build(releases: Iterable[Release], folder: Path) -> None:
    """A first generation with every release."""
    with open_index(Settings(data=folder)).rebuild() as writer:
        for release in releases:
            writer.add(release)


def add(release: Release, folder: Path) -> None:
    """One release more, in place of the one with the same id, in a new generation."""
    with open_index(Settings(data=folder)).update() as writer:
        writer.add(release)


def open_searcher(folder: Path) -> Searcher:
    return open_engine(Settings(data=folder))
