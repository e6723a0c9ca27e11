"""A real indexer that is killed, or hears no answer, between it and a real node: nothing is lost or doubled, the next command goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.faults.gate import ALIAS, BULK, Gate, Moment, Then
from indexer.check import problems
from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.config import PREFIX, Settings
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.engine import open_index
from search_service.engines.opensearch.mapping import index_mapping, index_settings
from search_service.engines.opensearch.writing.bulk import BulkSender, Operation
from tests.engines.opensearch.isolated import URL, isolated

SAMPLE_DATA = Path(__file__).parents[4] / "sample_data"
WAITED = 120.0
"""Seconds for a moment to come, on the slowest machine."""


@contextmanager
def gate(moment: Moment) -> Iterator[Gate]:
    node = urlsplit(os.environ[URL])
    with Gate((node.hostname or "", node.port or 0), moment.decide).standing() as standing:
        yield standing


def importing(settings: Settings, url: str) -> subprocess.Popen[bytes]:
    """A process that imports the sample data, and asks the node at ``url``."""
    own = {"ENGINE": "opensearch", "OPENSEARCH_INDEX": settings.opensearch_index, "OPENSEARCH_URL": json.dumps([url])}
    variables = {PREFIX + name: value for name, value in own.items()} | {f"{PREFIX}OPENSEARCH_REPLICAS": "0"}
    command = [str(Path(sys.executable).with_name("news-indexer")), "import", str(SAMPLE_DATA), "--data", str(settings.data)]
    return subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize(("kind", "then"), [(BULK, Then.PASS), (ALIAS, Then.DROP), (ALIAS, Then.HOLD)], ids=["bulk", "before", "after"])
def test_the_run_after_one_that_was_killed_completes_what_it_began(tmp_path: Path, kind: bytes, then: Then) -> None:
    settings, moment = isolated(Settings(data=tmp_path, engine="opensearch")), Moment(kind, 1, then)
    with gate(moment) as standing:
        process = importing(settings, standing.url)
        assert moment.come.wait(WAITED), process.poll()
        process.kill()
        process.wait()
    with closing(Store.open(settings.store_path)) as store:
        index = open_index(settings)
        bring_up_to_date(store, index)
        assert store.archive().count() > 50
        assert list(problems(store.archive(), index)) == []


def test_a_bulk_whose_answer_is_lost_doubles_nothing(tmp_path: Path) -> None:
    settings = isolated(Settings(data=tmp_path, engine="opensearch"))
    moment = Moment(BULK, 1, Then.LOSE)
    with gate(moment) as standing:
        cluster = Cluster.of(settings.model_copy(update={"opensearch_url": (standing.url,)}))
        index = f"{settings.opensearch_index}-1-abcdef"
        cluster.client.indices.create(index=index, body={"settings": index_settings(shards=1), "mappings": index_mapping()})
        BulkSender(cluster, index, version=7).send(Operation(f"r{number}", {"id": f"r{number}"}) for number in range(20))
        cluster.client.indices.refresh(index=index)
        assert moment.seen > 1
        assert cluster.client.count(index=index)["count"] == 20
