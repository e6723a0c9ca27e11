"""Whether a program that asks says of itself that it is a robot. What says nothing is none: only counts depend on it."""

from __future__ import annotations

import re
from functools import lru_cache

_ROBOT = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|scrap|archiv|monitor|preview|headless|lighthouse|facebookexternalhit|feed|libwww|"
    r"python-|httpx|aiohttp|go-http|java/|okhttp|curl|wget",
    re.IGNORECASE,
)
"""Words in which robots and programs name themselves; the telephones of Cubot are none."""
READ = 300
"""Characters of a name that are looked at."""


@lru_cache(maxsize=512)
def is_robot(agent: str) -> bool:
    """Whether a ``User-Agent`` is that of a robot or a script; one without a name is taken for a script."""
    return not agent.strip() or _ROBOT.search(agent[:READ]) is not None
