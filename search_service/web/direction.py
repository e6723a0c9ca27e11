"""What templates print loses the signs that turn text around (Unicode Bidirectional Algorithm, UAX #9, sections 2.1 to 2.3).

A title with an override reads backwards and can pass for another; an embedding or isolate that is never closed turns the rest of a line.
Words in Arabic or Hebrew keep their direction, which lies in their letters. The data of the API and of exports stay as they were published.
"""

from __future__ import annotations

import re
from typing import Any

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unturned(value: Any) -> Any:
    """The value without these signs if it is a text, else as it is; markup stays markup."""
    return value.translate(_NONE) if isinstance(value, str) and _TURNING.search(value) else value


_NONE = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
