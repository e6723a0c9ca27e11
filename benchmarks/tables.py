"""Markdown tables for README and reports; numbers stand right."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are right-aligned."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    rule = ["-" * max(3, widths[0]), *("-" * max(2, width - 1) + ":" for width in widths[1:])]
    return "\n".join([_line(header, widths), "|" + "|".join(f" {cell} " for cell in rule) + "|", *(_line(row, widths) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(max(3, first[1])), *(cell.rjust(max(3, width)) for cell, width in others)]
    return "| " + " | ".join(padded) + " |"


def milliseconds(seconds: float) -> str:
    """Three significant digits are more than a shared machine repeats; two decimals below 10 ms, else one or none."""
    value = seconds * 1000
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def times(value: float) -> str:
    """A ratio, such as ``2.4 ×``."""
    return f"{value:.2f} ×" if value < 10 else f"{value:.0f} ×"


def machine() -> str:
    """One line that says where a table was made."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


class LoadBeside:
    """How busy the machine is when this is made, and when it is printed: the means of a minute."""

    def __init__(self) -> None:
        self._before = os.getloadavg()[0]

    def __str__(self) -> str:
        return f"load {self._before:.1f} before, {os.getloadavg()[0]:.1f} behind"
