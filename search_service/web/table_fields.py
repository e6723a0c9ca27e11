"""Gives a model one more field for each row of a table, such as that of facets; the rest of it is declared as usual.

The fields are known to validation, encoding and JSON Schema, not to the type checker: write them with ``**`` and read them by name.
A model that goes on after them inherits from the extended one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import make_dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, create_model

_M = TypeVar("_M", bound=BaseModel)
_D = TypeVar("_D")


def with_fields(fields: Mapping[str, Any]) -> Callable[[type[_M]], type[_M]]:  # as create_model takes them
    """Add to a pydantic model: name → (type, default), ``...`` for a field without one."""

    def extended(model: type[_M]) -> type[_M]:
        return create_model(model.__name__, __base__=model, __module__=model.__module__, __doc__=model.__doc__, **fields)

    return extended


def with_dataclass_fields(fields: Mapping[str, Any]) -> Callable[[type[_D]], type[_D]]:  # as make_dataclass takes them
    """Add to a frozen dataclass with slots: name → type, all of them required."""

    def extended(base: type[_D]) -> type[_D]:
        made = make_dataclass(base.__name__, list(fields.items()), bases=(base,), frozen=True, slots=True)
        made.__module__, made.__doc__ = base.__module__, base.__doc__
        return made

    return extended
