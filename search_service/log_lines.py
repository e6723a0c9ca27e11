"""How log lines are written: for people, or as JSON for machines. A line is a message, or fields with values."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

LogFormat = Literal["text", "json"]
Fields = Mapping[str, str | int | float]


def log_as(form: LogFormat, *, text: str) -> None:
    """Let this process write its log to standard error; ``text`` is the form of lines for people."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(text))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def log_fields(logger: logging.Logger, level: int, named: Fields) -> None:
    """One line of values by name."""
    if logger.isEnabledFor(level):
        logger.log(level, " ".join(f"{name}={_shown(value)}" for name, value in named.items()), extra={"fields": named})


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if any(character in text for character in ' "=\n') else text


class JsonLines(logging.Formatter):
    """A record as one JSON object: its fields, or who says what; of an error with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "fields", None) or {"logger": record.name, "message": record.getMessage()}
        trace = {"traceback": self.formatException(record.exc_info)} if record.exc_info else {}
        return json.dumps({"at": moment, "level": record.levelname.lower(), **told, **trace}, ensure_ascii=False)
