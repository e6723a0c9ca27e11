"""Standing blocks as the index names them: each by a digest of its text."""

from __future__ import annotations

import hashlib


def standing_key(block: str) -> str:
    """Names a standing block, every sign of which counts."""
    return hashlib.blake2b(block.encode(), digest_size=12).hexdigest()
