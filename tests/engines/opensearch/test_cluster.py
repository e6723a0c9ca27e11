"""Whatever a cluster answers, or does not, is one of our errors that says what to do next."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from opensearchpy import OpenSearch
from urllib3 import Timeout

from indexer.cli import main
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.engine import open_reader
from search_service.engines.opensearch.published import read_published
from search_service.engines.opensearch.unreachable import why_unreachable
from search_service.errors import EngineUnavailableError, IndexDamagedError, IndexNotBuiltError, SettingsError
from search_service.web.app import create_app
from tests.conftest import SampleIndex
from tests.engines.opensearch.answering_server import answering

REFUSED = {"error": {"type": "security_exception", "reason": "no permissions"}, "status": 403}
BUSY = {"error": {"root_cause": [{"reason": "rejected execution"}], "reason": "all shards failed"}, "status": 429}


def cluster_at(url: str, *, seconds: float = 5.0) -> Cluster:
    return Cluster.of(Settings(opensearch_url=(url,), opensearch_seconds=seconds))


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, "Unauthorized", "NEWS_SEARCH_OPENSEARCH_PASSWORD"),
        (403, REFUSED, r"refuses this user \(403: security_exception: no permissions\)"),
        (429, BUSY, "rejected execution"),
        (503, {"error": {"reason": "no cluster manager"}}, "no cluster manager"),
        (400, {"error": {"reason": "too many clauses"}}, "too many clauses"),
    ],
)
def test_refusals_say_what_to_do(status: int, body: Any, message: str) -> None:
    with answering((status, body)) as server, pytest.raises(EngineUnavailableError, match=message):
        cluster_at(server.url).search("any", {})


MISSING = {"error": {"reason": "no such index [gone]"}, "status": 404}


def test_what_belongs_to_the_published_and_is_missing_is_damage_that_names_the_command() -> None:
    with answering((404, MISSING)) as server, pytest.raises(IndexDamagedError, match=r"gone.*news-indexer rebuild"):
        read_published(cluster_at(server.url), "gone")


def test_an_index_that_goes_while_it_is_searched_was_replaced() -> None:
    with answering((404, MISSING)) as server, pytest.raises(EngineUnavailableError, match=r"gone.*try again"):
        cluster_at(server.url).search("gone", {})


def test_a_node_that_hangs_leaves_time_for_another() -> None:
    with answering((200, {"hits": 0}), hanging=True) as hanging, answering((200, {"hits": 1})) as other:
        cluster = Cluster.of(Settings(opensearch_url=(hanging.url, other.url), opensearch_seconds=60.0))
        connections = {connection.host: connection.pool for connection in cluster.client.transport.connection_pool.connections}
        assert {pool.timeout.read_timeout for pool in connections.values()} == {30.0}
        connections[hanging.url].timeout = Timeout(0.5)  # the test need not wait so long
        assert [cluster.search("any", {}) for _ in range(4)] == [{"hits": 1}] * 4
    assert hanging.bodies  # it was asked, too


def test_what_is_there_already_was_made_by_an_earlier_try_and_nothing_else_is_forgiven() -> None:
    there = {"error": {"type": "resource_already_exists_exception", "reason": "already exists"}, "status": 400}
    with answering((400, there), (400, {"error": {"type": "other", "reason": "no room"}})) as server:
        cluster = cluster_at(server.url)
        with cluster.making():
            cluster.client.indices.create(index="any")
        with pytest.raises(EngineUnavailableError, match="no room"), cluster.making():
            cluster.client.indices.create(index="any")


def test_while_the_cluster_is_away_one_thread_tries_and_the_others_do_not_wait(tmp_path: Path) -> None:
    with answering((403, REFUSED)) as server:
        settings = Settings(data=tmp_path, engine="opensearch", opensearch_url=(server.url,))
        reader = open_reader(settings)
        for asked in (1, 2):  # alone it asks each time
            with pytest.raises(EngineUnavailableError, match="refuses this user"):
                reader.newest()
            assert len(server.bodies) == asked
        with reader._asking, pytest.raises(EngineUnavailableError, match="refuses this user"):  # another thread does
            reader.newest()
        assert len(server.bodies) == asked


def test_a_cluster_that_answers_anything_is_not_away(tmp_path: Path) -> None:
    with answering((403, REFUSED), (404, {"error": "alias [news-search] missing", "status": 404})) as server:
        reader = open_reader(Settings(data=tmp_path, engine="opensearch", opensearch_url=(server.url,)))
        with pytest.raises(EngineUnavailableError):
            reader.newest()
        with pytest.raises(IndexNotBuiltError):
            reader.newest()
        with reader._asking, pytest.raises(IndexNotBuiltError):  # another thread asks, too
            reader.newest()


def test_nobody_there() -> None:
    with pytest.raises(EngineUnavailableError, match=r"cannot be reached at http://127\.0\.0\.1:9: the connection is refused"):
        cluster_at("http://127.0.0.1:9").search("any", {})


def test_no_tls_there() -> None:
    with answering((200, {})) as server, pytest.raises(EngineUnavailableError, match=r"at https://127\.0\.0\.1:\d+: they speak no TLS"):
        cluster_at(server.url.replace("http:", "https:")).search("any", {})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
            r"\(self-signed certificate\)",
        ),
        ("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", "write https://"),
        ("Failed to resolve 'a.example' ([Errno -2] Name or service not known)", "unknown"),
        ("Failed to establish a new connection: [Errno 1] Operation not permitted", "IPAddressAllow"),
        ("Connection to a.example timed out. (connect timeout=2)", "firewall"),
        ("something new", r"something new; see .*opensearch_url"),
    ],
)
def test_the_cause_is_told_and_no_password(said: str, told: str) -> None:
    client = OpenSearch(["https://reader:geheim@a.example:9200", "http://b.example:9201"])
    message = why_unreachable(client, said)
    assert message.startswith("OpenSearch cannot be reached at https://a.example:9200, http://b.example:9201: ")
    assert re.search(told, message)
    assert "geheim" not in message


def test_settings_that_cannot_be_used_are_refused_before_anybody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWS_SEARCH_OPENSEARCH_PASSWORD", raising=False)
    empty = tmp_path / "empty.pem"
    empty.touch()
    for settings, message in (
        (Settings(opensearch_ca_file=tmp_path / "none.pem"), r"opensearch_ca_file: .*none\.pem .*No such file"),
        (Settings(opensearch_ca_file=empty), r"opensearch_ca_file: .*empty\.pem"),
        (Settings(opensearch_user="news-search"), "opensearch_user is news-search, but the variable NEWS_SEARCH_OPENSEARCH_PASSWORD"),
    ):
        with pytest.raises(SettingsError, match=message):
            Cluster.of(settings)


def test_requests_are_no_lines_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with answering((200, {"hits": 1})) as server:
        cluster_at(server.url).search("any", {})
    assert caplog.records == []


def test_a_check_of_nothing_counts_nothing(sample_index: SampleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_OPENSEARCH_URL", '["http://127.0.0.1:9"]')
    checked = CliRunner().invoke(main, ["check", "--data", str(sample_index.settings.data)])
    assert (checked.exit_code, "cannot be reached" in checked.output, "checked" in checked.output) == (2, True, False)


def test_an_answer_that_does_not_come() -> None:
    with answering((200, {}), hanging=True) as server, pytest.raises(EngineUnavailableError, match="in time"):
        cluster_at(server.url, seconds=0.1).search("any", {})


def test_one_of_several_searches_that_fails_fails_them_all() -> None:
    answers = {"responses": [{"hits": {}}, {"error": {"reason": "shard failed"}}]}
    with answering((200, answers)) as server, pytest.raises(EngineUnavailableError, match="shard failed"):
        cluster_at(server.url).searches("any", [{}, {}])


def test_nothing_published_yet(tmp_path: Path) -> None:
    with answering((404, {"error": "alias [news-search] missing", "status": 404})) as server:
        settings = Settings(data=tmp_path, engine="opensearch", opensearch_url=(server.url,))
        with pytest.raises(IndexNotBuiltError, match="news-indexer rebuild"):
            open_searcher(settings).status()


@pytest.mark.parametrize("address", ["/api/v1/search?q=Klima", "/search?q=Klima", "/readyz"])
def test_who_asks_is_told_when_to_come_again(sample_index: SampleIndex, address: str) -> None:
    settings = sample_index.settings.model_copy(update={"engine": "opensearch", "opensearch_url": ("http://127.0.0.1:9",)})
    client = create_app(settings, open_searcher(settings), sample_index.archive).test_client()
    response = client.get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
