"""Asks a new application what people ask, before anybody does: then templates, catalogues, columns and tables are at hand."""

from __future__ import annotations

from urllib.parse import quote_plus

from flask import Flask

from search_service.config import Settings

QUESTIONS = ("Senat Berlin", "Gesezt", '"das Land"', "")
"""Words, a slip (nothing found, or little), a phrase, everything."""
ADDRESSES = ("/search?q=", "/api/v1/search?q=", "/search.atom?q=")
OTHERS = ("/", "/api/v1/suggest?q=s", "/readyz")


def warm(app: Flask, settings: Settings) -> None:
    """Make some answers and forget them, about a second; what cannot be answered yet (no index) is answered with an error as ever."""
    client = app.test_client()
    paths = (*OTHERS, *(address + quote_plus(question) for address in ADDRESSES for question in QUESTIONS))
    for path in paths:
        client.get(path, base_url=_base_url(settings)).close()


def _base_url(settings: Settings) -> str:
    """A host that the application answers for."""
    hosts = [host.lstrip(".") for host in settings.trusted_hosts]
    return f"http://{hosts[0]}" if hosts else "http://localhost"
