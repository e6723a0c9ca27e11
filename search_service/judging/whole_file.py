"""Writes a text file so that whoever reads it finds the old one or the new one, never half of it."""

from __future__ import annotations

from pathlib import Path

from search_service.errors import SettingsError
from search_service.flushing import replacing


def replace_text(path: Path, text: str) -> None:
    """Put ``text`` in place of what the file holds, or make it. Raises SettingsError where it cannot be written."""
    try:
        with replacing(path) as fresh:
            fresh.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}); see that this user may, or name another file") from error
