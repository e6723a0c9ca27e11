"""The answers that are kept in ``golden/``: one request per operation, feed and export over the small archive.

A change that is meant: ``python -m tests.web.api.golden_answers`` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE

GOLDEN = Path(__file__).parent / "golden"
REQUESTS = {
    "search": "/api/v1/search?q=Radwege&size=2",
    "search_partial": "/api/v1/search?q=Radwege+Xylofon",
    "search_fields": "/api/v1/search?q=Radwege&fields=id,published&facets=topic:1&highlight=0",
    "facets": "/api/v1/facets?topic=Verkehr",
    "timeline": "/api/v1/timeline?interval=month&q=Radwege",
    "suggest": "/api/v1/suggest?q=Radw",
    "abbreviations": "/api/v1/abbreviations",
    "release": "/api/v1/releases/2024-03-21-radwege",
    "release_at": "/api/v1/releases?url=https://www.example.org/presse/bruecken",
    "similar": "/api/v1/releases/2024-03-21-radwege/similar?size=2",
    "similar_text": "/api/v1/similar",
    "changes": "/api/v1/changes?limit=2",
    "json_feed": "/search.json-feed?topic=Verkehr&ministry=Verkehrsministerium",
    "ninjs": "/releases/2024-03-21-radwege.ninjs.json",
    "ninjs_search": "/search.ninjs.json?q=Radwege",
    "problem": "/api/v1/search?page=0&foo=1",
}
DRAFT = {"text": "Neue Radwege und Brücken im Land", "size": 2}
_TIMES = frozenset({"took_ms", "at", "first_seen", "last_seen", "versionCreated"})
"""What is another value every time."""
_OF_RANKING = frozenset({"score", "matched", "snippets", "next"})
"""What a better ranking may change; only its shape is kept."""


def answer(client: FlaskClient, name: str) -> Any:
    path = REQUESTS[name]
    return (client.post(path, json=DRAFT) if name == "similar_text" else client.get(path)).json


def stable(value: Any, *, name: str = "") -> Any:
    """The answer with the shape in place of what may change."""
    if name in _TIMES | _OF_RANKING:
        return shape(value)
    if isinstance(value, dict):
        return {key: stable(each, name=key) for key, each in value.items()}
    return [stable(each) for each in value] if isinstance(value, list) else value


def shape(value: Any) -> Any:
    """Names and types; a list has the shapes of its elements, each once."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [json.loads(each) for each in sorted({json.dumps(shape(each)) for each in value})]
    return type(value).__name__


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.publish(*SMALL_ARCHIVE)
        for name in REQUESTS:
            text = json.dumps(stable(answer(site.client, name)), ensure_ascii=False, indent=1)
            (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        site.close()


if __name__ == "__main__":
    main()
