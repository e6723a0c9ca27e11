"""Texts for the catalogues where nothing can translate them: in tables that every part of the service reads, and in errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802  # the name by which catalogue tools know it
    """The message itself, found by the tools that collect what is to be translated; ``web.i18n.gettext`` translates it later."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A text marked by ``N_`` with what is to be filled in; in English until it is translated."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values
