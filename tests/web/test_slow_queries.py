"""The log of a server: JSON lines for machines, slow searches without their words."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.archives import release
from tests.web.site import Site

SERVE = [sys.executable, "-c", "from search_service.cli import main; main()", "serve", "--port", "0"]


@pytest.fixture
def slow_site(tmp_path: Path) -> Iterator[Site]:
    """Every search takes longer than its threshold."""
    site = Site(tmp_path, slow_query_ms=0.001)
    site.publish(release("a", "Der Uferweg ist offen."))
    yield site
    site.close()


def fields_of(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, object]]:
    return [record.__dict__["fields"] for record in caplog.records if record.name == "search_service.slow"]


def test_a_slow_search_is_a_line_without_its_words(slow_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    for path in (
        "/search?q=Uferweg+-Sperrung&topic=Verkehr&from=2020",
        "/search.csv?q=Uferweg+-Sperrung",
        "/glossary",
        "/search?q=Deichgraf",
    ):
        assert slow_site.client.get(path).status_code == 200
    page, table, other = fields_of(caplog)
    assert table["slow"] == "/search.csv"
    assert page | {"slow": "/search", "words": 2, "excluded": 1, "filters": "topic,period", "sort": "relevance", "total": 0} == page
    assert page["query"] == table["query"] != other["query"]
    parts = [page[f"{stage}_ms"] for stage in ("parse", "search", "snippets", "render")]
    assert sum(map(int, map(str, parts))) == pytest.approx(int(str(page["ms"])), abs=3)
    for word in ("uferweg", "sperrung", "deichgraf", "verkehr", "2020"):
        assert word not in caplog.text.lower()


def test_quick_searches_are_no_lines(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.publish(release("a", "Der Uferweg ist offen."))
    site.client.get("/search?q=Uferweg")
    assert fields_of(caplog) == []


def test_serve_writes_json_lines(slow_site: Site) -> None:
    environment = os.environ | {"NEWS_SEARCH_LOG_FORMAT": "json", "NEWS_SEARCH_SLOW_QUERY_MS": "0.001"}
    command = [*SERVE, "--data", str(slow_site.settings.data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))
    urllib.request.urlopen(f"{address}search?q=Uferwege", timeout=20).close()
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=20)
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {line["level"] for line in lines} <= {"info", "warning"}
    slow = [line for line in lines if line.get("slow") == "/search" and line.get("words") == 1]
    assert slow
    assert "uferweg" not in logged.lower()
