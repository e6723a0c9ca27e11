"""What the system tells of this process: open files and maps. Where it tells nothing (no /proc), so do we."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.platform != "win32":
    import resource

_SELF = Path("/proc/self")


def open_files() -> int | None:
    """Files and sockets that are open now, None where that is not told."""
    return sum(1 for _ in (_SELF / "fd").iterdir()) if (_SELF / "fd").is_dir() else None


def files_left() -> int | None:
    """How many more may be opened, None where that is not told or not bounded."""
    opened = open_files()
    if sys.platform == "win32" or opened is None:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else max(soft - opened, 0)


def maps() -> int | None:
    """Mapped regions of memory, None where that is not told; Linux allows 65,530 unless it was told otherwise."""
    listed = _SELF / "maps"
    return listed.read_bytes().count(b"\n") if listed.exists() else None
