"""A small taxonomy for tests: a ministry that changed its name twice, one that it took in, a name that came back, a topic."""

from __future__ import annotations

from pathlib import Path

NAMES = """
[[ministry]]
name = "Ministerium für Arbeit und Frauen"
aliases = ["MAF", "Arbeitsministerium"]
until = 2014-12-31
successor = "Ministerium für Soziales"

[[ministry]]
name = "Ministerium für Gesundheit"
aliases = ["MG"]
until = 2014-12-31
successor = "Ministerium für Soziales"

[[ministry]]
name = "Ministerium für Soziales"
aliases = ["MS", "Sozialministerium"]
from = 2015-01-01
until = 2019-11-20
successor = "Ministerium für Soziales und Integration"

[[ministry]]
name = "Ministerium für Soziales und Integration"
aliases = ["MSI"]
from = 2019-11-21

[[topic]]
name = "Integration"
aliases = ["Migration und Integration"]
"""


def written(folder: Path, text: str = NAMES, *, name: str = "taxonomy.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
