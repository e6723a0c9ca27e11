"""Cells of tables that people open in spreadsheets: what these would compute is shown as text instead."""

from __future__ import annotations

import re

_UNSEEN = r"\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(rf"[{_UNSEEN}]*[=+\-@＝＋－＠]")
"""Also behind what is not seen, and in full width: some spreadsheets pass over the one and take the other for the sign."""


def as_text(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """What ``as_text`` made the cell of; any other cell as it is, as some spreadsheets save the apostrophe and some do not."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
