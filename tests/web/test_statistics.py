"""The statistics of a site: what is counted of real requests, and who may see it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search_service.cli import main
from search_service.config import load_settings
from search_service.errors import SettingsError
from search_service.setting_values import SHORTEST_TOKEN
from search_service.statistics.collector import Collector
from search_service.statistics.limits import Limits
from search_service.statistics.report import Query
from search_service.statistics.statistics_file import StatisticsFile
from search_service.web.app import create_app
from tests.archives import release
from tests.statistics.searches import BROWSER, SEVERAL, bytes_of, whole
from tests.web.site import Site

TOKEN = "nur-fuer-den-betrieb-0815"
FIGURES = '<dl class="statistics__figures">'
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SERVE = [sys.executable, "-c", "from search_service.cli import main; main()", "serve", "--port", "0"]


class CountedSite:
    """A site whose searches are counted; a query is shown after one day."""

    def __init__(self, site: Site) -> None:
        self.path = site.settings.statistics_path
        self._limits = replace(Limits.of(site.settings), days=1)
        self._collector = Collector(StatisticsFile(self.path, self._limits), seconds=600)
        self._collector.start()
        app = create_app(site.settings, site.searcher, site.store.archive(), collector=self._collector)
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, address: str = SEVERAL[0], agent: str = BROWSER) -> TestResponse:
        return self.client.get(path, headers={"User-Agent": agent}, environ_overrides={"REMOTE_ADDR": address})

    def report(self) -> dict[str, Any]:
        """What was counted so far."""
        self._collector.close()
        told = self.client.get("/statistics.json", headers=BEARER)
        assert told.status_code == 200, told.text
        found: dict[str, Any] = told.get_json()
        return found

    def close(self) -> None:
        self._collector.close()


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[CountedSite]:
    site = Site(tmp_path, statistics_token=TOKEN)
    site.publish(release("a", "Der Uferweg ist offen.", topics=("Verkehr",)))
    counted = CountedSite(site)
    yield counted
    counted.close()
    site.close()


def test_searches_of_pages_and_api_are_counted_once(counted: CountedSite) -> None:
    for address in SEVERAL:
        assert counted.get("/search?q=Uferweg", address).status_code == 200
        assert counted.get("/api/v1/search?q=uferweg", address).status_code == 200
        assert counted.get("/search?q=Xylofon", address).status_code == 200
    refused, other = ("/api/v1/search?q=a*", "/search?from=32.1.2020"), ("/search.atom?q=Uferweg", "/releases/a?q=Uferweg", "/glossary")
    for path in (*refused, *other, "/search?q=Uferweg&page=2", "/search?q=Uferweg&topic=", "/api/v1/facets?q=Uferweg"):
        counted.get(path)
    counted.get("/search?q=Uferweg", agent="Googlebot/2.1")
    report = counted.report()
    (day,) = report["days"]
    assert (day["searches"], day["without_hit"], day["robots"]) == (9, 3, 1)
    assert report["frequent"] == [
        {"words": "Uferweg", "searches": 6, "without_hit": 0},
        {"words": "Xylofon", "searches": 3, "without_hit": 3},
    ]


def test_a_filter_is_counted_with_its_value_only_if_the_archive_has_it(counted: CountedSite) -> None:
    counted.get("/search?q=Uferweg&topic=Verkehr")
    counted.get("/search?q=Uferweg&topic=Frieda+Kranich&from=2020")
    uses = {(use["name"], use["value"]): use["searches"] for use in counted.report()["uses"]}
    assert uses == {("topic", ""): 2, ("topic", "Verkehr"): 1, ("period", ""): 1}
    assert b"Kranich" not in bytes_of(counted.path)


def test_nobody_sees_them_without_the_token(counted: CountedSite) -> None:
    for sent in ("", "x", "Bearer", "Bearer falsch", f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"Token {TOKEN}", "Bearer \u00fc"):
        answer = counted.client.get("/statistics.json", headers={"Authorization": sent} if sent else {})
        assert (answer.status_code, answer.headers["WWW-Authenticate"].lower()) == (401, "bearer")
        assert "searches" not in answer.text
    assert counted.client.get(f"/statistics.json?token={TOKEN}").status_code == 401
    for token in ("", "falsch", TOKEN[:-1], f"{TOKEN}x", "ü" * 20):
        answer = counted.client.post("/statistics", data={"token": token})
        assert (answer.status_code, FIGURES in answer.text) == (401, False)


def test_a_person_posts_the_token_and_nothing_keeps_it(counted: CountedSite) -> None:
    form = counted.client.get("/statistics")
    assert (form.status_code, FIGURES in form.text) == (200, False)
    for address in SEVERAL:
        counted.get("/search?q=%22%3Cscript%3Ealert(1)%3C/script%3E%22", address)
    counted.report()
    shown = counted.client.post("/statistics?lang=en", data={"token": TOKEN, "days": "7"})
    assert shown.status_code == 200
    assert "Frequent queries" in shown.text
    assert "<script>alert" not in shown.text
    assert "script" in shown.text
    assert TOKEN not in shown.text
    assert "Set-Cookie" not in shown.headers
    for answer in (form, shown):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    assert counted.client.get("/statistics", headers=BEARER).text.count(FIGURES) == 1


@pytest.mark.parametrize("header", ["Basic bm9yYTp0b3I=", "Digest username=nora", "Negotiate YII"])
def test_the_password_of_a_proxy_is_no_attempt(counted: CountedSite, header: str) -> None:
    assert counted.client.get("/statistics", headers={"Authorization": header}).status_code == 200
    assert counted.client.get("/statistics", headers={"Authorization": "Bearer falsch"}).status_code == 401
    assert counted.client.get("/statistics.json", headers={"Authorization": header}).status_code == 401


def test_a_token_from_a_file_with_a_line_end_is_the_same(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path, statistics_token=f" {TOKEN}\n")
    assert settings.statistics_token.get_secret_value() == TOKEN
    with pytest.raises(SettingsError, match=f"at least {SHORTEST_TOKEN} characters"):
        load_settings(data=tmp_path, statistics_token="kurz" + " " * SHORTEST_TOKEN)


@pytest.mark.parametrize("days", ["0", "x", "99999"])
def test_a_period_that_cannot_be_read_is_an_error(counted: CountedSite, days: str) -> None:
    assert counted.client.get(f"/statistics.json?days={days}", headers=BEARER).status_code == 400
    assert counted.client.post("/statistics", data={"token": TOKEN, "days": days}).status_code == 400


def test_a_long_form_is_refused(counted: CountedSite) -> None:
    assert counted.client.post("/statistics", data={"token": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize("settings", [{}, {"statistics_token": TOKEN}])
def test_without_a_token_or_without_counts_there_is_no_page(tmp_path: Path, settings: dict[str, str]) -> None:
    site = Site(tmp_path, **settings)
    assert [site.client.get(path).status_code for path in ("/statistics", "/statistics.json")] == [404, 404]
    site.close()


def test_a_damaged_file_is_told_and_stops_no_search(counted: CountedSite) -> None:
    counted.report()
    for path in counted.path.parent.glob("statistics.db*"):
        path.write_bytes(b"nichts" * 1000)
    assert counted.client.get("/statistics.json", headers=BEARER).status_code == 503
    assert counted.get("/search?q=Uferweg").status_code == 200


def serving(running: ExitStack, data: Path, **variables: str) -> tuple[subprocess.Popen[str], str]:
    """A server in a process of its own; its address."""
    named = {"NEWS_SEARCH_STATISTICS_TOKEN": TOKEN, "NEWS_SEARCH_TRUSTED_PROXY": "127.0.0.1", "NEWS_SEARCH_STATISTICS_DAYS": "1"}
    process = subprocess.Popen(
        [*SERVE, "--data", str(data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | named | variables
    )
    running.enter_context(process)  # closes its pipes
    running.callback(process.kill)
    assert process.stdout is not None
    return process, next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))


def ask(address: str, path: str, source: str) -> None:
    headers = {"User-Agent": BROWSER, "X-Forwarded-For": source}
    urllib.request.urlopen(urllib.request.Request(f"{address}{path}", headers=headers), timeout=20).close()


def ended(process: subprocess.Popen[str]) -> str:
    """What a server logged that is asked to end."""
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)
    assert process.returncode == 0
    return logged


def test_two_servers_behind_a_proxy_count_together_and_log_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    site.publish(release("a", "Der Uferweg ist offen."))
    site.close()
    with ExitStack() as running:
        servers = [serving(running, tmp_path) for _ in range(2)]
        for number, source in enumerate(SEVERAL):
            ask(servers[number % 2][1], "search?q=Uferweg", source)
            ask(servers[number % 2][1], "search?q=Kranichstieg", SEVERAL[0])
        logged = ended(servers[0][0]) + ended(servers[1][0])
    monkeypatch.setenv("NEWS_SEARCH_STATISTICS_DAYS", "1")
    limits = Limits.of(load_settings(data=tmp_path))
    with closing(StatisticsFile(tmp_path / "statistics.db", limits)) as file:
        report = whole(file)
    assert report.frequent == (Query("Uferweg", 3, 0),)
    assert report.days[0].searches == 6
    assert "uferweg" not in logged.lower()
    assert b"Kranich" not in bytes_of(tmp_path / "statistics.db")


def test_where_the_file_cannot_be_written_a_server_serves(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.publish(release("a", "Der Uferweg ist offen."))
    site.close()
    with ExitStack() as running:
        process, address = serving(running, tmp_path, NEWS_SEARCH_STATISTICS_FILE=str(tmp_path / "fehlt" / "statistics.db"))
        ask(address, "search?q=Uferweg", SEVERAL[0])
        logged = ended(process)
    assert logged.count("no statistics are kept") == 1
    assert not list(tmp_path.glob("statistics*"))


def test_the_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_STATISTICS_TOKEN", TOKEN)
    shown = CliRunner().invoke(main, ["settings"]).output
    assert "# statistics_token is set, and not shown" in shown.splitlines()
    assert TOKEN not in shown
    monkeypatch.setenv("NEWS_SEARCH_STATISTICS_TOKEN", "geheim")
    refused = CliRunner().invoke(main, ["settings"])
    assert (refused.exit_code, "statistics_token: " in refused.output, "geheim" in refused.output) == (2, True, False)
