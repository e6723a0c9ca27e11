"""Where something stands in the text of a TOML file: ``tomllib`` gives values without their lines, but people look for lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence


def line_of(text: str, place: Sequence[str | int], value: object = None) -> int:
    """The line, counted from 1, of what is at ``place`` ("pins", 2, "releases", 0), or of the nearest thing around it.

    ``value`` is what stands there, to tell the items of a list that goes over several lines.
    """
    lines = text.splitlines()
    at, end = _table(lines, place)
    for name in (part for part in place if isinstance(part, str)):
        at = next((number for number in range(at, end) if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", lines[number])), at)
    if isinstance(value, str):
        written = (json.dumps(value, ensure_ascii=False), f"'{value}'")
        at = next((number for number in range(at, end) if any(each in lines[number] for each in written)), at)
    return min(at, max(0, len(lines) - 1)) + 1


def _table(lines: Sequence[str], place: Sequence[str | int]) -> tuple[int, int]:
    """The lines of the table that ``place`` leads into, with those below it: from its heading to the next other one."""
    headings = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[?\s*[\w.\"'-]+\s*\]\]?\s*(#.*)?$", line)]
    if not place or not isinstance(place[0], str):
        return 0, len(lines)
    named = [number for number in headings if re.match(rf"\s*\[\[?\s*[\"']?{re.escape(place[0])}[\"']?\s*\]", lines[number])]
    count = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
    if count >= len(named):
        return 0, len(lines)
    start = named[count]
    below = re.compile(rf"\s*\[\[?\s*[\"']?{re.escape(place[0])}[\"']?\s*\.")
    return start, next((number for number in headings if number > start and not below.match(lines[number])), len(lines))
