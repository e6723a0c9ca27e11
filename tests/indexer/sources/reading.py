"""Bytes → what the reader of a format makes of them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.sources.base import Item, Read, Rejection, Source
from indexer.sources.detect import detect_format
from indexer.sources.opening import read_source
from indexer.sources.pages.portals import known_portals
from indexer.sources.readers import READERS
from search_service.release import Release

MODIFIED = datetime(2024, 6, 1, 12, tzinfo=UTC)


def items_of(data: bytes, *, url: str = "", **more: Any) -> list[Item]:
    """What is read of bytes whose content tells their format."""
    format = detect_format(data[:4096])
    assert format is not None, data[:100]
    return list(READERS[format](Source("in/datei", io.BytesIO(data), MODIFIED, known_portals(), url=url, **more)))


def releases_of(data: bytes, **more: Any) -> list[Release]:
    """The releases; nothing may have been rejected."""
    items = items_of(data, **more)
    assert not [item for item in items if isinstance(item, Rejection)], items
    return [item.release for item in items if isinstance(item, Read)]


def release_of(data: bytes, **more: Any) -> Release:
    (release,) = releases_of(data, **more)
    return release


def reason_of(data: bytes, **more: Any) -> str:
    (item,) = items_of(data, **more)
    assert isinstance(item, Rejection), item
    return item.reason


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def outcome(path: Path) -> list[str]:
    """Ids of what is read at a path, and "! reason" of what is not, in order."""
    items = read_source(path)
    return [item.release.id if isinstance(item, Read) else f"! {item.reason}" for item in items if isinstance(item, Read | Rejection)]
