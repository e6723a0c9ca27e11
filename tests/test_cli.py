"""The command `news-search`: demo, query, serve, in processes and folders of their own."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search_service.cli import main
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


def test_query_prints_the_answer_of_the_api(sample_index: SampleIndex) -> None:
    result = run("query", "--json", "Windkraft", "--data", sample_index.settings.data)
    answer = json.loads(result.stdout)
    assert (answer["query"]["q"], answer["total"] > 0) == ("Windkraft", True)


def test_query_without_an_index_names_the_command(tmp_path: Path) -> None:
    result = run("query", "Windkraft", "--data", tmp_path)
    assert (result.exit_code, "news-indexer rebuild" in result.output) == (2, True)


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


def test_port_in_use_is_an_error_of_ours(sample_index: SampleIndex, taken_port: int) -> None:
    result = run("serve", "--port", taken_port, "--data", sample_index.settings.data)
    assert (result.exit_code, "--port" in result.output) == (2, True)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]
