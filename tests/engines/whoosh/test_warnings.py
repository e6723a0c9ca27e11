"""Whoosh's old source is compiled at its first import where an installer did not: its warnings must not end a run of the tests."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import whoosh

SOURCES = sorted(Path(whoosh.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_source_compiles_under_the_filters_of_this_run(path: Path) -> None:
    compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)


@pytest.mark.parametrize("text", ["x = 1\nx is 0\n", "x = ''\nx is not 'a'\n", "'\\('\n", "'\\8'\n"])
def test_the_filters_are_needed(text: str) -> None:
    """Without them, each of these would be one of the errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(SyntaxError):
            compile(text, "old.py", "exec", dont_inherit=True)
    compile(text, "old.py", "exec", dont_inherit=True)
