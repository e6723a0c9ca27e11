"""Whether the colours of a theme can be read: every pair of colours that our stylesheet puts together, light and dark, by WCAG 2.1.

Colours are the variables of ``static/styles/variables.css``; a theme gives some of them other values. What else a theme's rules do with
colours is not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search_service.errors import SettingsError

TEXT = 4.5
"""Contrast of text against its ground (WCAG 2.1, 1.4.3, AA)."""
CONTROL = 3.0
"""Contrast of borders of controls, signs and focus (WCAG 2.1, 1.4.11)."""
_GROUNDS = ("ground", "surface")
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in (*_GROUNDS, "raised")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent-strong", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("ink", "accent-soft", TEXT),
    ("on-mark", "mark", TEXT),
    ("ink", "added", TEXT),
    ("danger", "ground", TEXT),
    ("danger", "danger-soft", TEXT),
    ("ink", "danger-soft", TEXT),
    ("ink", "warning-soft", TEXT),
    ("masthead-ink", "masthead-ground", TEXT),
    ("control", "ground", CONTROL),
    ("control", "raised", CONTROL),
    ("warning", "warning-soft", CONTROL),
    ("focus", "ground", CONTROL),
    ("focus", "surface", CONTROL),
)
"""Upper colour, its ground, the least contrast."""
_MEDIA = re.compile(r"@media([^{]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
_DARK = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_DECLARED = re.compile(r"--([\w-]+)\s*:\s*([^;]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFERENCE = re.compile(r"var\(--([\w-]+)\)")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MOST_REFERENCES = 10


@dataclass(frozen=True, slots=True)
class Variables:
    """Values of variables by name, without the dashes, on light and on dark screens."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two colours that are seen together in a scheme, and how far apart they are: 1 to 21."""

    scheme: str
    upper: str
    ground: str
    ratio: float
    least: float

    @property
    def enough(self) -> bool:
        return self.ratio >= self.least


def variables_of(css: str, over: Variables | None = None) -> Variables:
    """The variables of ``:root`` in a stylesheet that comes after ``over``.

    As in the cascade a value for all screens also replaces a dark one of before.
    """
    text = _COMMENT.sub("", css)
    always = _declared(_MEDIA.sub("", text))
    dark = _declared(" ".join(rules for condition, rules in _MEDIA.findall(text) if _DARK.search(condition)))
    before = over or Variables({}, {})
    return Variables({**before.light, **always}, {**before.dark, **always, **dark})


def contrasts(variables: Variables) -> Iterator[Contrast]:
    """Every pair in both schemes. Raises SettingsError for a colour that cannot be read."""
    for scheme, values in (("light", variables.light), ("dark", variables.dark)):
        for upper, ground, least in PAIRS:
            yield Contrast(scheme, upper, ground, ratio(_color(values, upper), _color(values, ground)), least)


def ratio(color: str, other: str) -> float:
    """The contrast of two colours, written ``#rrggbb`` or ``#rgb`` (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(color), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_color(text: str) -> bool:
    """Whether a colour is written as the command and the settings read it."""
    return _HEX.fullmatch(text) is not None


def _declared(css: str) -> dict[str, str]:
    return {name: value.strip() for block in _ROOT.findall(css) for name, value in _DECLARED.findall(block)}


def _color(values: Mapping[str, str], name: str) -> str:
    """The colour of a variable, through the variables that it names."""
    value = values.get(name, "")
    for _ in range(_MOST_REFERENCES):
        if not (found := _REFERENCE.fullmatch(value)):
            break
        value = values.get(found[1], "")
    if not is_color(value):
        raise SettingsError(f"--{name} is {value or 'not set'!r}: write the colour as #rrggbb, or as var(--another-colour)")
    return value


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
