"""The command `news-search`: demo, query, serve, in processes and folders of their own."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search_service.cli import main, warn_of_unnamed_hosts
from search_service.config import Settings
from search_service.serving.server import Server
from tests.conftest import SampleIndex


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_demo_indexes_the_samples_and_shows_a_search(tmp_path: Path) -> None:
    result = run("demo", "--once", "--data", tmp_path)
    assert result.exit_code == 0, result.output
    assert "66 new" in result.output
    assert re.search(r"\d+ hits for: Windkraft Gemeinden", result.output)
    again = run("demo", "--once", "--data", tmp_path)
    assert "66 unchanged" in again.output


def test_query_prints_hits_and_why(sample_index: SampleIndex) -> None:
    result = run("query", "Windkraft", "--data", sample_index.settings.data)
    assert result.exit_code == 0
    assert "ausbau-wind-solar-wasserkraft" in result.output
    assert "found by: " in result.output


def test_query_tells_what_was_not_required_and_what_comes_close(sample_index: SampleIndex) -> None:
    result = run("query", "wo finde ich Windkraft", "--data", sample_index.settings.data)
    assert "not required: wo, finde, ich" in result.output
    result = run("query", "Windkraft Xylofon", "--data", sample_index.settings.data)
    assert "The closest:" in result.output
    assert "without: Xylofon" in result.output
    assert "Nothing can be searched for in '§'" in run("query", "§", "--data", sample_index.settings.data).output


def test_query_prints_the_answer_of_the_api(sample_index: SampleIndex) -> None:
    result = run("query", "--json", "Windkraft", "--data", sample_index.settings.data)
    answer = json.loads(result.stdout)
    assert (answer["query"]["q"], answer["total"] > 0) == ("Windkraft", True)


def test_query_without_an_index_names_the_command(tmp_path: Path) -> None:
    result = run("query", "Windkraft", "--data", tmp_path)
    assert (result.exit_code, "news-indexer rebuild" in result.output) == (2, True)


def test_settings_prints_what_is_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_SITE_NAME", "Presse")
    printed = tomllib.loads(run("settings", "--data", tmp_path).stdout)
    assert (printed["site_name"], printed["data"], printed["port"]) == ("Presse", str(tmp_path), 8080)
    monkeypatch.setenv("NEWS_SEARCH_PORT", "many")
    result = run("settings")
    assert (result.exit_code, "port: " in result.output) == (2, True)


def test_serve_answers_and_ends_on_sigterm(sample_index: SampleIndex) -> None:
    command = [sys.executable, "-c", "from search_service.cli import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen([*command, "--data", str(sample_index.settings.data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))
    with urllib.request.urlopen(f"{address}api/v1/search?q=Windkraft", timeout=10) as response:
        assert json.load(response)["total"] > 0
    process.send_signal(signal.SIGTERM)
    process.stdout.close()
    assert process.wait(timeout=10) == 0


@pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning")  # by waitress 4, of which we are below
@pytest.mark.parametrize(("proxy", "kept"), [("", False), ("10.9.8.7", False), ("127.0.0.1", True)])
def test_only_the_trusted_proxy_tells_who_asked(proxy: str, kept: bool) -> None:
    asked = environment_behind_a_proxy(Settings(trusted_proxy=proxy, site_url="https://www.example.org/presse"))
    told = (asked["REMOTE_ADDR"], asked["HTTP_HOST"], asked["wsgi.url_scheme"])
    assert told == (("192.0.2.7", "www.example.org", "https") if kept else ("127.0.0.1", "inside", "http"))
    assert "HTTP_FORWARDED" not in asked
    assert kept or not [name for name in asked if name.startswith("HTTP_X_FORWARDED")]
    assert (asked["SCRIPT_NAME"], asked["PATH_INFO"]) == ("/presse", "/search")


def environment_behind_a_proxy(settings: Settings) -> dict[str, object]:
    """What the server makes of a request with the headers of a proxy at 127.0.0.1."""
    seen: dict[str, object] = {}

    def application(environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    headers = {"Host": "inside", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "www.example.org"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(application, listener, settings=settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/presse/search"
        urllib.request.urlopen(urllib.request.Request(address, headers=headers | {"Forwarded": "for=192.0.2.9"}), timeout=10).close()
        server.stop()
        thread.join()
    return seen


@pytest.mark.parametrize(
    ("settings", "warned"),
    [
        ({"host": "0.0.0.0"}, True),
        ({"host": "::"}, True),
        ({}, False),
        ({"host": "0.0.0.0", "site_url": "https://presse.example.org"}, False),
        ({"host": "0.0.0.0", "trusted_hosts": ["presse.example.org"]}, False),
    ],
)
def test_a_server_that_would_answer_nobody_says_so(caplog: pytest.LogCaptureFixture, settings: dict[str, object], warned: bool) -> None:
    warn_of_unnamed_hosts(Settings.model_validate(settings))
    assert ("trusted_hosts" in caplog.text) is warned


def test_port_in_use_is_an_error_of_ours(sample_index: SampleIndex, taken_port: int) -> None:
    result = run("serve", "--port", taken_port, "--data", sample_index.settings.data)
    assert (result.exit_code, "--port" in result.output) == (2, True)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]
