"""Marks texts for the catalogues where nothing can translate them: in tables that every part of the service reads."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  # the name by which catalogue tools know it
    """The message itself, found by the tools that collect what is to be translated; ``web.i18n.gettext`` translates it later."""
    return message
