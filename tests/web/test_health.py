"""Probes and numbers for operators: they say what is so, and no number is labelled with what a reader typed."""

from __future__ import annotations

import re
import resource
import shutil
import time
from pathlib import Path

import pytest

from indexer.last_import import keep_last_import
from indexer.report import ImportReport
from indexer.sources.base import Rejection
from search_service.engines.cache import suggested_capacity
from search_service.last_import import FILE_NAME
from search_service.web import health
from search_service.web.process import files_left
from tests.archives import release
from tests.web.site import Site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def published(site: Site) -> Site:
    site.publish(release("a", "Der Verkehr ruht."))
    return site


def numbers(site: Site) -> dict[str, float]:
    lines = [line for line in site.client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_without_an_index_no_probe_is_content(site: Site, path: str) -> None:
    answer = site.client.get(path)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    site.publish(release("a", "Der Verkehr ruht."))
    assert site.client.get(path).status_code == 200


def test_ready_tells_age_and_files(published: Site) -> None:
    answer = published.client.get("/readyz")
    assert answer.json is not None
    assert 0 <= answer.json["age_seconds"] < 600
    left = answer.json["open_files_left"]
    assert left is None or 0 < left <= resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_process_that_can_open_hardly_any_file_is_not_ready(published: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FEWEST_FILES", 10**9)
    answer = published.client.get("/readyz")
    assert answer.status_code == (200 if files_left() is None else 503)
    assert ("LimitNOFILE" in answer.text) is (answer.status_code == 503)


def test_numbers_of_requests_and_of_the_index(published: Site) -> None:
    published.client.get("/search?q=Geheimwort")
    published.client.get("/releases/a")
    published.client.get("/gibtesnicht/Geheimwort")
    published.client.open("/search", method="GEHEIMWORT")
    told = published.client.get("/metrics").text
    assert 'news_search_requests_total{method="GET",route="/search",status="200"} 1.0' in told
    assert 'news_search_requests_total{method="GET",route="/releases/<release_id>",status="200"} 1.0' in told
    assert 'news_search_request_seconds_count{route="/search"}' in told
    assert re.search(r"^news_search_up 1\.0$", told, re.MULTILINE)
    assert re.search(r"^news_search_releases 1\.0$", told, re.MULTILINE)
    assert "geheimwort" not in told.lower()


def test_numbers_of_stages_and_of_the_cache(published: Site) -> None:
    for _ in range(2):
        published.client.get("/search?q=Verkehr")
    published.client.get("/api/v1/search?q=Verkehr")
    published.client.get("/glossary")
    told = numbers(published)
    stages = {(route, stage) for route in ("/search", "/api/v1/search") for stage in ("parse", "search", "snippets", "render")}
    counted = {key: value for key, value in told.items() if key.startswith("news_search_stage_seconds_count")}
    assert counted == {
        f'news_search_stage_seconds_count{{route="{route}",stage="{stage}"}}': 2.0 if route == "/search" else 1.0 for route, stage in stages
    }
    summed = sum(value for key, value in told.items() if key.startswith('news_search_stage_seconds_sum{route="/search"'))
    assert summed == pytest.approx(told['news_search_request_seconds_sum{route="/search"}'])
    assert 0 < told["news_search_cache_bytes"] <= told["news_search_cache_capacity_bytes"] == suggested_capacity(1)
    assert told["news_search_cache_hits_total"] > 0
    assert told["news_search_cache_misses_total"] > 0
    assert told["news_search_cache_evictions_total"] == 0


def test_numbers_of_the_last_import(published: Site) -> None:
    assert [name for name in numbers(published) if "last_import" in name] == []
    report = ImportReport()
    report.reject(Rejection("a.jsonl", 2, "no title"))
    keep_last_import(published.settings.data, ["a.jsonl"], report, None)
    told = numbers(published)
    assert (told["news_search_last_import_rejected"], told["news_search_last_import_failed"]) == (1.0, 0.0)
    assert told["news_search_last_import_timestamp_seconds"] == pytest.approx(time.time(), abs=60)
    assert told["news_search_last_import_unreadable"] == 0
    (published.settings.data / FILE_NAME).write_text("{", encoding="utf-8")
    told = {name: value for name, value in numbers(published).items() if "last_import" in name}
    assert told == {"news_search_last_import_unreadable": 1}


def test_the_numbers_say_that_the_index_is_gone(site: Site) -> None:
    assert re.search(r"^news_search_up 0\.0$", site.client.get("/metrics").text, re.MULTILINE)


def test_the_dashboard_asks_for_numbers_that_there_are(published: Site) -> None:
    published.client.get("/search")
    keep_last_import(published.settings.data, [], ImportReport(), None)
    asked = set(re.findall(r"news_search_\w+", (ROOT / "deploy" / "grafana.json").read_text(encoding="utf-8")))
    told = set(re.findall(r"^(news_search_\w+)", published.client.get("/metrics").text, re.MULTILINE))
    assert asked
    assert asked - told == set()


def test_a_removed_index_is_told(published: Site, tmp_path: Path) -> None:
    shutil.rmtree(published.settings.index_folder)
    assert published.client.get("/readyz").status_code == 503
