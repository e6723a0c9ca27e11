"""Asks a new application what people ask, before anybody does: then templates, catalogues, columns and tables are at hand."""

from __future__ import annotations

import gc
from urllib.parse import quote_plus

from flask import Flask

QUESTIONS = ("Senat Berlin", "Gesezt", '"das Land"', "")
"""Words, a slip (nothing found, or little), a phrase, everything."""
ADDRESSES = ("/search", "/api/v1/search", "/search.atom")
COLLECTED_AFTER = (10_000, 20, 50)
"""Containers made before the garbage collector looks for circles, which answers do not make: by itself it comes after 700, and takes
a twentieth of the time of a search never asked before."""
OTHERS = ("/", "/api/v1/suggest?q=s", "/readyz")


def warm(app: Flask) -> None:
    """Make some answers and forget them, about a second; what cannot be answered yet (no index) is answered with an error as ever."""
    client = app.test_client()
    paths = (*OTHERS, *(_address(path, question) for path in ADDRESSES for question in QUESTIONS))
    for path in paths:
        client.get(path).close()


def _address(path: str, question: str) -> str:
    """Without a question without a parameter: an empty one only leads to the address that has none."""
    return f"{path}?q={quote_plus(question)}" if question else path


def spare_collections() -> None:
    """Take all that a warmed process has made out of what the garbage collector walks through, and call it less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
